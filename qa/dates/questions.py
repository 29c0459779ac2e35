"""A question's own time ("since June", "in 2019") -> what that asks of an article's day of publication."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from qa.article import parse_date
from qa.dates.expressions import TimeExpression, find
from qa.dates.kinds import period_of
from qa.dates.periods import Period
from qa.dates.setting import Setting
from qa.dates.tense import tense

_CUE = re.compile(r"\b(after|before|until|till)\s+$", re.IGNORECASE)
_OF_REPORTS = re.compile(
    r"\b(?:published|reported|written|posted|articles?|reports?|news|coverage|stor(?:y|ies))\b[^?.!]{0,20}$",
    re.IGNORECASE,
)
_GENERIC = re.compile(r"\b(?:is|are|am|do|does|has|have|can)\b", re.IGNORECASE)  # "How many species are known today?"
_COUNTED_FROM_NOW = ("today", "unit", "the unit", "rolling")


@dataclass(frozen=True, slots=True)
class QuestionPeriod:
    """What a question's own time asks of the day of publication: `since` and `until` are bounds, None where open.

    `preferred` are periods that the question names without a bound: they choose between candidates that are about equally
    probable, for an article may well tell in 2020 what happened in 2019.
    """

    since: date | None = None
    until: date | None = None
    preferred: tuple[Period, ...] = ()

    @property
    def where(self) -> str | None:
        """The bounds as the SQL condition that `Library` takes, None where there are none; undated articles pass."""
        since = f"published >= date '{self.since.isoformat()}'" if self.since else ""
        until = f"published <= date '{self.until.isoformat()}'" if self.until else ""
        bounds = " AND ".join(bound for bound in (since, until) if bound)
        return f"(published IS NULL OR ({bounds}))" if bounds else None

    def prefers(self, published: date | None) -> bool:
        """Whether that day lies in a period that the question names."""
        day = published.date() if isinstance(published, datetime) else published
        return day is not None and any(day in period for period in self.preferred)


def question_period(question: str, now: date | str | None = None) -> QuestionPeriod | None:
    """What the question's own time asks of the day of publication, read against the day `now`; None where it asks nothing.

    "Since" and "after" bound it, for what happened since June was published since June; so do "today" and "this week" of
    something that has happened. "Before" and "until" do so only of reports ("published before 2020"): what happened before
    2020 may be told later. A date without such a word is preferred. Without `now`, only dates with their year count.
    """
    given = parse_date(now)
    day = given.date() if isinstance(given, datetime) else given
    since, until, preferred = [], [], []
    for each, period in _periods(question, day):
        cue = _cue(question, each)
        ahead = tense(question, each.start, each.end, sentence=(0, len(question))) in ("future", "either")
        if cue == "since" or (cue == "after" and not ahead):
            since.append(period.first)
        elif cue in ("before", "until", "till"):
            if _OF_REPORTS.search(question[: each.start].removesuffix(cue)):
                until.append(period.first - timedelta(1) if cue == "before" else period.last)
        elif not cue and each.kind in _COUNTED_FROM_NOW and not ahead and not _generic(question, each):
            since.append(period.first)
        elif not cue:
            preferred.append(period)
    if not (since or until or preferred):
        return None
    return QuestionPeriod(min(since, default=None), max(until, default=None), tuple(preferred))


def _periods(question: str, day: date | None) -> Iterator[tuple[TimeExpression, Period]]:
    """Each time expression with its period, "since" and "until" left aside."""
    for each in find(question):
        unbound = replace(each, groups={name: value for name, value in each.groups.items() if name != "bound"})
        told = tense(question, each.start, each.end, sentence=(0, len(question)))
        setting = Setting(day, "past" if each.groups.get("bound") == "since" else told, None)
        if period := period_of(unbound, setting):
            yield each, period


def _cue(question: str, expression: TimeExpression) -> str:
    """The word that relates the question to the time: since, after, before, until or by; "" where none does."""
    found = _CUE.search(question[: expression.start])
    return expression.groups.get("bound") or (found.group(1).lower() if found else "")


def _generic(question: str, expression: TimeExpression) -> bool:
    return expression.kind == "today" and _GENERIC.search(question) is not None
