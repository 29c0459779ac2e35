"""Calendar arithmetic: days, weeks, months, seasons, years and parts of them, as periods with their first and last day."""

import calendar
from dataclasses import dataclass
from datetime import date, timedelta

_SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9, "winter": 12}  # first month, in the north
_YEARS = {"year": 1, "decade": 10, "century": 100}
_MONTH_DAYS, _YEAR_DAYS = 31, 366


@dataclass(frozen=True, slots=True)
class Period:
    """The days from `first` to `last`, both of them in it."""

    first: date
    last: date

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last

    @property
    def days(self) -> int:
        """How many days there are; 1 for a single day."""
        return (self.last - self.first).days + 1


def of_day(day: date) -> Period:
    """That day alone."""
    return Period(day, day)


def of_month(year: int, month: int) -> Period:
    """The whole month."""
    return Period(date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1]))


def of_years(first: int, last: int) -> Period:
    """From 1 January of one year to 31 December of another, or of the same."""
    return Period(date(first, 1, 1), date(last, 12, 31))


def of_season(name: str, year: int) -> Period:
    """The three months of a season that begins in that year: winter begins in December."""
    first = date(year, _SEASONS[name], 1)
    return Period(first, shift(first, 3, "month") - timedelta(1))


def around(day: date, unit: str) -> Period:
    """The week (from Monday), weekend, month, year, decade or century that holds the day; a weekend belongs to its week."""
    monday = day - timedelta(day.weekday())
    if unit == "week":
        return Period(monday, monday + timedelta(6))
    if unit == "weekend":
        return Period(monday + timedelta(5), monday + timedelta(6))
    if unit == "month":
        return of_month(day.year, day.month)
    if unit in _YEARS:
        count = _YEARS[unit]
        first = (day.year - 1) // 100 * 100 + 1 if unit == "century" else day.year // count * count
        return of_years(first, first + count - 1)
    return of_day(day)


def shift(day: date, count: int, unit: str) -> date:
    """The day so many units later, or earlier where `count` is negative; the last of a month where it has no such day."""
    if unit in ("hour", "minute"):
        hours = count if unit == "hour" else 0
        return day + timedelta(int(hours / 24))
    if unit in ("day", "week", "weekend", "fortnight"):
        return day + timedelta(count * {"day": 1, "fortnight": 14}.get(unit, 7))
    months = day.year * 12 + day.month - 1 + count * 12 * _YEARS.get(unit, 0) + (count if unit == "month" else 0)
    year, month = divmod(months, 12)
    return date(year, month + 1, min(day.day, of_month(year, month + 1).last.day))


def narrow(period: Period, part: str) -> Period:
    """The early, mid or late third of a period, or its start or end: the first or last month of a year or season.

    Months are cut at the 10th and the 20th, years after April and August, a decade before its years 4 and 7.
    """
    if period.days == 1:
        return period
    if part in ("start", "end") and _MONTH_DAYS < period.days:
        edge = period.first if part == "start" else period.last
        return around(edge, "month" if period.days <= _YEAR_DAYS else "year")
    index = {"early": 0, "start": 0, "mid": 1, "late": 2, "end": 2}[part]
    if period.days > _YEAR_DAYS:
        return _third_of_years(period, index)
    if period.days > _MONTH_DAYS:
        months = round(period.days / 30.4) // 3
        first = shift(period.first, months * index, "month")
        return Period(first, period.last if index == 2 else shift(first, months, "month") - timedelta(1))
    cuts = (0, 10, 20, period.days) if period.days > 7 else (0, period.days // 3, (period.days + 1) // 2, period.days)
    return Period(period.first + timedelta(cuts[index]), period.first + timedelta(cuts[index + 1] - 1))


def _third_of_years(period: Period, index: int) -> Period:
    first, count = period.first.year, period.last.year - period.first.year + 1
    cuts = (0, -(-count // 3), -(-count * 2 // 3), count)
    return of_years(first + cuts[index], first + cuts[index + 1] - 1)
