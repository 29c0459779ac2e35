"""Conditions on articles, written as the SQL that `Library` takes as `where`; whatever comes from outside is quoted."""

from collections.abc import Iterable
from datetime import date, datetime

from qa.article import parse_date


def where(
    *,
    outlet: str | Iterable[str] | None = None,
    since: date | str | None = None,
    until: date | str | None = None,
    ids: str | Iterable[str] | None = None,
) -> str | None:
    """The condition that all that is given holds; None, which chooses every article, where nothing is.

    `outlet` and `ids`: one, or any of several, as written in the articles. `since` and `until`: the first and the last day
    of publication, ISO 8601 or a `date`; an article without a date is outside. Raises `ValueError` for an unreadable day
    and for `since` after `until`.
    """
    first, last = _day("since", since), _day("until", until)
    if first and last and first > last:
        raise ValueError(f"since: must not be after until, got {first} and {last}")
    conditions = [
        _any_of("outlet", outlet),
        f"published >= date '{first}'" if first else "",
        f"published <= date '{last}'" if last else "",
        _any_of("article_id", ids),
    ]
    return " AND ".join(condition for condition in conditions if condition) or None


def one_of(column: str, values: Iterable[str]) -> str:
    """The SQL condition that `column` has one of these values, safely quoted; false where there are none."""
    quoted = ", ".join("'" + value.replace("'", "''") + "'" for value in values)
    return f"{column} IN ({quoted})" if quoted else "false"


def _any_of(column: str, values: str | Iterable[str] | None) -> str:
    if values is None:
        return ""
    return one_of(column, [values] if isinstance(values, str) else values)


def _day(name: str, value: date | str | None) -> date | None:
    try:
        moment = parse_date(value)
    except ValueError as error:
        raise ValueError(f"{name}: must be a date in ISO 8601, got {value!r}") from error
    return moment.date() if isinstance(moment, datetime) else moment
