"""Citation -> its typed key: what its words name (a number with its unit, money, a date, a name); equal ones merge."""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from qa.answers import Citation
from qa.dates import resolve
from qa.names import Name, parts
from qa.quantities import Quantity, quantities, rounds

Kind = Literal["number", "money", "percentage", "score", "date", "name", "words"]
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3})")
_LEADING = re.compile(r"^(?:the|an?) +")
_OUTER = " \"'“”‘’«»()[]{},;:.!?…–—"
_TIME = re.compile(
    r"\b(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|today|tomorrow|yesterday|tonight|jan|feb|mar|apr|may|jun|jul|aug|sep|"
    r"oct|nov|dec|week|month|year|[12]\d{3})",
    re.IGNORECASE,
)
_UNTIL = re.compile(r"(?:until|till|through|to|by)\s+", re.IGNORECASE)
_WORD = re.compile(r"\w+(?:[’'-]\w+)*")
_OF = re.compile(r"(?:\s+(?:out\s+)?of\s+(?:the\s+|its\s+|all\s+)?)", re.IGNORECASE)
_COMES_TO = re.compile(  # "the number of people who died rose to"
    r"\b(?:number|toll|count|tally|total|price|cost|bill|rate|share|figure|turnout)\b.*\b(?:to|at|of|is|was|reached|hit)\s+"
    r"(?:\w+\s+){0,2}$",
    re.IGNORECASE | re.DOTALL,
)
_FEW = 4  # words beside a quantity, at most, for the span to be that quantity
_PEOPLE = frozenset(
    "people person men man women woman child passenger worker victim sailor rider guest resident civilian soldier "
    "officer student pupil tourist fan player driver motorcyclist prisoner protester migrant patient survivor "
    "villager miner firefighter employee visitor life body other holidaymaker pilgrim crew staff inmate fugitive "
    "escapee hiker skier climber fisherman demonstrator marcher lawmaker legislator deputy member delegate nurse "
    "doctor teacher journalist suspect girl boy teenager follower runner spectator patron trooper policeman settler "
    "refugee citizen individual".split()
)
_FATES = (
    (
        "dead",
        r"kill\w*|dead|dea(?:th|d)s?|died?|dies|dying|bod(?:y|ies)|fatal\w*|lives|lost\s+their|toll|perish\w*|claim\w*",
    ),
    ("hurt", r"injur\w*|hurt|wound\w*|hospital\w*"),
    ("missing", r"missing|unaccounted"),
    ("held", r"arrest\w*|detain\w*|custody|held"),
    ("saved", r"rescu\w*|saved|surviv\w*"),
    ("moved", r"evacuat\w*|displaced|homeless|fled|leave\s+their\s+homes"),
    ("ill", r"infect\w*|cases|tested\s+positive"),
)
_FATE = re.compile("|".join(rf"(?P<{name}>\b(?:{words})\b)" for name, words in _FATES), re.IGNORECASE)
_FAR = 12  # words between a number and what became of those it counts, at most
_CROSSING = re.compile(r"[,;:]|\b(?:and|but|while|as|with)\b|\d", re.IGNORECASE)
_CROSSED = 6  # words that crossing into another clause counts for


@dataclass(frozen=True, slots=True)
class Key:
    """What a citation's words name. `value` is equal for equal ones of one kind; "" stands for an unknown unit or fate."""

    kind: Kind
    value: str | float | Name | tuple[str, str]
    words: str
    unit: str = ""
    fate: str = ""
    """What became of the people counted: dead, hurt, missing, held, saved, moved, ill."""
    approximate: bool = False

    def comparable(self, other: "Key") -> bool:
        """Whether both are of one type and unit, so that they can be equal or disagree."""
        if self.kind != other.kind:
            return False
        if self.kind != "number":
            return self.kind in ("score", "date", "name") or self.unit == other.unit
        if self.fate and other.fate:
            return self.fate == other.fate
        mine, others = set(self.unit.split()), set(other.unit.split())
        return not mine or not others or bool(mine & others) or bool(mine & _PEOPLE and others & _PEOPLE)

    def rivals(self, other: "Key") -> bool:
        """Whether both may be told of the same thing: comparable, and what became of the people is known of both or none."""
        return self.comparable(other) and self.fate == other.fate

    def rounds(self, other: "Key") -> bool:
        """Whether this is a hedged number ("about 5,000", "nearly $3 billion") that may stand for the other (5,140)."""
        one, two = self.value, other.value
        return self.approximate and isinstance(one, float) and isinstance(two, float) and rounds(one, two)

    def equals(self, other: "Key") -> bool:
        """Whether both name the same, as far as the words and their own sentences tell."""
        if self.kind == other.kind != "words":
            return self.comparable(other) and (self.value == other.value or self.rounds(other) or other.rounds(self))
        return self.words == other.words


def key_of(citation: Citation) -> Key:
    """The key of a citation, read in its sentence: "3" of "$3 billion" is three billion dollars, "12" may count the dead."""
    words = plain(citation.text)
    if day := _day(citation):
        return Key("date", day, words)
    if quantity := _quantity(citation):
        sentence = citation.sentence
        fate = _fate(sentence, quantity) if _may_be_people(quantity) else ""
        value = quantity.unit if quantity.kind == "score" else quantity.value
        return Key(quantity.kind, value, words, quantity.unit, fate, quantity.approximate)
    name = parts(citation.text)
    return Key("name", name, words) if name else Key("words", words, words)


def plain(text: str) -> str:
    """The text with case, outer punctuation, a leading article and commas in numbers aside; 3.5 is not 35."""
    words = _THOUSANDS.sub("", " ".join(text.casefold().split())).strip(_OUTER)
    return _LEADING.sub("", words) or text


def _day(citation: Citation) -> tuple[str, str] | None:
    """The first and the last day that the words name, where they name little else."""
    if not _TIME.search(citation.text):
        return None
    text = citation.article.text
    until = _UNTIL.match(text, citation.start)
    start = until.end() if until else citation.start
    inside = [each for each in citation.dates if each.start < citation.end and start < each.end]
    if len(inside) == 1 and inside[0].start < start:  # "until" is the question's: the day itself is the answer
        inside = list(resolve(text, citation.article.published, start=start, end=citation.sentence_end)[:1])
    if len(inside) != 1 or inside[0].start >= citation.end:
        return None
    left = text[start : max(inside[0].start, start)] + " " + text[inside[0].end : max(inside[0].end, citation.end)]
    if len(_WORD.findall(left)) > 2 or quantities(left):
        return None
    return inside[0].first.isoformat(), inside[0].last.isoformat()


def _quantity(citation: Citation) -> Quantity | None:
    """The one quantity that the words are, with few words beside it."""
    shift = citation.sentence_start
    start, end = citation.start - shift, citation.end - shift
    inside = [each for each in quantities(citation.sentence) if each.start < end and start < each.end]
    sentence = citation.sentence
    if len(inside) == 2 and _OF.fullmatch(sentence, inside[0].end, inside[1].start):
        inside = inside[:1]  # "92 of the 180"
    if len(inside) != 1:
        return None
    before, behind = sentence[start : max(start, inside[0].start)], sentence[min(inside[0].end, end) : end]
    few = len(_WORD.findall(f"{before} {behind}")) <= _FEW
    return inside[0] if few or (_COMES_TO.search(before) and len(_WORD.findall(behind)) <= _FEW) else None


def _may_be_people(quantity: Quantity) -> bool:
    """Whether people are counted, or what became of them: "12 passengers", "63 arrests"."""
    people = not _PEOPLE.isdisjoint(quantity.unit.split()) or _FATE.match(quantity.unit)
    return quantity.kind == "number" and (not quantity.unit or bool(people))


@lru_cache(maxsize=512)
def _fate(sentence: str, quantity: Quantity) -> str:
    """What became of the people that the number counts: the nearest word that tells, in the same clause if there is one."""
    near: tuple[float, str] = (_FAR + 1.0, "")
    for match in _FATE.finditer(sentence):
        behind = match.start() >= quantity.end
        between = sentence[quantity.end : match.start()] if behind else sentence[match.end() : quantity.start]
        away = len(_WORD.findall(between)) + _CROSSED * len(_CROSSING.findall(between)) + 0.5 * behind
        if away < near[0] and match.lastgroup:
            near = (away, match.lastgroup)
    return near[1]
