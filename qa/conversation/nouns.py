"""The noun phrases of a question: what a determiner or a possessor opens."""

from collections.abc import Iterator, Sequence

from qa.conversation.verbs import PASTS, base_verb
from qa.conversation.words import DETERMINERS, Word, names, words

_JOINS = frozenset("of in at on from for that who".split())
_LONGEST = 10  # words of a phrase with what hangs on it


def noun_phrases(question: str) -> list[str]:
    """The phrases behind "the", "a" and "an", each with what hangs on it and without, and those behind a possessor.

    "the wreck of the U.S.S. Grayback", "the wreck"; "Carrie Lam's policy speech".
    """
    text = question.rstrip("?!. ")
    found = [word for word in words(text) if not word.is_mark]
    spans = [(text.find(name), text.find(name) + len(name)) for name in names(text)]
    named = {place for place, word in enumerate(found) if any(start <= word.start < end for start, end in spans)}
    held = [*_opened(text, found, named), *_owned(text, found), *_counted(text, found)]
    return list(dict.fromkeys(each for each in held if each.removeprefix("the ") not in names(text)))


def _opened(text: str, found: Sequence[Word], named: set[int]) -> Iterator[str]:
    for index, word in enumerate(found):
        if word.lower not in ("the", "a", "an") or (index in named and index - 1 in named):
            continue
        limit = len(found)
        if index and found[index - 1].lower in ("do", "does", "did"):
            limit = base_verb(found, index + 1) or limit
        short = _end(found, index + 1, limit, named)
        if short == index + 1:
            continue
        long = _extended(found, short, limit, named)
        for end in (long, short) if short < long <= index + _LONGEST else (short,):
            yield f"the {text[found[index + 1].start : found[end - 1].end]}"


def _owned(text: str, found: Sequence[Word]) -> Iterator[str]:
    """The phrases behind a possessor: "Carrie Lam's policy speech"."""
    for index, word in enumerate(found):
        end = _end(found, index + 1, len(found), set())
        if word.text.endswith(("'s", "’s")) and end > index + 1:
            start = index
            while start and found[start - 1].is_capital:
                start -= 1
            yield text[found[start].start : found[end - 1].end]


def _counted(text: str, found: Sequence[Word]) -> Iterator[str]:
    """The plural that ends the text without a determiner, as "the": "new rules"."""
    start = len(found)
    while start and found[start - 1].is_content and not found[start - 1].is_capital and not _verb(found[start - 1]):
        start -= 1
    place = base_verb(found, start) if start else None
    start = start if place is None else place + 1
    if 1 < start < len(found) and found[-1].lower.endswith("s") and found[start - 1].lower not in DETERMINERS:
        yield f"the {text[found[start].start : found[-1].end]}"


def _end(found: Sequence[Word], start: int, limit: int, named: set[int]) -> int:
    end = start
    while end < limit and (end in named or (found[end].is_content and not (end > start and _verb(found[end])))):
        end += 1
    return end


def _verb(word: Word) -> bool:
    return not word.is_capital and (word.lower.endswith(("ed", "ing")) or word.lower in PASTS)


def _extended(found: Sequence[Word], end: int, limit: int, named: set[int]) -> int:
    """The end with the prepositional phrases, or with a clause such as "that crashed in Karaj", that follow."""
    while end < limit and found[end].lower in _JOINS:
        if found[end].lower in ("that", "who"):
            return limit
        start = end + 1 + (end + 1 < limit and found[end + 1].lower in DETERMINERS)
        stop = _end(found, start, limit, named)
        if stop == start:
            break
        end = stop
    return end
