"""What a follow-up may speak of: the names and nouns of the turns before it, the likeliest first."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise
from typing import Literal

from qa.answers import Citation
from qa.article import Article
from qa.conversation.clauses import clause
from qa.conversation.nouns import noun_phrases
from qa.conversation.turns import Turn, article_of
from qa.conversation.words import DETERMINERS, PREPOSITIONS, PRONOUNS, known_names, names, words
from qa.dates import names_time

Sort = Literal["person", "place", "several", "thing", "any"]
_TURNS = 2  # that are looked back at
_LONG = 8  # words of an answer that may stand for something
_ORGANISED = re.compile(
    r"\b(?:party|council|court|agency|office|university|company|corporation|airport|project|tribe|association|hospital|"
    r"cent(?:er|re)|services?|government|church|department|ministry|union|club|street|avenue|river|county|islands?|house|"
    r"reservation|bank|group|force|army|police|league|board|commission|committee|organi[sz]ation|foundation|news|times|"
    r"herald|post|journal|review|press|tribune|corps|senate|congress|parliament|federation|institute|act|bill|war|cup|hall|"
    r"hotel|palace|museum|bridge|storm|hurricane|typhoon|coast|society|school|navy|reform)\b",
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
_ROLE = re.compile(
    r"\b(?:mr|mrs|ms|dr|sir|lord|president|minister|mayor|governor|senator|judge|justice|captain|general|king|queen|prince|"
    r"princess|pope|bishop|sultan|chancellor|chief|leader|director|secretary|spokes\w+|commissioner|chair\w*|coach|professor|"
    r"actor|actress|singer|guitarist|player|wrestler|cosmonaut|astronaut|pilot|officer|attorney|lawyer|legislator|lawmaker|mp|"
    r"activist|researcher|scientist|author|journalist|candidate|head|premier|elder|constable|detective|former|"
    r"wife|husband|son|daughter|brother|sister|mother|father)\b",
    re.I,
)
_FITTING: dict[str, tuple[Sort, ...]] = {
    "he": ("person", "any"),
    "it": ("thing", "any", "place"),
    "they": ("several", "thing", "any"),
    "there": ("place",),
}
_CALENDAR = re.compile(
    r"(?:the )?(?:January|February|March|April|May|June|July|August|September|October|November|December|\w+day)s?"
)
_DEMONYM = re.compile(
    r"(?:the )?(?:[A-Z]\w+(?:ian|ean|ese|ish|can|tani)s?|Germans?|French|Dutch|Greeks?|Iraqis?|Israelis?|Czechs?|Swiss|Thai)"
)


@dataclass(frozen=True, slots=True)
class Referent:
    """Words that a pronoun may stand for, and what sort of thing they name."""

    text: str
    sort: Sort
    said: bool = True
    """Whether it was in a question or an answer, not only in the sentence that was cited."""


def referents(turns: Sequence[Turn]) -> list[Referent]:
    """What the last turns speak of, each once: their question, their answer, then the sentence that was cited."""
    article = article_of(turns)
    found: list[Referent] = []
    for turn in reversed(turns[-_TURNS:]):
        told, asked = _of_answer(turn, article), list(_of_question(turn.asked, article))
        found += [*told, *asked] if turn is turns[-1] else [*asked, *told]
        if turn.cited:
            found.extend(replace(named(each, article), said=False) for each in _names_within(turn.cited))
    unique: dict[str, Referent] = {}
    for each in found:
        if _is_time(each.text) or _DEMONYM.fullmatch(each.text) or each.text.endswith("ly"):
            continue
        unique.setdefault(each.text.lower().removeprefix("the "), each)
    return list(unique.values())


def _is_time(text: str) -> bool:
    return names_time(text, 0, len(text)) or _CALENDAR.fullmatch(text) is not None


def fitting(turns: Sequence[Turn], pronoun: Literal["he", "it", "they", "there"], *, top: int) -> list[Referent]:
    """At most `top` of them that the pronoun may stand for, what was said before what was only cited, its own sort first."""
    sorts = _FITTING[pronoun]
    kept = [each for each in referents(turns) if each.sort in sorts]
    ordered = sorted(kept, key=lambda each: (not each.said, min(sorts.index(each.sort), 1)))
    return [each for place, each in enumerate(ordered) if not _part_of_any(each.text, ordered[:place])][:top]


def _part_of_any(text: str, before: Sequence[Referent]) -> bool:
    """Whether it is a name that is part of one of those: "Chirac" behind "Jacques Chirac"."""
    name = set(text.removeprefix("the ").split())
    return text[:1].isupper() and any(name <= set(each.text.split()) and each.text[:1].isupper() for each in before)


def _names_within(citation: Citation) -> list[str]:
    """The names of the cited sentence, without the capital that only opens it."""
    text = citation.sentence
    first = words(text)[0].text if words(text) else ""
    return names(text if first.lower() in known_names(citation.article) else f"{text[:1].lower()}{text[1:]}")


def _of_question(question: str, article: Article | None) -> Iterator[Referent]:
    """Noun phrases with what hangs on them, then names."""
    parts = clause(question)
    if parts and parts.noun and "how many" in parts.asked.lower():
        if not parts.inverted and parts.body:
            hanging = asked_word(parts.body) in PREPOSITIONS | {"who", "that"}
            link = "" if hanging else "who " if _PEOPLE.search(parts.noun) else "that "
            yield Referent(f"the {parts.noun} {link}{parts.body}", "several")
        yield Referent(f"the {parts.noun}", "several")
    yield from (Referent(each, "several") for each in _pairs(question))
    yield from (Referent(each, _sort_of_noun(each)) for each in noun_phrases(question))
    yield from (named(each, article) for each in names(question))
    if parts and parts.noun and not names(parts.noun):
        yield Referent(f"the {parts.noun}", _sort_of_noun(parts.noun))


def _pairs(text: str) -> list[str]:
    """Two names joined by "and": "Kim and Putin"."""
    held = names(text)
    pairs = [f"{first} and {second}" for first, second in pairwise(held)]
    return [pair for pair in pairs if pair in text]


def _of_answer(turn: Turn, article: Article | None) -> list[Referent]:
    text = turn.answer.stretch
    counted = "how many" in turn.asked.lower() or turn.asked.lower().startswith(("how much", "how old", "how long"))
    if text is None or counted or len(text.split()) > _LONG or not any(character.isalpha() for character in text):
        return []
    held = names(f"x {text}")
    if pairs := _pairs(f"x {text}"):
        return [Referent(pairs[0], "several"), *(named(each, article) for each in held)]
    if len(held) == 1 and len(held[0]) > len(text) / 2:
        one = named(held[0], article)
        asked = asked_word(turn.asked)
        if one.sort in ("any", "person", "place") and asked in ("where", "who"):
            return [Referent(one.text, "place" if asked == "where" else "person")]
        return [one]
    if any(character.isdigit() for character in text) and not held:
        return []
    first = text.split()[0].lower()
    whole = asked_word(turn.asked) in ("who", "whom", "what", "which") and first not in PREPOSITIONS | PRONOUNS
    plain = (
        f"the {text.split(' ', 1)[-1]}"
        if first in ("a", "an", "the")
        else text
        if first in DETERMINERS
        else f"the {text}"
    )
    inside = [named(each, article) for each in held]
    if asked_word(turn.asked) == "where":
        inside = [replace(each, sort="place") if each.sort == "any" else each for each in inside]
    return [*([Referent(plain, _sort_of_noun(text))] if whole else []), *inside]


def asked_word(question: str) -> str:
    """The question's first word, in lower case."""
    return question.split()[0].lower() if question.split() else ""


def _sort_of_noun(text: str) -> Sort:
    head = re.split(r"\b(?:of|in|at|on|from|for|with|by|after|that|who|,)\b", text)[0].strip() or text
    head = re.sub(r"(?<=\w) [a-z]+ed$", "", head)  # "a fruit filled"
    if _PEOPLE.search(head.split()[-1]) or (re.search(r"\band\b", text) and head == text):
        return "several"
    if _PERSON.search(head):
        return "person"
    if head.lower().endswith("s") and not head.lower().endswith(("ss", "us", "is")):
        return "several"
    return "thing"


def named(name: str, article: Article | None) -> Referent:
    """The name with "the" where the article writes it so, and its sort."""
    text = article.text if article else ""
    sort = _sort_of_name(name, text)
    count = text.count(f"he {name}")
    sure = count > 1 or name.endswith("s") or _ORGANISED.search(name)
    with_article = count * 2 > text.count(name) and sort != "person" and bool(sure)
    if with_article and name.endswith("s") and sort in ("place", "any") and not name.endswith("States"):
        sort = "several"
    return Referent(f"the {name}" if with_article else name, sort)


def _is_person(name: str, text: str) -> bool:
    """Whether the article gives the name a role or an age, or the name itself begins with a role."""
    written = re.escape(name)
    aged = re.search(rf"{written},? (?:\(?\d\d\b|aged|who\b|was born|died|said|told|tweeted|wrote|added)", text)
    return bool(aged or _ROLE.match(name) or re.search(rf"{_ROLE.pattern}\W+{written}", text, re.I))


@lru_cache(maxsize=1024)
def _sort_of_name(name: str, text: str) -> Sort:
    """The sort of what is so named, told from the name and from how the article writes it."""
    if _ORGANISED.search(name.removeprefix("Bill ")) or any(character.isdigit() for character in name):
        return "thing"
    parts = name.split()
    if len(parts) > 1 and _ROLE.match(name) and parts[1][:1].isupper():
        return "person"
    alone = rf"{re.escape(name)}\b(?! [A-Z])"
    there = len(re.findall(rf"\b(?:in|at|near|from|to) (?:the )?{alone}", text))
    there += len(
        re.findall(
            rf"\b(?:coast|city|town|village|capital|island|state|province|north|south|east|west) of {alone}", text
        )
    )
    if there and there * 3 >= len(re.findall(rf"\b{alone}", text)):
        return "place"
    if re.search(rf"\b(?:in|at|from|near) (?:[A-Z]\w+ )*[A-Z]\w+, {re.escape(name)}\b", text):
        return "place"
    if name.isupper() and len(parts) == 1:
        return "thing"
    opening = "(?!The|An?|In|On|At|But|And|Of|By|For|From|With|When|As)"  # no part of a longer name
    longer = rf"\b{opening}[A-Z][\w.’'-]+ (?:[A-Z][\w.]* |(?:de|bin|van|al) )?{re.escape(name)}\b"
    if len(parts) > 1 and any(part.isupper() and len(part) > 1 for part in parts if "." not in part):
        return "thing"  # "MV Nordlys"
    if len(parts) > 1:
        return "person" if _is_person(name, text) else "any"
    return "person" if re.search(longer, text) else "any"
