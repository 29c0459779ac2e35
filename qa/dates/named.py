"""Days, months, seasons and years that the calendar names -> periods; where no year is given, in the one that is meant."""

from datetime import date, timedelta

from qa.dates.expressions import MONTHS, ORDINALS, WEEKDAYS
from qa.dates.periods import Period, of_day, of_month, of_season, of_years, shift
from qa.dates.setting import STEPS, Setting, near_years, pick, stepped

_HOLIDAYS = {"day": (12, 25), "eve": (12, 24), "boxing": (12, 26), "halloween": (10, 31), "valentine": (2, 14)}
Groups = dict[str, str]


def _month(groups: Groups) -> int:
    return next(number for number, name in enumerate(MONTHS, 1) if name.startswith(groups["month"][:3]))


def iso(groups: Groups, _: Setting) -> Period:
    return of_day(date(int(groups["year"]), int(groups["month_number"]), int(groups["day"])))


def attacks(_: Groups, __: Setting) -> Period:
    return of_day(date(2001, 9, 11))


def calendar_day(groups: Groups, setting: Setting) -> Period | None:
    month, day, last = _month(groups), int(groups["day"]), int(groups.get("last", groups["day"]))
    if last < day:
        return None
    if year := _year_of(groups, setting):
        return Period(date(year, month, day), date(year, month, last))
    known = [
        Period(date(year, month, day), date(year, month, last))
        for year in near_years(setting.day)
        if last <= of_month(year, month).days
    ]
    wanted = [each for each in known if WEEKDAYS[each.first.weekday()] == groups.get("weekday")]
    near = [each for each in wanted if setting.day and abs(each.first.year - setting.day.year) <= 1]
    return pick(near or known, setting)


def month_period(groups: Groups, setting: Setting) -> Period | None:
    month, day = _month(groups), setting.day
    if year := _year_of(groups, setting):
        return of_month(year, month)
    if day is None:
        return None
    known = [of_month(year, month) for year in near_years(day)]
    which = groups.get("which_month", "")
    if which == "this":
        return of_month(day.year, month)
    if which in STEPS:
        return stepped(known, STEPS[which], day)
    return pick(known, setting)


def _year_of(groups: Groups, setting: Setting) -> int | None:
    """The year that is written, or that "last year" means."""
    if "year" in groups:
        return int(groups["year"])
    if "which" not in groups or setting.day is None:
        return None
    return setting.day.year + STEPS.get(groups["which"], 0)


def year(groups: Groups, _: Setting) -> Period:
    return of_years(int(groups["year"]), int(groups["year"]))


def years(groups: Groups, _: Setting) -> Period | None:
    first, last = int(groups["year"]), groups["last_year"]
    final = int(last) if len(last) == 4 else first // 100 * 100 + int(last)
    return of_years(first, final) if final >= first else None


def decade(groups: Groups, _: Setting) -> Period:
    first = int(groups["decade"]) if "decade" in groups else 1900 + int(groups["short"])
    hundred = first % 100 == 0 and first < 2000  # "the 1800s" are a century, "the 2000s" a decade
    return of_years(first, first + (99 if hundred else 9))


def century(groups: Groups, _: Setting) -> Period:
    number = ORDINALS.get(groups["century"]) or int(groups["century"])
    return of_years(number * 100 - 99, number * 100)


def quarter(groups: Groups, setting: Setting) -> Period | None:
    year = _year_of(groups, setting)
    count, months = (4, 3) if groups["share"] == "quarter" else (2, 6)
    number = ORDINALS.get(groups["ordinal"], count)
    if year is None or number > count:
        return None
    first = date(year, (number - 1) * months + 1, 1)
    return Period(first, shift(first, months, "month") - timedelta(1))


def holiday(groups: Groups, setting: Setting) -> Period | None:
    first, last = groups["holiday"].split()[0], groups["holiday"].split()[-1]
    if first == "new":
        month, day = (1, 1) if last == "day" else (12, 31)
    else:
        month, day = next(place for name, place in reversed(_HOLIDAYS.items()) if name in (first[: len(name)], last))
    return pick([of_day(date(year, month, day)) for year in near_years(setting.day)], setting)


def season(groups: Groups, setting: Setting) -> Period | None:
    if "year" in groups:
        return of_season(groups["season"], int(groups["year"]))
    if setting.day is None:
        return None
    known = [of_season(groups["season"], year) for year in near_years(setting.day)]
    which = " ".join(groups.get("which", "").split())
    if which in STEPS:
        return stepped(known, STEPS[which], setting.day)
    return pick(known, setting)
