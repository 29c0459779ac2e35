"""Who stands before or behind a verb of a sentence: the noun phrase as it is written, without what is told beside it."""

import re
from collections.abc import Sequence

_MOST_WORDS = 14
_CHUNK = re.compile(r"[^,;:–—()]+|\([^)]*\)")
_WHEN = re.compile(
    r"(?:(?:on|last|earlier|late|early|this|that|in|by|at|since)\s+)+(?:[\w’']+\s+){0,3}?"
    r"(?:mon|tues|wednes|thurs|fri|satur|sun|yester)?(?:day|week|month|year|morning|evening|night|\d{4})\b(?:\s+(?:morning|"
    r"afternoon|evening|night))?\s+|(?:yesterday|today|meanwhile|however|also|later|then|instead)\s+",
    re.IGNORECASE,
)
_JOINING = re.compile(
    r"(?:and|but|so|while|whereas|as|because|when|although|though|after|before|if|since|then|that|yet)\s+", re.I
)
_LEADS_ON = re.compile(
    r"(?:on|in|at|after|before|during|from|with|by|for|to|of|about|under|over|through|via|speaking|writing|asked|who|which|"
    r"whose|whom|where|when|while|citing|quoting|aged|according|despite|amid|as|both|including|\d+)\b",
    re.IGNORECASE,
)
_AUXILIARY = r"(?:also|has|have|had|later|then|earlier|since|again|once|first|further|both|all|[a-z]+ly)"
_BEFORE_VERB = re.compile(rf"(?:\b{_AUXILIARY}\s+)+$")
_SPLIT = re.compile(r"\s(?:and|but|because|while|as|after|that|when|if|although|where)\s")
_FINITE = re.compile(
    r"\b(?:was|were|is|are|had|has|have|will|would|could|did|does|said|told|went|came|took|made|gave|got|held|left|won|met|"
    r"began|fell|rose|led|sent|saw|lost|found|[a-z]{2,}ed)\b"
)
_NOBODY = frozenset("it's there what this that which where when how why these those and but or".split())
_STOP = re.compile(
    r"[,.;:–—(\"“”«]|\s(?:who|whose|which|that|after|before|as|during|when|while|because|if|but|and (?:he|she|they|it)|"
    r"to (?:reporters|journalists|the press)|"
    r"(?:on|in|at|by|for|last|this|late|early|yesterday|today)\s(?:(?:an?|the|his|her|their|its)\s)?(?:statement|interview|"
    r"speech|tweet|post|letter|message|report|briefing|conference|email|video|news|press|radio|television|[\w-]*day|week|month|"
    r"year|time|\d+|Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)|yesterday|today|in|at)\b"
)
Place = tuple[int, int]


def subject_before(text: str, start: int, verb: int) -> Place | None:
    """Who does what the verb at `verb` tells, in the clause that begins at `start`.

    What stands between commas is passed over ("Ann Lee, the mayor, said"), and so is what joins the clause or says when.
    """
    end = verb - len(text[start:verb]) + len(text[start:verb].rstrip())
    if tail := _BEFORE_VERB.search(text, start, verb):
        end = max(start, tail.start())
        end -= len(text[start:end]) - len(text[start:end].rstrip())
    beside = text[start:end].endswith((",", ")", "–", "—"))
    chunks = [_stripped(text, *match.span()) for match in _CHUNK.finditer(text, start, end)]
    chunks = [(a, b) for a, b in chunks if a < b]
    if beside:
        chunks = _without_asides(text, chunks)
    elif chunks and text[chunks[-1][0] : chunks[-1][1]] in ("and", "but", "then"):
        chunks = chunks[:-1]
    return _phrase(text, *chunks[-1]) if chunks else None


def subject_after(text: str, verb_end: int, limit: int) -> Place | None:
    """Who stands behind the verb that ends at `verb_end`: "said Ann Lee, the mayor"."""
    stop = _STOP.search(text, verb_end + 1, limit)
    a, b = _stripped(text, verb_end, stop.start() if stop else limit)
    return (a, b) if _is_somebody(text, a, b) else None


def _without_asides(text: str, chunks: Sequence[Place]) -> list[Place]:
    """The chunks up to the one that the last of them, which end in a comma, only describe."""
    left = list(chunks[:-1])
    while len(left) > 1 and _describes(text, left[-1]) and not _LEADS_ON.match(text, *left[-2]):
        left.pop()
    if left and _LEADS_ON.match(text, *left[-1]):
        return []
    return left


def _describes(text: str, chunk: Place) -> bool:
    return text[chunk[0]].islower() or text[chunk[0]] in "(0123456789" or _LEADS_ON.match(text, *chunk) is not None


def _phrase(text: str, start: int, end: int) -> Place | None:
    """The noun phrase that the chunk ends with."""
    moved = True
    while moved:
        moved = False
        for pattern in (_JOINING, _WHEN):
            if (match := pattern.match(text, start, end)) and match.end() < end:
                start, moved = match.end(), True
    if text[start:end].endswith(
        (" and", " but", " then")
    ):  # the subject of a verb before it: "The mayor came and said"
        start, end = _stripped(text, start, end - 4)
        first = _FINITE.search(text, start, end)
        start, end = _stripped(text, start, first.start()) if first else (start, end)
    elif parts := list(_SPLIT.finditer(text, start, end)):
        cut = next((part for part in reversed(parts) if _FINITE.search(text, start, part.start())), None)
        start = cut.end() if cut else start
    return (start, end) if _is_somebody(text, start, end) else None


def _is_somebody(text: str, start: int, end: int) -> bool:
    words = text[start:end].split()
    if (
        not words
        or len(words) > _MOST_WORDS
        or words[0].casefold() in _NOBODY
        or not any(w[:1].isalpha() for w in words)
    ):
        return False
    return not _LEADS_ON.match(text, start, end) and not _FINITE.search(text, start, end)


def _stripped(text: str, start: int, end: int) -> Place:
    piece = text[start:end]
    start += len(piece) - len(piece.lstrip(" \t\n\"“”«»‘’'"))
    return start, max(start, end - len(piece) + len(piece.rstrip(' \t\n,."“”')))
