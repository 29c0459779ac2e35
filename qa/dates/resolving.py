"""Text -> the dates in it, each with its place and its days: found, read against their sentence, and resolved."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from qa.dates.expressions import TimeExpression, find
from qa.dates.kinds import period_of
from qa.dates.periods import Period
from qa.dates.setting import Setting
from qa.dates.tense import Tense, tense

_ANCHORED = ("later", "next day")
_OPENING = 8  # characters: "On the next day, ..."
_CONTEXT = 250  # characters before the text asked about in which an earlier date may stand
_BOUNDARY = re.compile(r"(?<!\b[A-Z])(?<!\bMr)(?<!\bMs)(?<!\bDr)(?<!\bMrs)[.!?][\"”’)\]]*\s+(?=[\"“‘(]?[A-ZÀ-Þ])|\n")
_CONNECTS = re.compile(r"\s*(?:to|and|or|until|through|[-–—])\s*")
_MOVED_TO = re.compile(r"(?<!\d)\s+to\s+$", re.IGNORECASE)  # "rescheduled to June 2": the nearest one
_HEDGED = re.compile(r"\b(?:(?:more|less|fewer|longer)\s+than|over|under|at\s+least|up\s+to)\s+$", re.IGNORECASE)
_GOES_ON = re.compile(r"\s*(?:[^\w\s]|$|(?:and|but|he|she|it|they|when|while)\b)")  # "a day after," not "... the raid"


@dataclass(frozen=True, slots=True)
class ResolvedDate:
    """`article.text[start:end]` names the days from `first` to `last`, both included.

    `relative` tells whether that was worked out from the day of publication or from another date, or stands in the words.
    """

    start: int
    end: int
    first: date
    last: date
    relative: bool

    def to_dict(self) -> dict[str, Any]:
        """Ready for JSON; the days in ISO 8601."""
        days = {"first": self.first.isoformat(), "last": self.last.isoformat()}
        return {"start": self.start, "end": self.end, **days, "relative": self.relative}

    def __str__(self) -> str:
        """The days in as few words as can be: "Mon 11 Sep 2023", "4–10 Sep 2023", "Aug 2023", "1990–1999"."""
        first, last = self.first, self.last
        if first == last:
            return f"{first:%a} {first.day} {first:%b} {first.year}"
        months = first.day == 1 and (last == date.max or (last + timedelta(1)).day == 1)
        if months and (first.month, last.month) == (1, 12):
            return f"{first.year}" if first.year == last.year else f"{first.year}–{last.year}"
        left, right = ("", "") if months else (f"{first.day} ", f"{last.day} ")
        if (first.year, first.month) == (last.year, last.month):
            return f"{last:%b} {last.year}" if months else f"{first.day}–{last.day} {last:%b} {last.year}"
        year = "" if first.year == last.year else f" {first.year}"
        return f"{left}{first:%b}{year} – {right}{last:%b} {last.year}"


def resolve(text: str, published: date | None, *, start: int = 0, end: int | None = None) -> tuple[ResolvedDate, ...]:
    """The days that the time expressions in `text[start:end]` name, in order; those that cannot be told are left out.

    What stands before `start` is read for the date that "the next day" counts from. Where `published` is None, only what
    names its year is resolved.
    """
    day = published.date() if isinstance(published, datetime) else published
    stop = len(text) if end is None else end
    expressions = find(text, start=start, end=stop)
    if any(each.kind in _ANCHORED for each in expressions):
        expressions = [*find(text, start=_word_start(text, max(start - _CONTEXT, 0)), end=start), *expressions]
    found: list[ResolvedDate] = []
    for index, each in enumerate(expressions):
        sentence = _sentence(text, each, stop)
        setting = Setting(day, _tense(text, each, sentence), _anchor(text, each, found))
        period = _period(text, _with_year(text, expressions, index, sentence[0]), setting)
        if period:
            alone = _period(text, each, Setting(None, "", None))
            found.append(ResolvedDate(each.start, each.end, period.first, period.last, alone is None))
    return tuple(each for each in found if each.start >= start)


def _tense(text: str, expression: TimeExpression, sentence: tuple[int, int]) -> Tense:
    if expression.kind == "date" and _MOVED_TO.search(text[max(expression.start - 20, 0) : expression.start]):
        return ""
    return tense(text, expression.start, expression.end, sentence=sentence)


def _anchor(text: str, expression: TimeExpression, found: Sequence[ResolvedDate]) -> Period | None:
    """The date named last before the expression: in its paragraph, or in the one before if it opens its own."""
    if not found:
        return None
    paragraph = text.rfind("\n", 0, expression.start) + 1
    opens = expression.start - paragraph <= _OPENING
    return Period(found[-1].first, found[-1].last) if opens or found[-1].start >= paragraph else None


def _period(text: str, expression: TimeExpression, setting: Setting) -> Period | None:
    if expression.kind == "today" and _quoted(text, expression.start):
        return None  # the day of the speech, which is seldom that of publication
    if expression.kind == "ago" and _HEDGED.search(text[max(expression.start - 20, 0) : expression.start]):
        return None
    on_event = expression.kind == "later" and expression.groups["side"] in ("before", "after")
    if on_event and not _GOES_ON.match(text, expression.end):
        return None
    period = period_of(expression, setting)
    hangs = expression.kind in ("later", "next day") and setting.tense == "past"
    return None if period and hangs and setting.day and period.first > setting.day else period


def _quoted(text: str, place: int) -> bool:
    """Whether the place stands in direct speech, judged by the quotation marks of its paragraph so far."""
    before = text[text.rfind("\n", 0, place) + 1 : place]
    return before.count('"') % 2 == 1 or before.count("“") > before.count("”")


def _with_year(text: str, expressions: Sequence[TimeExpression], index: int, sentence: int) -> TimeExpression:
    """A day or month without a year with that of its neighbour: "from May 5 to May 9, 2010", "5 March 2010 and 9 May"."""
    each = expressions[index]
    if each.kind not in ("date", "bare month") or "year" in each.groups or "which" in each.groups:
        return each
    year = None
    if index + 1 < len(expressions) and _CONNECTS.fullmatch(text, each.end, expressions[index + 1].start):
        year = _dated(expressions[index + 1])
    if year is None and index and expressions[index - 1].start >= sentence:
        year = _dated(expressions[index - 1])
    return replace(each, groups={**each.groups, "year": str(year)}) if year else each


def _dated(expression: TimeExpression) -> int | None:
    """The year of a day or month that names it."""
    exact = expression.kind in ("date", "month", "iso") and "bound" not in expression.groups
    return int(expression.groups["year"]) if exact and "year" in expression.groups else None


def _sentence(text: str, expression: TimeExpression, stop: int) -> tuple[int, int]:
    """Half-open (start, end) of the sentence around the expression, as far as the tense needs it."""
    begin = max(expression.start - 2 * _CONTEXT, 0)
    ends = [
        match.end()
        for match in _BOUNDARY.finditer(text, begin, expression.start + 1)
        if match.end() <= expression.start
    ]
    following = _BOUNDARY.search(text, expression.end, min(stop, expression.end + 2 * _CONTEXT))
    return (ends[-1] if ends else begin), (following.start() if following else min(stop, expression.end + 2 * _CONTEXT))


def _word_start(text: str, start: int) -> int:
    """`start`, or where the next word begins if it lies inside one."""
    while 0 < start < len(text) and not text[start - 1].isspace():
        start += 1
    return start
