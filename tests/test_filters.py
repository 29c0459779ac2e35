from datetime import date, datetime

import pytest

from qa.article import Article
from qa.filters import one_of, where
from qa.library import Library
from tests.library_writer import Tiny

ROME = Article("Rome voted.", id="rome", outlet="VOA", published=date(2020, 3, 1))
PARIS = Article(
    "Paris slept.", id="it's", outlet="O'Neill's", published=datetime.fromisoformat("2020-03-02T23:30-05:00")
)
OSLO = Article("Oslo sang.", id="oslo", outlet="VOA")


@pytest.mark.parametrize(
    ("given", "ids"),
    [
        ({}, ["rome", "it's", "oslo"]),
        ({"outlet": "VOA"}, ["rome", "oslo"]),
        ({"outlet": ["VOA", "O'Neill's"]}, ["rome", "it's", "oslo"]),
        ({"outlet": []}, []),
        ({"outlet": "x' OR true --"}, []),
        ({"since": "2020-03-02"}, ["it's"]),
        ({"since": datetime(2020, 3, 1, 12)}, ["rome", "it's"]),
        ({"until": date(2020, 3, 2)}, ["rome", "it's"]),
        ({"until": "2020-03-01"}, ["rome"]),
        ({"since": "2020-03-01", "until": "2020-03-01", "outlet": "VOA"}, ["rome"]),
        ({"ids": "it's"}, ["it's"]),
        ({"ids": ["oslo", "rome", "none"], "since": "2000-01-01"}, ["rome"]),
    ],
)
def test_chooses_in_lists_counts_and_searches_alike(given: dict[str, object], ids: list[str]) -> None:
    library = Library(encoder=Tiny())
    library.add([OSLO, PARIS, ROME])
    condition = where(**given)  # type: ignore[arg-type]
    assert [article.id for article in library.articles(where=condition)] == ids
    assert library.searched(where=condition).articles == len(ids)
    assert {hit.sentence.article_id for hit in library.search(["Who?"], where=condition)[0]} == set(ids)


def test_nothing_given_is_no_condition() -> None:
    assert where() is None


def test_one_of_quotes() -> None:
    assert one_of("id", ["it's", "x') OR true --"]) == "id IN ('it''s', 'x'') OR true --')"


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"since": "soon"}, "since: must be a date in ISO 8601, got 'soon'"),
        ({"until": "1.3.2020"}, "until: must be a date in ISO 8601, got '1.3.2020'"),
        (
            {"since": "2020-03-02", "until": "2020-03-01"},
            "since: must not be after until, got 2020-03-02 and 2020-03-01",
        ),
    ],
)
def test_bad_days_are_refused(given: dict[str, str], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        where(**given)
