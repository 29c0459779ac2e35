"""What a time expression is read against, and the choice among like periods of different years."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from qa.dates.periods import Period
from qa.dates.tense import Tense

STEPS = {"last": -1, "past": -1, "this past": -1, "previous": -1, "next": 1, "coming": 1, "this coming": 1}
_NEAR_YEARS = 8  # a 29 February is never farther
_FAR = 330  # days away from which a day without a year is not meant, whatever the verb, if it also lies nearer
_MONTHS_AHEAD = 270  # days: "would begin in September" said in January


@dataclass(frozen=True, slots=True)
class Setting:
    """What an expression is read against: the day of publication, the tense beside it, and the date named before it."""

    day: date | None
    tense: Tense
    anchor: Period | None


def pick(periods: Iterable[Period], setting: Setting) -> Period | None:
    """Of like periods in different years: the latest begun, the next not over, or where no tense tells the nearest."""
    day = setting.day
    if day is None:
        return None
    begun = max((each for each in periods if each.first <= day), key=lambda each: each.first, default=None)
    ahead = min((each for each in periods if each.last >= day), key=lambda each: each.first, default=None)
    if not begun or not ahead:
        return begun or ahead
    back, forth = (day - begun.last).days, (ahead.first - day).days
    if begun.days > 1 and setting.tense == "either":
        return ahead if forth <= _MONTHS_AHEAD else begun
    told = setting.tense in ("past", "future") and (begun.days > 1 or max(back, forth) <= _FAR)
    return (ahead if setting.tense == "future" else begun) if told else begun if back <= forth else ahead


def near_years(day: date | None) -> range:
    return range(max(day.year - _NEAR_YEARS, 1), min(day.year + _NEAR_YEARS, 9998) + 1) if day else range(0)


def stepped(periods: Sequence[Period], step: int, day: date) -> Period:
    """The last of the periods that is over, or the first that is still to begin."""
    if step < 0:
        return max((each for each in periods if each.last < day), key=lambda each: each.first)
    return min((each for each in periods if each.first > day), key=lambda each: each.first)
