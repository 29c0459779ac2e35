"""A question with pronouns -> the question with what they may stand for."""

import re
from collections.abc import Iterator, Sequence
from itertools import product
from typing import Literal

from qa.conversation.clauses import clause
from qa.conversation.filling import filled, tails
from qa.conversation.needs import possessive
from qa.conversation.referents import fitting, referents
from qa.conversation.turns import Turn
from qa.conversation.verbs import BASES
from qa.conversation.words import AUXILIARIES, CLAUSE_OPENERS, NEUTRAL, PERSONAL, PRONOUNS, Word, words

_ONE, _EACH_OF_TWO = 5, 3  # referents that are tried for a pronoun
_THEN = re.compile(r"\s+then$", re.I)
_BE = frozenset("is are was were".split())
_POINTER = re.compile(r"\b(?:that|this|these|those|the one|the ones|then)\b", re.I)


def resolved(question: str, turns: Sequence[Turn]) -> Iterator[str]:
    """The question with what its pronouns may stand for; where there are two, in all pairs."""
    question = _THEN.sub("", question.rstrip("?!. "))
    places = _places(question)
    if not places:
        yield from _pointed(question, turns)
        return
    fits = {word: fitting(turns, _class(word), top=_ONE if len(places) == 1 else _EACH_OF_TWO) for word in places}
    places = [word for word in places if fits[word]]  # what nothing fits stays
    if not places:
        return
    choices = [fits[word] for word in places]
    for chosen in sorted(product(*map(enumerate, choices)), key=lambda each: sum(rank for rank, _ in each)):
        texts = [referent.text for _, referent in chosen]
        owned = [next((f"{text}'s" for text in texts if each.startswith(f"{text}'s")), "") for each in texts]
        texts = [each.replace(owner, "the", 1) if owner else each for each, owner in zip(texts, owned, strict=True)]
        nested = any(first in second for first in texts for second in texts if first is not second)
        if not nested and not any(text.lower() in question.lower() for text in texts):
            yield replaced(question, places, texts)


def _places(question: str) -> list[Word]:
    """The first pronoun of each class, "there" at the end, and an object of the class of its subject: "he ... to him"."""
    found = [word for word in words(question) if not word.is_mark]
    chosen: dict[str, Word] = {}
    for index, word in enumerate(found):
        before = found[index - 1].lower if index else ""
        of_these = word.lower in ("these", "those") and before == "of"
        if word.lower in PRONOUNS or of_these or (word.lower == "there" and index == len(found) - 1):
            between = found[found.index(chosen[_class(word)]) + 1 : index] if _class(word) in chosen else []
            other = between and word.lower in ("him", "her", "it", "them") and not possessive(found, index)
            one_clause = not any(each.lower in CLAUSE_OPENERS for each in between)
            chosen.setdefault(f"{_class(word)}, object" if other and one_clause else _class(word), word)
    return list(chosen.values())


def _class(word: Word) -> Literal["he", "it", "they", "there"]:
    if word.lower in PERSONAL:
        return "he"
    if word.lower in NEUTRAL:
        return "it"
    return "there" if word.lower == "there" else "they"


def replaced(question: str, places: Sequence[Word], texts: Sequence[str]) -> str:
    """The question with each text in the place of its pronoun, as a possessive where that is one."""
    for word, text in sorted(zip(places, texts, strict=True), key=lambda each: -each[0].start):
        found = words(question)
        index = next(number for number, each in enumerate(found) if each.start == word.start)
        if word.lower == "there":
            text = f"in {text}"
        elif possessive(found, index):
            text = f"{text}'" if text.endswith("s") and text[:1].islower() else f"{text}'s"
        question = f"{question[: word.start]}{text}{question[word.end :]}"
    return question


def _pointed(question: str, turns: Sequence[Turn]) -> Iterator[str]:
    """The question with nouns and names of the last turn in the place of "that", "this attack" or "the one"."""
    match = _POINTER.search(question)
    if match is None:
        return
    before, behind = question[: match.start()], question[match.end() :]
    if match.group().lower() == "then":
        yield from filled(f"{before}{behind}", turns)
        return
    spoken = referents(turns)
    if _determines(before, behind):
        yield f"{before}the{behind}"
        yield from (f"{before}the{behind} {phrase}" for phrase in tails(turns))
        return
    last = clause(turns[-1].asked)
    told = last.told(turns[-1].answer.stretch or "") if last else None
    if told and turns[-1].answer.stretch:
        yield f"{before}the fact that {told}{behind}"
    yield from (f"{before}{each.text}{behind}" for each in spoken[:_ONE])


def _determines(before: str, behind: str) -> bool:
    """Whether the word between stands before a noun: "this attack", but not "does that mean"."""
    follows, precedes = words(behind)[:1], words(before)[-1:]
    if not follows or not follows[0].is_content:
        return False
    return not (precedes and precedes[0].lower in AUXILIARIES - _BE and follows[0].lower in BASES)
