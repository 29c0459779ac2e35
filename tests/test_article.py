from datetime import date, datetime
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.article import Article


def test_id_is_given_else_url_else_digest() -> None:
    assert Article("x", id="a", url="https://example.org").id == "a"
    assert Article("x", url="https://example.org").id == "https://example.org"
    assert Article("x").id == sha256(b"x").hexdigest() == Article("x").digest


@given(st.text(min_size=1).filter(str.strip))
def test_text_is_never_changed(text: str) -> None:
    assert Article(text).text == text


@pytest.mark.parametrize("text", ["", " \n\t\u2028"])
def test_empty_text_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="text: must hold more than white space"):
        Article(text)


def test_half_a_surrogate_is_refused() -> None:
    with pytest.raises(ValueError, match="character 4 is half a surrogate"):
        Article("Kim \ud800 met Putin.")
    with pytest.raises(ValueError, match="title: must be valid Unicode"):
        Article("x", title="\ud800")


def test_none_is_nothing_known() -> None:
    article = Article("x", title=None, outlet=None, author=None, url=None, licence=None, id=None)  # type: ignore[arg-type]
    assert (article.title, article.outlet, article.author, article.url, article.licence) == ("",) * 5
    assert article.id == article.digest


def test_text_must_be_a_str() -> None:
    with pytest.raises(ValueError, match="must be a str, got bytes"):
        Article(b"bytes")  # type: ignore[arg-type]


def test_published_takes_a_date_a_moment_or_iso_8601() -> None:
    assert Article("x", published=date(2023, 9, 11)).published == date(2023, 9, 11)
    assert Article("x", published="2023-09-11").published == date(2023, 9, 11)  # type: ignore[arg-type]
    moment = Article("x", published="2023-09-11T08:00:00+09:00").published  # type: ignore[arg-type]
    assert isinstance(moment, datetime)
    assert moment.isoformat() == "2023-09-11T08:00:00+09:00"
    with pytest.raises(ValueError, match="published: must be a date"):
        Article("x", published="11 September")  # type: ignore[arg-type]


def test_lead_is_the_first_line() -> None:
    assert Article("\n  First line. \n\nSecond.").lead == "First line."
