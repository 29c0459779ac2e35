"""What a follow-up may speak of: the names and nouns of the turns before it, the likeliest first."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from qa.article import Article
from qa.conversation.clauses import clause
from qa.conversation.turns import Turn, article_of
from qa.conversation.words import DETERMINERS, FUNCTION_WORDS, PREPOSITIONS, PRONOUNS, Word, names, words

Sort = Literal["person", "place", "several", "thing", "any"]
_TURNS = 2  # that are looked back at
_LONG = 8  # words of an answer that may stand for something
_ORGANISED = re.compile(
    r"\b(?:party|council|court|agency|office|university|company|corporation|airport|project|tribe|association|hospital|"
    r"cent(?:er|re)|services?|government|church|department|ministry|union|club|street|avenue|river|county|islands?|house|"
    r"reservation|bank|group|force|army|police|league|board|commission|committee|organi[sz]ation|foundation|news|times|"
    r"act|bill|war|cup|hall|hotel|palace|museum|bridge|storm|hurricane|typhoon|coast|society|school|navy|league|reform)\b",
    re.I,
)
_PEOPLE = re.compile(
    r"\b(?:\w+(?:ers|ors|ists|ians|men|women|ants|ents)|people|police|children|students|victims|officials|voters|leaders)\b",
    re.I,
)
_PERSON = re.compile(
    r"\b(?:man|woman|boy|girl|mother|father|son|daughter|wife|husband|brother|sister|driver|mayor|president|minister|judge|"
    r"king|queen|prince|princess|pilot|player|actor|singer|author|doctor|baby|child|officer|leader|sultan|candidate|winner|"
    r"spokes\w+|suspect|victim|professor|director|guitarist|wrestler|chief|teenager|student|teacher)$",
    re.I,
)
_FITTING: dict[str, tuple[Sort, ...]] = {
    "he": ("person", "any"),
    "it": ("thing", "place", "any"),
    "they": ("several", "thing", "any"),
    "there": ("place", "any", "thing"),
}


@dataclass(frozen=True, slots=True)
class Referent:
    """Words that a pronoun may stand for, and what sort of thing they name."""

    text: str
    sort: Sort


def referents(turns: Sequence[Turn]) -> list[Referent]:
    """What the last turns speak of, each once: their question, their answer, then the sentence that was cited."""
    article = article_of(turns)
    found: list[Referent] = []
    for turn in reversed(turns[-_TURNS:]):
        found.extend(_of_question(turn.asked, article))
        found[0:0] = [] if turn is not turns[-1] else _of_answer(turn, article)
        if turn is not turns[-1]:
            found.extend(_of_answer(turn, article))
        if turn.cited:
            found.extend(_named(each, article) for each in names(turn.cited.sentence))
    unique: dict[str, Referent] = {}
    for each in found:
        unique.setdefault(each.text.lower().removeprefix("the "), each)
    return list(unique.values())


def fitting(turns: Sequence[Turn], pronoun: Literal["he", "it", "they", "there"], *, top: int) -> list[Referent]:
    """At most `top` of them that the pronoun may stand for, those of its own sort before those of which it is not known."""
    sorts = _FITTING[pronoun]
    kept = [each for each in referents(turns) if each.sort in sorts]
    return kept[:top]


def _of_question(question: str, article: Article | None) -> Iterator[Referent]:
    """Noun phrases with what hangs on them, then names."""
    parts = clause(question)
    if parts and not parts.inverted and parts.noun and "how" in parts.asked.lower():
        yield Referent(f"the {parts.noun} {parts.rest}" if _is_event(parts.rest) else f"the {parts.noun}", "several")
    yield from _noun_phrases(question)
    yield from (_named(each, article) for each in names(question))
    if parts and parts.noun and not names(parts.noun):
        yield Referent(f"the {parts.noun}", _sort_of_noun(parts.noun))


def _is_event(rest: str) -> bool:
    return False if not rest else rest.split()[0].lower() in ("who", "that", "on", "in", "of", "from")


def _of_answer(turn: Turn, article: Article | None) -> list[Referent]:
    text = turn.answer.text
    if text is None or len(text.split()) > _LONG or not any(character.isalpha() for character in text):
        return []
    held = names(f"x {text}")
    asked = turn.asked.lower()
    if len(held) == 1 and len(held[0]) > len(text) / 2:
        named = _named(held[0], article)
        if asked.startswith("where") and named.sort == "any":
            named = Referent(named.text, "place")
        return [named]
    if any(character.isdigit() for character in text) and not held:
        return []
    plain = text if text.split()[0].lower() in DETERMINERS | PREPOSITIONS | PRONOUNS else f"the {text}"
    found = [] if plain.split()[0].lower() in PREPOSITIONS else [Referent(plain, _sort_of_noun(text))]
    return found + [_named(each, article) for each in held]


def _noun_phrases(question: str) -> Iterator[Referent]:
    """ "the wreck of the U.S.S. Grayback" and "the wreck": what a determiner opens, with and without its "of" and "in"."""
    found = words(question)
    for index, word in enumerate(found):
        if word.lower not in ("the", "a", "an") or index + 1 == len(found):
            continue
        short = _phrase_end(found, index + 1)
        if short == index + 1:
            continue
        long = _extended(found, short)
        sort = _sort_of_noun(question[found[index + 1].start : found[short - 1].end])
        if long > short:
            yield Referent(f"the {question[found[index + 1].start : found[long - 1].end]}", sort)
        text = question[found[index + 1].start : found[short - 1].end]
        if text not in names(question):
            yield Referent(f"the {text}", sort)


def _phrase_end(found: Sequence[Word], start: int) -> int:
    end = start
    while end < len(found) and found[end].is_content and not _may_be_verb(found, end, start):
        end += 1
    return end


def _may_be_verb(found: Sequence[Word], end: int, start: int) -> bool:
    return end > start and not found[end].is_capital and found[end].lower.endswith(("ed", "ing"))


def _extended(found: Sequence[Word], end: int) -> int:
    """The end with the prepositional phrases and "that crashed in Karaj" that follow."""
    while end < len(found) and found[end].lower in ("of", "in", "at", "on", "from", "that", "who", "for"):
        start = end + 1 + (end + 1 < len(found) and found[end + 1].lower in DETERMINERS)
        if found[end].lower in ("that", "who"):
            stop = len(found) - (found[-1].is_mark)
            return stop
        stop = _phrase_end(found, start)
        if stop == start:
            break
        end = stop
    return end


def _sort_of_noun(text: str) -> Sort:
    head = re.split(r"\b(?:of|in|at|on|from|for|that|who|,)\b", text)[0].strip() or text
    if _PEOPLE.search(head.split()[-1]) or (re.search(r"\band\b", text) and head == text):
        return "several"
    if _PERSON.search(head):
        return "person"
    if head.lower().endswith("s") and not head.lower().endswith(("ss", "us", "is")):
        return "several"
    return "thing"


def _named(name: str, article: Article | None) -> Referent:
    text = article.text if article else ""
    sort = _sort_of_name(name, text)
    with_article = text.count(f"he {name}") * 2 > text.count(name) and sort != "person"
    return Referent(f"the {name}" if with_article else name, sort)


@lru_cache(maxsize=1024)
def _sort_of_name(name: str, text: str) -> Sort:
    """The sort of what is so named, told from the name and from how the article writes it."""
    if _ORGANISED.search(name) or any(character.isdigit() for character in name):
        return "thing"
    parts = name.split()
    there = len(re.findall(rf"\b(?:in|at|near|from|to) (?:the )?{re.escape(name)}\b", text))
    if there and there * 3 >= len(re.findall(rf"\b{re.escape(name)}\b", text)):
        return "place"
    if name.isupper() and len(parts) == 1:
        return "thing"
    longer = rf"\b[A-Z][\w.’'-]+ (?:[A-Z][\w.]* |(?:de|bin|van|al) )?{re.escape(name)}\b"
    if len(parts) > 1:
        given = any(part.lower() in FUNCTION_WORDS - {"de", "van", "bin"} for part in parts[1:-1])
        return "any" if given or len(parts) > 4 else "person"
    return "person" if re.search(longer, text) else "any"
