"""Article -> questions on it, made of its own sentences around a name, a number or a day, and kept where answered."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from qa.answering import answer
from qa.answers import Answer
from qa.article import Article
from qa.dates import resolve
from qa.filters import one_of
from qa.library import Library
from qa.reader import Reader
from qa.sentences import split

_TRIED = 24  # questions that are asked at most
_WORDS = (3, 14)  # of a question, behind its question word
_NAME = r"(?:[A-Z][\w’'.-]+(?: (?:of|the|for|and|de|al|bin|van))? )*[A-Z][\w’'-]+"
_VERB = (
    r"(?:said|won|led|met|made|took|gave|left|wrote|became|began|found|held|sent|spoke|fell|rose|beat|built|bought|"
    r"[a-z]{2,}(?<!ne)ed)"
)
_COUNT = (
    r"(?:\d[\d,]*|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen|twenty|thirty|forty|fifty|sixty|"
    r"seventy|eighty|ninety)"
)
_WHO = re.compile(rf"^(?:The |[A-Z][\w’'-]+ (?:[a-z]+ ){{1,3}})?(?P<target>{_NAME}) (?P<rest>{_VERB} .+)$")
_HOW_MANY = re.compile(
    rf"\b(?P<target>{_COUNT}) (?P<rest>(?:(?!thousand|million|billion|hundred)[a-z-]+ )?"
    rf"(?:[a-z]+s|people|children|women|men))"
    rf" (?P<did>(?:(?:were|was|are) (?:\w+(?:ed|en)|in|at|on|without|among)|will|{_VERB})\b.*)$"
)
_WHEN = re.compile(
    r"^(?P<subject>(?:The|A|An|[A-Z][\w’'-]+)(?: [\w’'-]+){0,6}?) (?P<be>was|were|is|are|will) (?P<rest>.+)$"
)
_WHAT_IS = re.compile(rf"(?P<name>{_NAME}), (?P<target>(?:a|an|the) (?P<kind>[^,.;“”]{{4,60}})),")
_SAID = re.compile(rf"^(?P<name>{_NAME}) (?P<said>said|remarked|announced|warned|tweeted)[, :]+(?P<target>.+)$")
_SAY = {"said": "say", "remarked": "say", "announced": "announce", "warned": "warn of", "tweeted": "tweet"}
_THING = re.compile(
    r"\b(?:company|agency|group|organi[sz]ation|journal|newspaper|ally|country|city|town|island|party|firm|university|"
    r"team|species|disease|drug|law|bill|book|film|area|region|project|program|programme|system|state)\b(?!['’])"
)
_CLAUSE = re.compile(
    r"[,;:(“”\"—–]| (?:while|which|who|whom|although|though|because|but|if|as) | and (?=\w+ (?:were|was)\b)"
)
_PRONOUN = re.compile(r"\b(?:he|she|it|they|this|these|those|I|we|you|here|there)\b")
_POINTS = re.compile(r"(?:he|she|it|they|this|these|those|that|we|you|there|both|his|her|its|their)\b", re.IGNORECASE)
_DANGLING = re.compile(
    r"(?: (?:on|in|at|by|since|until|during|early|late|the|a|of|to|for|from|with|and|or|around|about|after|before|"
    r"that|is|are|was|were|has|have|not))+$"
)


@dataclass(frozen=True, slots=True)
class _Draft:
    """A question, and the characters of the article that it was made to ask for."""

    question: str
    start: int
    end: int


def suggest(
    article: Article, *, library: Library | None = None, reader: Reader | None = None, top_k: int = 4
) -> list[str]:
    """At most `top_k` questions on the article, each answered above the threshold with the words it was made to ask for.

    The `library`, where one is given, holds the article. None may be left: of a text without names, numbers and days.
    """
    drafts = list({draft.question: draft for draft in _drafts(article)}.values())[:_TRIED]
    if not drafts:
        return []
    asked = library or Library.of([article])
    found = answer(
        [each.question for each in drafts], library=asked, where=one_of("article_id", [article.id]), reader=reader
    )
    good = [(draft, each) for draft, each in zip(drafts, found, strict=True) if _asks_for(draft, each)]
    good.sort(key=lambda pair: -pair[1].probability)
    return _varied(good)[:top_k]


def _asks_for(draft: _Draft, found: Answer) -> bool:
    return any(each.start < draft.end and draft.start < each.end for each in found.citations[:1])


def _varied(good: Sequence[tuple[_Draft, Answer]]) -> list[str]:
    """The questions, each kind once before any kind comes again; no two for the same words."""
    seen: set[str] = set()
    kinds: dict[str, int] = {}
    ranked = []
    for draft, found in good:
        words, kind = (found.text or "").casefold(), draft.question.split()[0]
        if words not in seen:
            seen.add(words)
            kinds[kind] = kinds.get(kind, 0) + 1
            ranked.append((kinds[kind], draft.question))
    return [question for _, question in sorted(ranked, key=lambda pair: pair[0])]


def _drafts(article: Article) -> Iterator[_Draft]:
    """What can be asked of each sentence, in the order of the article."""
    for sentence in split(article):
        text = article.text[sentence.start : sentence.end]
        for make in (_who, _how_many, _what_is, _what_said):
            for question, start, end in make(text):
                yield _Draft(question, sentence.start + start, sentence.start + end)
        for question, start, end in _when(article, sentence.start, sentence.end):
            yield _Draft(question, start, end)


def _who(text: str) -> Iterator[tuple[str, int, int]]:
    """So of "Jake Sullivan warned that ..." -> "Who warned that ...?"."""
    found = _WHO.search(text)
    if found and (asked := _trimmed(found["rest"])):
        yield f"Who {asked}?", *found.span("target")


def _how_many(text: str) -> Iterator[tuple[str, int, int]]:
    """So of "At least seventeen people died" -> "How many people died?"."""
    found = _HOW_MANY.search(text)
    if found and (asked := _trimmed(f"{found['rest']} {found['did']}", least=2)):
        yield f"How many {asked}?", *found.span("target")


def _what_is(text: str) -> Iterator[tuple[str, int, int]]:
    """So of "Satyendra Jain, the home minister, said" -> "Who is Satyendra Jain?"."""
    for found in _WHAT_IS.finditer(text):
        if found["name"].endswith("ly"):
            continue
        word = "What" if _THING.search(found["kind"]) else "Who"
        yield f"{word} is {found['name']}?", *found.span("target")


def _what_said(text: str) -> Iterator[tuple[str, int, int]]:
    found = _SAID.search(text)
    if found:
        yield f"What did {found['name']} {_SAY[found['said']]}?", *found.span("target")


def _when(article: Article, start: int, end: int) -> Iterator[tuple[str, int, int]]:
    """So of "The bill was passed on Monday" -> "When was the bill passed?"."""
    text = article.text[start:end]
    found = _WHEN.search(text)
    for day in resolve(article.text, article.published, start=start, end=end) if found else ():
        if found is None or day.start - start <= found.start("rest"):
            continue
        before = text[found.start("rest") : day.start - start]
        asked = _trimmed(before, least=1)
        if asked and len(asked) >= len(_DANGLING.sub("", before.rstrip())) and not _points(found["subject"]):
            yield f"When {found['be']} {_lowered(found['subject'])} {asked}?", day.start, day.end


def _trimmed(words: str, *, least: int = _WORDS[0]) -> str:
    """The words as far as their first clause goes; "" where that is too short, too long, or points elsewhere."""
    clause = _CLAUSE.split(words, maxsplit=1)[0].rstrip(" .!?")
    clause = " ".join(_DANGLING.sub("", clause).split())
    return clause if least <= len(clause.split()) <= _WORDS[1] and not _PRONOUN.search(clause) else ""


def _lowered(subject: str) -> str:
    first, space, rest = subject.partition(" ")
    return f"{first.lower()}{space}{rest}" if first in ("The", "A", "An") else subject


def _points(subject: str) -> bool:
    """Whether the subject cannot be understood without the sentence before."""
    return bool(_POINTS.match(subject) or _PRONOUN.search(subject))
