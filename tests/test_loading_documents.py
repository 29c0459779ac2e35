from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.article import Article, ArticleError
from qa.documents.encoding import decode
from qa.documents.metadata import licence_name
from qa.documents.published import date_line, outlets_own, read_date
from qa.loading import load

DOCUMENTS = Path(__file__).parent / "data" / "documents"
SEOUL, NEW_YORK = timezone(timedelta(hours=9)), timezone(timedelta(hours=-5))


def _known(article: Article) -> tuple[str, date | None, str, str, str, str]:
    return article.title, article.published, article.outlet, article.author, article.url, article.licence


def _load(name: str) -> Article:
    (article,) = load(DOCUMENTS / name)
    assert article.id == str(DOCUMENTS / name)
    return article


def test_a_page_with_json_ld() -> None:
    article = _load("json_ld_graph.html")
    assert _known(article) == (
        "Ferry sinks off Jeju, all 48 aboard saved",
        datetime(2023, 9, 11, 8, 30, tzinfo=SEOUL),
        "Harbour News Agency",
        "Min-ji Park, Tom O'Hara",
        "https://www.harbour.example/world/ferry-jeju",
        "CC BY 4.0",
    )
    assert article.text.split("\n\n") == [
        "JEJU, South Korea – A ferry with 48 people aboard sank off the island of Jeju on Monday, and all of them were saved, the coast guard said.",
        "The Sea Lark took on water at about 5 a.m. after it had struck a reef, the coast guard’s spokesman, Lee Dong-hyun, told reporters.",
        "Fishing boats were first",
        "“Two fishing boats were there before us,” Lee said. “Without them we would have been too late.”",
        "The ferry’s captain is being questioned. The line, Lark Lines, has stopped all sailings until Thursday.",
    ]


def test_a_page_with_meta_tags_in_windows_1252() -> None:
    article = _load("meta_tags_windows_1252.html")
    assert _known(article) == (
        "Café in Málaga opens again",
        datetime(2020, 3, 5, 23, 15, tzinfo=NEW_YORK),  # the 6th in UTC
        "Coast Courier",
        "Zoë Müller",
        "http://courier.example/2020/03/cafe",
        "CC0 1.0",
    )
    assert article.text.split("\n\n") == [
        "MÁLAGA, Spain — The oldest café in Málaga opened again on Thursday, three years after a fire had closed it.",
        "“It cost €3 million and most of my hair,” said its owner, Íñigo Peña, who is 61 and has worked there since he was a boy.",
        "Some 400 people stood in line for the first cup, which was free.",
    ]


def test_a_moment_in_utc_is_on_the_outlets_day_where_the_page_tells_it() -> None:
    article = _load("json_ld_utc.html")
    assert article.published == datetime(2023, 9, 11, 8, 30, tzinfo=SEOUL)
    assert (article.published.month, article.published.day) == (9, 11)
    assert (article.outlet, article.author, article.url) == (
        "Busan Herald",
        "Busan Desk",
        "https://herald.example/bridge",
    )
    assert article.text.startswith("The Gwangan Bridge")


def test_an_old_page_with_broken_json_ld() -> None:
    article = _load("old_style.html")
    assert _known(article) == ("Council votes to keep the old library", date(2009, 9, 11), "", "", "", "CC BY 2.5")
    assert article.text.startswith("The town council of Millbrook voted 7 to 2 on Thursday")
    assert "index" not in article.text


@pytest.mark.parametrize(
    ("page", "reason"),
    [
        ("Just some words, and 3 < 4, but no page.", "is not HTML"),
        ("<html></html>", "no article is found"),
        ("<!doctype html><html><body><nav><a href=/>Home</a></nav></body></html>", "no article is found"),
    ],
)
def test_what_is_no_article(tmp_path: Path, page: str, reason: str) -> None:
    (tmp_path / "a.html").write_text(page)
    with pytest.raises(ArticleError, match=reason):
        list(load(tmp_path / "a.html"))


def test_a_page_that_is_nested_without_end(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    path.write_text("<html><body>" + "<div>" * 20_000 + "<p>Kim met Putin on Monday, and they talked for an hour.</p>")
    failures: list[ArticleError] = []
    found = list(load(path, failures=failures))
    assert len(found) + len(failures) == 1


def test_no_date_is_better_than_any_date_on_the_page(tmp_path: Path) -> None:
    page = "<html><body><article><h1>Kim met Putin</h1><p>Kim met Putin on a Monday. They last met on April 25, 2019.</p></article>"
    (tmp_path / "a.html").write_text(page + "<footer>Copyright 2024. Updated 1 May 2024.</footer></body></html>")
    assert next(load(tmp_path / "a.html")).published is None


@pytest.mark.parametrize(
    "mark",
    [
        "<meta name='parsely-pub-date' content='2023-09-11T08:30:00+09:00'>",
        "<time datetime='2023-09-11T08:30:00+09:00' class='published'>Monday</time>",
        "<div class='post-date'>Published: September 11, 2023</div>",
        "<p id='publishDate'>Monday, September 11, 2023</p>",
    ],
)
def test_marks_that_tell_the_date(tmp_path: Path, mark: str) -> None:
    (tmp_path / "a.html").write_text(
        f"<html><body>{mark}<article><p>Kim met Putin on Monday.</p></article></body></html>"
    )
    published = next(load(tmp_path / "a.html")).published
    assert published is not None
    assert (published.year, published.month, published.day) == (2023, 9, 11)


def test_the_address_of_a_script_is_no_address(tmp_path: Path) -> None:
    page = "<html><head><link rel=canonical href='javascript:alert(1)'></head><body><p>Kim met Putin on Monday.</p></body></html>"
    (tmp_path / "a.html").write_text(page)
    assert next(load(tmp_path / "a.html")).url == ""


def test_markdown() -> None:
    article = _load("plan.md")
    assert _known(article) == (
        "Harbour to grow: a plan for 2030",
        datetime(2023, 9, 11, 8, 30, tzinfo=SEOUL),
        "Harbour News Agency",
        "Min-ji Park, Tom O'Hara",
        "https://www.harbour.example/plan",
        "CC BY 4.0",
    )
    assert article.text.split("\n\n") == [
        "The harbour of Jeju is to grow by half until 2030, the city said on Monday.",
        "What it costs",
        "It costs a lot, but it is worth it.",
        "300 million dollars from the city",
        "200 million dollars from the state",
        *("Year", "Ships", "2023", "410"),
        "gate --open",
        "It doesn't say who pays for dredging & the new quay*.",
    ]


@pytest.mark.parametrize(
    ("text", "title", "words"),
    [
        (
            "# Kim meets Putin\n\nThey met.\n\n# Later\n\nThey parted.",
            "Kim meets Putin",
            "They met.\n\nLater\n\nThey parted.",
        ),
        ("They met.\n\n# Later", "", "They met.\n\nLater"),
        ("---\n[broken: yaml\n---\nThey met.", "", "They met."),
        ("---\nauthor: &a [*a, [*a, *a]]\n---\nThey met.", "", "They met."),
        ("---\n- a list\n---\nThey met.", "", "They met."),
        ("They met.\n\n---\n\nThey parted.", "", "They met.\n\nThey parted."),
    ],
)
def test_markdown_titles_and_front_matter(tmp_path: Path, text: str, title: str, words: str) -> None:
    path = tmp_path / "a.md"
    path.write_text(text)
    article = next(load(path))
    assert (article.title, article.text) == (title, words)


ENGLISH = "The “deal” – worth €3 million – was Zoë’s, said the café’s owner in Málaga."
RUSSIAN = "Президент встретился с министром в понедельник, сообщило агентство. Они говорили о погоде."


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252", "mac_roman"]
)
def test_the_encoding_of_a_text_is_detected(tmp_path: Path, encoding: str) -> None:
    (tmp_path / "a.txt").write_bytes(ENGLISH.encode(encoding))
    assert next(load(tmp_path / "a.txt")).text == ENGLISH


@pytest.mark.parametrize(
    ("text", "encoding", "declared"),
    [
        ("Café", "latin-1", ""),
        ("Käse", "latin-1", "iso-8859-1"),
        ("It’s “late”", "cp1252", "iso-8859-1"),  # as servers say and browsers know better
        ("Žižkov řekl", "iso-8859-2", "iso-8859-2"),
        ("Café", "utf-8", "iso-8859-1"),  # a server that declares the same for all
        ("Café", "cp1252", "no-such-encoding"),
        ("Café", "cp1252", "utf-8"),
        (RUSSIAN, "cp1251", ""),
        (RUSSIAN, "koi8_r", "koi8-r"),
    ],
)
def test_what_is_declared_and_what_is_not(text: str, encoding: str, declared: str) -> None:
    assert decode(text.encode(encoding), declared=declared) == text


@given(st.text(), st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-32"]))
def test_every_text_with_a_mark_or_in_utf_8_is_read_exactly(text: str, encoding: str) -> None:
    if "\0" not in text and not (encoding == "utf-8" and text.startswith("\ufeff")):
        assert decode(text.encode(encoding)) == text


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("2023-09-11", date(2023, 9, 11)),
        ("2023-09-11T08:30:00+09:00", datetime(2023, 9, 11, 8, 30, tzinfo=SEOUL)),
        ("2023-09-11 08:30:00 +0900", datetime(2023, 9, 11, 8, 30, tzinfo=SEOUL)),
        ("2023-09-11T08:30:00.1234567+09:00", datetime(2023, 9, 11, 8, 30, 0, 123456, tzinfo=SEOUL)),
        ("2023-09-11T08:30:00Z", datetime(2023, 9, 11, 8, 30, tzinfo=UTC)),
        ("2023-09-11T08:30", datetime(2023, 9, 11, 8, 30)),
        ("2023-09-11T99:99", date(2023, 9, 11)),
        ("Mon, 11 Sep 2023 08:30:00 +0900", datetime(2023, 9, 11, 8, 30, tzinfo=SEOUL)),
        ("11 Sep 2023 08:30 GMT", datetime(2023, 9, 11, 8, 30, tzinfo=UTC)),
        ("Mon, 11 Sep 2023 08:30:00 KST", datetime(2023, 9, 11, 8, 30)),  # a zone that RFC 822 does not know
        ("Mon, 11 Sep 2023 08:30:00 EST", datetime(2023, 9, 11, 8, 30, tzinfo=NEW_YORK)),
        ("September 11, 2023", date(2023, 9, 11)),
        ("Sept. 11, 2023 8:15 am", date(2023, 9, 11)),
        ("Monday, 11th September 2023", date(2023, 9, 11)),
        ("", None),
        ("yesterday", None),
        ("2023", None),
        ("2023-13-45", None),
        ("31 June 2023", None),
        ("Mon, 41 Sep 2023 08:30:00 +0900", None),
        ("0001-01-01T00:00:00", None),
        (None, None),
        (20230911, None),
    ],
)
def test_dates_as_documents_write_them(written: object, read: date | None) -> None:
    found = read_date(written)
    assert found == read
    assert type(found) is type(read)
    if isinstance(read, datetime) and isinstance(found, datetime):
        assert found.utcoffset() == read.utcoffset()


def test_the_line_that_is_a_date() -> None:
    assert date_line("Kim meets Putin\nPublished: Monday, September 11, 2023\nBy us") == date(2023, 9, 11)
    assert date_line("Kim met Putin on September 11, 2023 in Russia") is None
    assert date_line("Kim\n" * 20 + "11 September 2023") is None


def test_the_outlets_own_date() -> None:
    utc, seoul = datetime(2023, 9, 10, 23, 30, tzinfo=UTC), datetime(2023, 9, 11, 8, 30, tzinfo=SEOUL)
    assert outlets_own([None, utc, seoul]) is seoul
    assert outlets_own([seoul, utc]) is seoul
    assert outlets_own([date(2023, 9, 11), utc, seoul]) is seoul
    assert outlets_own([utc, datetime(2023, 9, 12, tzinfo=SEOUL)]) is utc
    assert outlets_own([None]) is None


@pytest.mark.parametrize(
    ("licence", "name"),
    [
        ("https://creativecommons.org/licenses/by-sa/4.0/deed.en", "CC BY-SA 4.0"),
        ("http://creativecommons.org/licenses/by/2.5/", "CC BY 2.5"),
        ("https://creativecommons.org/publicdomain/zero/1.0/", "CC0 1.0"),
        ("https://example.org/terms", "https://example.org/terms"),
        ("", ""),
    ],
)
def test_licences_by_their_names(licence: str, name: str) -> None:
    assert licence_name(licence) == name
