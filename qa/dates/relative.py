"""Expressions that count from the day of publication, or from a date named before -> periods."""

from datetime import date, timedelta

from qa.dates.expressions import NUMBERS, WEEKDAYS
from qa.dates.periods import Period, around, of_day, shift
from qa.dates.setting import STEPS, Setting

_DAYS = {
    "today": 0, "tonight": 0, "yesterday": -1, "tomorrow": 1, "last night": -1,
    "the day before yesterday": -2, "the day after tomorrow": 2,
}  # fmt: skip
_DAY_LIKE = ("day", "morning", "afternoon", "evening", "night")
Groups = dict[str, str]


def today(groups: Groups, setting: Setting) -> Period | None:
    words = " ".join(groups["today"].split())
    return of_day(setting.day + timedelta(_DAYS.get(words, 0))) if setting.day else None


def weekday(groups: Groups, setting: Setting) -> Period | None:
    day, weekday = setting.day, WEEKDAYS.index(groups["weekday"])
    if day is None:
        return None
    which = " ".join(groups.get("which", "").split())
    if "week" in groups or (which == "this" and setting.tense in ("", "either")):
        monday = around(shift(day, STEPS.get(groups.get("week", ""), 0), "week"), "week").first
        return of_day(monday + timedelta(weekday))
    ahead = (weekday - day.weekday()) % 7
    if which in STEPS or setting.tense == "future" or (setting.tense == "either" and ahead < 4):
        step = STEPS.get(which, 1)
        start = day + timedelta(step if which in STEPS else 0)
    else:
        step, start = -1, day
    ahead = (weekday - start.weekday()) % 7
    return of_day(start + timedelta(ahead if step > 0 or ahead == 0 else ahead - 7))


def unit(groups: Groups, setting: Setting) -> Period | None:
    day, which, unit = setting.day, groups["which"], groups["unit"]
    if day is None:
        return None
    step = STEPS.get(which, 0)
    if unit == "weekend":
        return _weekend(step, setting) if step else _this_weekend(day, setting)
    if groups["core"].startswith("the ") and step:
        return _rolled(day, step, unit)
    return around(shift(day, step, unit), unit)


def _weekend(step: int, setting: Setting) -> Period | None:
    """The last that began before this week's, the next that is still to begin, or that which the tense tells."""
    day = setting.day
    if day is None:
        return None
    this = around(day, "weekend")
    back, ahead = (Period(this.first + timedelta(days), this.last + timedelta(days)) for days in (-7, 7))
    if step:
        return back if step < 0 else this if this.first > day else ahead
    return back if this.first > day and setting.tense != "future" else this


def _this_weekend(day: date, setting: Setting) -> Period | None:
    return _weekend(0, setting) if setting.tense == "past" else around(day, "weekend")


def the_unit(groups: Groups, setting: Setting) -> Period | None:
    if groups["unit"] == "weekend":
        return _weekend(0, setting)
    return around(setting.day, groups["unit"]) if setting.day else None


def rolling(groups: Groups, setting: Setting) -> Period | None:
    count = _count(groups) or 0
    return _rolled(setting.day, STEPS[groups["which"]] * count, groups["unit"]) if setting.day else None


def _rolled(day: date, count: int, unit: str) -> Period:
    other = shift(day, count, unit)
    return Period(min(day, other), max(day, other))


def _count(groups: Groups) -> int | None:
    count = groups.get("count", "")
    return int(count) if count.isdigit() else NUMBERS.get(count)


def ago(groups: Groups, setting: Setting) -> Period | None:
    count = _count(groups)
    return _spread(setting.day, -count, groups["unit"]) if setting.day and count else None


def _spread(day: date, count: int, unit: str) -> Period:
    """As exact as the unit: a day, or the week, month or year in which the day so many units away lies."""
    return around(shift(day, count, unit), {"decade": "year", "fortnight": "week"}.get(unit, unit))


def ahead(groups: Groups, setting: Setting) -> Period | None:
    """Only of what is to come: "in two days" may also tell how long something took."""
    count = _count(groups)
    if setting.day is None or not count or setting.tense not in ("future", "either"):
        return None
    if groups["how"] == "within":
        return _rolled(setting.day, count, groups["unit"])
    return _spread(setting.day, count, groups["unit"])


def later(groups: Groups, setting: Setting) -> Period | None:
    """Days and weeks from the day named before; what is farther off is told too loosely."""
    count = _count(groups) or (1 if groups["core"].startswith("the ") else 0)
    if not setting.anchor or setting.anchor.days > 1 or not count or groups["unit"] not in ("day", "week"):
        return None
    sign = 1 if groups["side"] in ("later", "after") else -1
    return _spread(setting.anchor.first, sign * count, groups["unit"])


def next_day(groups: Groups, setting: Setting) -> Period | None:
    side, unit = groups["side"].split()[-1], groups["unit"]
    step = {"next": 1, "following": 1, "previous": -1}.get(side, 0)
    anchor = setting.anchor
    if anchor is None:
        ahead = step > 0 and unit == "day" and setting.tense != "past" and setting.day
        return of_day(setting.day + timedelta(1)) if ahead and setting.day else None
    if unit in _DAY_LIKE:
        return of_day(anchor.first + timedelta(step)) if anchor.days == 1 else None
    same = around(shift(anchor.first, step, unit), unit)
    return same if anchor.days <= same.days else None
