"""Text -> the quantities in it: "$3bn", "three billion dollars", "4.5 per cent", "a dozen sailors", each with its place.

Own rules: quantulum3 reads "$3bn" as bits and "€72m" as metres, text2num gives no offsets and no "half a million".
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache
from typing import Literal

QuantityKind = Literal["number", "money", "percentage", "score"]
_ONES = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
).split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_WORDS = {word: float(value) for value, word in enumerate(_ONES)}
_WORDS |= {word: 20.0 + 10 * index for index, word in enumerate(_TENS)}
_SCALES = {"dozen": 12.0, "hundred": 1e2, "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12}
_SHORT_SCALES = {"k": 1e3, "m": 1e6, "mn": 1e6, "bn": 1e9, "b": 1e9, "tn": 1e12}
_CURRENCIES = {
    "dollar": "$", "euro": "€", "pound": "£", "yen": "¥", "rupee": "₹", "yuan": "yuan", "crown": "crown", "krona": "crown",
    "krone": "crown", "kroner": "crown", "kronor": "crown", "franc": "franc", "peso": "peso", "rouble": "rouble",
    "ruble": "rouble", "rand": "rand", "naira": "naira", "lira": "lira", "won": "won", "riyal": "riyal", "usd": "$",
    "eur": "€", "gbp": "£",
}  # fmt: skip
_MEASURES = {
    "km": "kilometre", "kilometer": "kilometre", "mi": "mile", "m": "metre", "meter": "metre", "ft": "foot", "feet": "foot",
    "kg": "kilogram", "ha": "hectare", "hr": "hour", "kph": "km/h", "kmh": "km/h", "mph": "mph", "tonne": "ton",
    "children": "child", "lives": "life", "bodies": "body",
}  # fmt: skip
_WORD = "|".join([*_ONES, *_TENS])
_SCALE = "|".join(_SCALES)
_ARTICLE = r"an?|half\s+an?|a\s+quarter\s+of\s+an?"
_DIGITS = r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?"
_NUMBER = re.compile(
    rf"(?P<currency>(?:US|A|C|CA|AU|NZ|HK|S)?[$]|[€£¥₹]|\b(?:USD|EUR|GBP)\s?)?\s?"
    rf"(?P<number>(?<![\w.,])[-−]?{_DIGITS}(?:\s?[-–]?\s?(?:(?:{_SCALE})s?\b|(?:bn|mn|tn|k|m|b)\b(?!\.\w))(?!-))?"
    rf"|\b(?:(?:{_ARTICLE})\s+(?:{_SCALE})|{_WORD})(?:(?:[\s-]|\s+and\s+)(?:{_WORD}|{_SCALE}|a\s+half)\b)*\b)",
    re.IGNORECASE,
)
_PERCENT = re.compile(r"\s?(?:%|per\s?cent\b|pct\b)(?P<points>age\s+points?|\s+points?)?", re.IGNORECASE)
_POINTS = re.compile(r"\s?percentage[\s-]points?", re.IGNORECASE)
_MONEY = re.compile(rf"[\s-]?(?:U\.?S\.?\s+|\w+ian\s+)?(?P<name>{'|'.join(_CURRENCIES)})s?\b", re.IGNORECASE)
_SPEED = re.compile(r"\s?(?:km/h|kmh|kph|kilomet(?:er|re)s?\s+(?:per|an)\s+hour)\b", re.IGNORECASE)
_MILES = re.compile(r"\s?(?:mph|miles?\s+(?:per|an)\s+hour)\b", re.IGNORECASE)
_FOLLOWING = re.compile(r"[\s-]?(?P<unit>[^\W\d_]+)")
_UNIT_WORDS = 3
_ALONE = frozenset(
    "year month week day hour minute second kilometre mile metre foot inch kilogram hectare acre ton litre degree point "
    "magnitude people person".split()
)
_MAGNITUDE = re.compile(r"\bmagnitude\s+(?:of\s+|was\s+)?$", re.IGNORECASE)
_PLURAL = re.compile(r"\s(?:people|[a-z]+s)\b")
NO_UNIT = frozenset(
    "a an and are as at but by for from had has have in into is of off on or others out so than that the their to until up "
    "was were when which while who with after before during more less dead died were still now later each percent per "
    "killed injured wounded hurt missing arrested confirmed known since this last next".split()
)
_SMALLER = {("hour", "minute"): 60.0, ("minute", "second"): 60.0, ("year", "month"): 12.0, ("day", "hour"): 24.0}
_BETWEEN = re.compile(r"[\s-]?(\w+),?\s+(?:and\s+)?")
_ROUNDED = 0.1  # share by which a rounded number may be off
_GOAL_SCORE = re.compile(r"(?<![\w.,/–-])(\d{1,2})\s?[-–]\s?(\d{1,2})(?![\w/–-]|\.\d)")
_HEDGE = re.compile(
    r"\b(?:about|around|some|roughly|nearly|almost|approximately|over|more\s+than|fewer\s+than|less\s+than|under|"
    r"close\s+to|up\s+to|an\s+estimated|as\s+many\s+as)\s*$",
    re.IGNORECASE,
)
_NAME_BEFORE = re.compile(
    r"(?:\b(?:Flight|Boeing|Airbus|Route|Highway|Article|Section|Chapter|Room|Category|Formula|Type|Class|Covid)|"
    r"[A-Z]{2,})[\s-]$"
)
_MANY = re.compile(
    r"\b(?:several|a\s+few|a\s+couple\s+of|many|some\s+of|one\s+of)\s+$", re.IGNORECASE
)  # no number is said
_ORDINAL = re.compile(r"(?:st|nd|rd|th)\b")


@dataclass(frozen=True, slots=True)
class Quantity:
    """`text[start:end]` names `value` of `unit`; `approximate` where the words hedge it ("about", "more than").

    The unit is a currency's sign, "%", "points" (percentage points), a measure, or what is counted: up to three words in
    the singular; "" where none follows. A score has both sides in its unit.
    """

    start: int
    end: int
    kind: QuantityKind
    value: float
    unit: str
    approximate: bool


@lru_cache(maxsize=512)
def quantities(text: str) -> tuple[Quantity, ...]:
    """The quantities in the text, in order; none overlaps another. Kept, for many candidates share a sentence."""
    scores = [
        Quantity(each.start(), each.end(), "score", 0.0, f"{each[1]}-{each[2]}", False)
        for each in _GOAL_SCORE.finditer(text)
        if not _FOLLOWING.match(text, each.end()) or text[each.end() : each.end() + 1].isspace()
    ]
    found = [each for match in _NUMBER.finditer(text) if (each := _quantity(text, match)) is not None]
    free = [each for each in found if not any(each.start < score.end and score.start < each.end for score in scores)]
    return tuple(sorted([*scores, *_durations(text, free)], key=lambda each: each.start))


def _durations(text: str, found: Sequence[Quantity]) -> list[Quantity]:
    """The quantities with those that are one duration together: "two hours and 24 minutes" is 2.4 hours."""
    joined: list[Quantity] = []
    for each in found:
        last = joined[-1] if joined else None
        smaller = _SMALLER.get((last.unit, each.unit)) if last else None
        between = _BETWEEN.fullmatch(text, last.end, each.start) if last and smaller else None
        if last and smaller and between and singular(between[1]) == last.unit:
            joined[-1] = replace(last, end=each.end, value=last.value + each.value / smaller)
        else:
            joined.append(each)
    return joined


def rounds(rounded: float, exact: float) -> bool:
    """Whether the first may stand for the second: equal to half a unit of its last digit that is not 0, and to 10 %."""
    unit = 10.0 ** int(Decimal(repr(rounded)).normalize().as_tuple().exponent)
    return abs(rounded - exact) <= min(unit / 2, _ROUNDED * abs(exact))


def _quantity(text: str, match: re.Match[str]) -> Quantity | None:
    start, end = match.span("number")
    if match["currency"]:
        start = match.start("currency")
    before = text[max(start - 24, 0) : start]
    if _ORDINAL.match(text, end) or _NAME_BEFORE.search(before) or _MANY.search(before):
        return None
    value = _value(match["number"], money=bool(match["currency"]), measure=_is_metre(text, match))
    if value is None:
        return None
    hedged = bool(_HEDGE.search(before))
    kind, unit, end = _unit(text, match, _trimmed(text, match, end))
    if unit == "" and match["number"].casefold() == "one":
        return None  # "one by one", "the one": a pronoun
    if _MAGNITUDE.search(before) or unit == "magnitude":
        unit = "magnitude"
    return Quantity(start, end, kind, value, unit, hedged)


def _is_metre(text: str, match: re.Match[str]) -> bool:
    """Whether the m behind a number stands for metres, as it does wherever no money is meant."""
    ends = match["number"].casefold().endswith("m") and not match["currency"] and not _MONEY.match(text, match.end())
    return ends and not _PLURAL.match(text, match.end())


def _trimmed(text: str, match: re.Match[str], end: int) -> int:
    """The end of the number without an m for metres."""
    return match.end("number") - 1 if _is_metre(text, match) and text[end - 2 : end - 1] in " 0123456789" else end


def _unit(text: str, match: re.Match[str], end: int) -> tuple[QuantityKind, str, int]:
    if match["currency"]:
        sign = match["currency"].strip().upper()
        money = _MONEY.match(text, end)
        return "money", {"USD": "$", "EUR": "€", "GBP": "£", "US$": "$"}.get(sign, sign), money.end() if money else end
    if points := _POINTS.match(text, end):
        return "percentage", "points", points.end()
    if percent := _PERCENT.match(text, end):
        return "percentage", "points" if percent["points"] else "%", percent.end()
    if money := _MONEY.match(text, end):
        return "money", _CURRENCIES[money["name"].casefold()], money.end()
    for pattern, name in ((_SPEED, "km/h"), (_MILES, "mph")):
        if speed := pattern.match(text, end):
            return "number", name, speed.end()
    return "number", _counted(text, end), end


def _counted(text: str, end: int) -> str:
    """The measure or the noun behind a number, with its adjectives: up to three words, until one that is neither."""
    words: list[str] = []
    while len(words) < _UNIT_WORDS and (following := _FOLLOWING.match(text, end)):
        word = following["unit"].casefold()
        if word in NO_UNIT or word.endswith(("ed", "ing")):
            break
        words.append(singular(word))
        end = following.end()
        if words[0] in _ALONE:
            break
    return " ".join(words)


def singular(word: str) -> str:
    word = word.casefold()
    if word in _MEASURES:
        return _MEASURES[word]
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    return word[:-1] if word.endswith("s") and not word.endswith(("ss", "us", "is")) else word


def _value(number: str, *, money: bool, measure: bool) -> float | None:
    """The number's value; None where the words are none, as "a hundred and" is not."""
    words = re.findall(rf"[-−]?{_DIGITS}|[^\W\d_]+", number.casefold().replace("−", "-"))
    if measure and words[-1] == "m":
        words = words[:-1]
    scale = _SHORT_SCALES.get(words[-1], 0.0) if len(words) == 2 and (money or words[-1] != "b") else 0.0
    return float(words[0].replace(",", "")) * scale if scale else _words_value(words)


def _words_value(words: Sequence[str]) -> float | None:
    """What the words add up to: 205000.0 for "two hundred and five thousand".

    Hundred multiplies what stands before it, a greater scale all since.
    """
    total, current, previous = 0.0, 0.0, ""
    for word in words:
        scale = _SCALES.get(word.rstrip("s") if word.rstrip("s") in _SCALES else word)
        if word[:1].isdigit() or word[:1] == "-":
            current += float(word.replace(",", ""))
        elif word in _WORDS:
            if previous in _WORDS and (_WORDS[previous] < 20 or _WORDS[word] >= 10):
                return None  # "nineteen ninety", "one two": a year or a list
            current += _WORDS[word]
        elif scale:
            current = (current or 1.0) * scale
            if scale > 100:
                total, current = total + current, 0.0
        elif word == "half":
            current += 0.5
        elif word == "quarter":
            current += 0.25
        previous = word
    return total + current
