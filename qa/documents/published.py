"""What documents write as a date of publication -> the day or moment, in the time zone in which it is written."""

import re
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from email.utils import parsedate_to_datetime

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_DAY, _YEAR = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?", r"(?P<year>\d{4})"
_WEEKDAY = r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?\.?,?\s+)?"
_WRITTEN = (
    re.compile(rf"{_WEEKDAY}{_DAY}\s+{_MONTH},?\s+{_YEAR}\b", re.I),
    re.compile(rf"{_WEEKDAY}{_MONTH}\s+{_DAY},?\s+{_YEAR}\b", re.I),
)
_ISO_DAY = re.compile(r"(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})(?!\d)")
_RFC_822 = re.compile(r"(?:[a-z]{3,9},\s*)?\d{1,2}\s+[a-z]{3}\s+\d{2,4}\s+\d{1,2}:\d{2}", re.I)
_LABEL = re.compile(r"(?:date|published|posted|first published|publication date)(?: on)?:?\s+", re.I)
_FIRST_YEAR = 1605  # of the first newspaper: "0001-01-01" and its like say that nothing is known


def read_date(value: object) -> date | None:
    """The day or moment that `value` names, or None: ISO 8601, RFC 822 as in RSS, or written out in English.

    An offset is kept and nothing is converted, so that the day stays the outlet's: `Mon, 11 Sep 2023 08:30 +0900` is on
    the 11th, though it is the 10th in UTC.
    """
    text = " ".join(value.split()) if isinstance(value, str) else ""
    for reading in (_iso, _rfc_822, _written):
        try:
            found = reading(text)
        except (ValueError, OverflowError, TypeError):  # the 31st of June, 25 o'clock
            continue
        if found is not None and found.year >= _FIRST_YEAR:
            return found
    return None


def date_line(text: str, *, lines: int = 12) -> date | None:
    """The date that one of the first lines is and nothing else, but for a label such as "Published:"."""
    for line in text.splitlines()[:lines]:
        bare = _LABEL.sub("", line.strip(), count=1)
        if any(pattern.fullmatch(bare) for pattern in (*_WRITTEN, _ISO_DAY)):
            return read_date(bare)
    return None


def outlets_own(dates: Iterable[date | None]) -> date | None:
    """The first date that is known; better, the same moment with the outlet's offset, or the moment of the same day."""
    known = [each for each in dates if each is not None]
    if not known:
        return None
    first, moments = known[0], [each for each in known if isinstance(each, datetime) and each.tzinfo]
    if not isinstance(first, datetime):
        return next((moment for moment in moments if moment.date() == first), first)
    if first.tzinfo and not first.utcoffset():
        return next((moment for moment in moments if moment == first and moment.utcoffset() != timedelta(0)), first)
    return first


def _iso(text: str) -> date | None:
    if not re.match(r"\d{4}-?\d{2}-?\d{2}", text):
        return None
    try:
        return date.fromisoformat(text) if len(text) <= 10 else datetime.fromisoformat(_joined_offset(text))
    except ValueError:
        return _day(_ISO_DAY.match(text))


def _joined_offset(text: str) -> str:
    """`2023-09-11 08:30 +0900` as ISO 8601 has it, without the space."""
    return re.sub(r"\s+(?=[+-]\d{2}:?\d{2}$|Z$)", "", text)


def _rfc_822(text: str) -> date | None:
    return parsedate_to_datetime(text) if _RFC_822.match(text) else None


def _written(text: str) -> date | None:
    return next((_day(match) for pattern in _WRITTEN if (match := pattern.match(text))), None)


def _day(match: re.Match[str] | None) -> date | None:
    if match is None:
        return None
    month = match["month"].lower()[:3]
    number = int(month) if month.isdigit() else _MONTHS.index(month) + 1
    return date(int(match["year"]), number, int(match["day"]))
