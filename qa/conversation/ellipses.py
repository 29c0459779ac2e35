"""Whether a question holds too little to be asked alone: "How many died?", "Who was arrested?", "What was the score?"."""

import re
from collections.abc import Collection, Sequence

from qa.conversation.clauses import participle
from qa.conversation.words import AUXILIARIES, DEGREES, Word, anchors, asks, words

_FEW = 2  # content words up to which a question without a name is taken for an ellipsis
_FEW_JOINED = 4  # likewise behind "and"
_GENERIC = re.compile(r"\b(?:a|an|any|every|each|most|generally|usually|typically|often)\b", re.I)
_PRESENT = AUXILIARIES - frozenset("did was were had been".split())
_DENIED = frozenset(each for each in AUXILIARIES if each.endswith("n't")) | {"not", "never"}
_DEFINITION = re.compile(r"(?:what|who) (?:is|are|was|were)\b", re.I)
_MORE = re.compile(r"\b(?:any|some|who|what|where|how)(?:one|body|thing|where)? (?:else|other)\b", re.I)
_COUNT = re.compile(r"how (?:many|much) (?!of\b)[\w -]+", re.I)
_ATTRIBUTE = re.compile(r"what (?:was|were|is|are) the (?:total |final |exact )?[a-z]+", re.I)


def elliptic(text: str, known: Collection[str], *, joined: bool) -> bool:
    """Whether it has no name, no number, and few words that say what it is about."""
    found = [word for word in words(text) if not word.is_mark]
    content = [word for word in found if word.is_content and word.lower not in DEGREES]
    if _COUNT.fullmatch(text.strip(" ?.!")) and not anchors(text) and len(content) <= _FEW and _verbless(found):
        return True  # "how many national guards?", though "National" is a name
    if anchors(text, known) or not found:
        return False
    if joined:
        return len(content) <= _FEW_JOINED
    plain = text.strip(" ?.!")
    if len(content) <= _FEW and (_MORE.search(plain) or _lacks(plain)):
        return True
    if _GENERIC.search(text) or len(content) > _FEW or (found[0].lower in ("what", "which") and len(content) > 1):
        return False
    lower = [word.lower for word in found]
    if not asks(text) or lower[0] in AUXILIARIES or _DEFINITION.match(text) or any(each in _DENIED for each in lower):
        return False
    if _verbless(found):
        return len(content) <= 1  # without a verb: "How many customers?"
    return not any(each in _PRESENT for each in lower)


def _verbless(found: Sequence[Word]) -> bool:
    return not any(word.lower in AUXILIARIES or word.lower.endswith("ed") for word in found)


def _lacks(text: str) -> bool:
    """Whether what it asks of is left out: a count, an attribute, or what was done to somebody."""
    found = words(text)
    lower = [word.lower for word in found]
    if _COUNT.fullmatch(text):
        return lower[-1] == "there"
    if _ATTRIBUTE.fullmatch(text):
        return True
    passive = found[-1:] and participle(found[-1]) and len(found) > 2 and lower[-2] in ("is", "are", "was", "were")
    return bool(passive) and (lower[0] == "who" or (lower[0] in ("which", "what") and len(found) == 4))
