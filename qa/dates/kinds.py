"""One time expression and what it is read against -> its period."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from qa.dates import named, relative
from qa.dates.expressions import TimeExpression
from qa.dates.periods import Period, narrow
from qa.dates.setting import Setting


def period_of(expression: TimeExpression, setting: Setting) -> Period | None:
    """The days that the expression names, None where they cannot be told."""
    bound = expression.groups.get("bound", "")
    if bound == "since":
        setting = replace(setting, tense="past")
    elif bound and expression.kind in ("date", "bare month"):
        setting = replace(setting, tense="")  # "extended until May 1": the verb is past, the day to come
    try:
        whole = _KINDS[expression.kind](expression.groups, setting) if expression.kind in _KINDS else None
        part = _part(whole, expression.part, setting) if whole else None
        return _bounded(part, bound, setting) if part and bound else part
    except (ValueError, OverflowError):  # 31 June; before the year 1 or after 9999
        return None


def _part(period: Period, part: str, setting: Setting) -> Period | None:
    if part in ("early", "mid", "late", "start", "end"):
        return narrow(period, part)
    day = setting.day
    if not part or day is None or day not in period:
        return period
    if part == "earlier":
        return Period(period.first, max(period.first, day - timedelta(1)))
    return Period(period.first, day) if part == "so far" else Period(min(period.last, day + timedelta(1)), period.last)


def _bounded(period: Period, bound: str, setting: Setting) -> Period | None:
    """From or up to the day of publication: "since June", and "by Friday" where Friday is still to come."""
    day = setting.day
    if bound == "since":
        return Period(period.first, day) if day and period.first <= day else None
    ahead = day is not None and (period.first > day or (setting.tense == "future" and period.last >= day))
    return Period(day, period.last) if day and ahead else period


_KINDS: dict[str, Callable[[dict[str, str], Setting], Period | None]] = {
    "ago": relative.ago,
    "attacks": named.attacks,
    "bare month": named.month_period,
    "century": named.century,
    "date": named.calendar_day,
    "decade": named.decade,
    "holiday": named.holiday,
    "in": relative.ahead,
    "iso": named.iso,
    "later": relative.later,
    "month": named.month_period,
    "next day": relative.next_day,
    "quarter": named.quarter,
    "rolling": relative.rolling,
    "season": named.season,
    "the unit": relative.the_unit,
    "today": relative.today,
    "unit": relative.unit,
    "weekday": relative.weekday,
    "year": named.year,
    "years": named.years,
}
