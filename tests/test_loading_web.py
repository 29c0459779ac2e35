from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from shutil import copy

import pytest

from qa.article import ArticleError, ArticleWarning
from qa.loading import load
from tests.printed import pdf
from tests.web_server import Server, response, running

DOCUMENTS = Path(__file__).parent / "data" / "documents"
SEOUL = timezone(timedelta(hours=9))


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    with running() as server:
        monkeypatch.setattr("qa.loading._fetcher", lambda: server.fetcher().fetch)
        yield server


def test_a_page_by_its_address(server: Server) -> None:
    server.pages["/x?utm_source=mail"] = response((DOCUMENTS / "json_ld_graph.html").read_bytes(), kind="text/html")
    address = server.url("/x?utm_source=mail", host="harbour.example")
    (article,) = load(address)
    assert article.id == article.url == "https://www.harbour.example/world/ferry-jeju"
    assert article.published == datetime(2023, 9, 11, 8, 30, tzinfo=SEOUL)


def test_a_page_cannot_pass_for_one_of_another_site(server: Server) -> None:
    server.pages["/x"] = response((DOCUMENTS / "json_ld_graph.html").read_bytes())
    (article,) = load(server.url("/x", host="evil.example"))
    assert article.id == article.url == server.url("/x", host="evil.example")


def test_a_front_page_is_no_articles_address(server: Server) -> None:
    page = "<html><head><link rel=canonical href='/'></head><body><p>Kim met Putin on Monday.</p></body></html>"
    server.pages["/x"] = response(page)
    assert next(load(server.url("/x"))).id == server.url("/x")


def test_the_declared_encoding_of_a_page_is_believed(server: Server) -> None:
    page = "<html><body><p>Žižkov řekl, že přijede v pondělí.</p></body></html>"
    server.pages["/x"] = response(page.encode("iso-8859-2"), kind="text/html; charset=iso-8859-2")
    assert next(load(server.url("/x"))).text == "Žižkov řekl, že přijede v pondělí."


@pytest.mark.parametrize(
    ("path", "kind", "body", "text"),
    [
        ("/a", "application/pdf", pdf([["Kim met Putin."]]), "Kim met Putin."),
        ("/a", "text/plain", b"Kim met *Putin*.", "Kim met *Putin*."),
        ("/a.md", "text/plain", b"Kim met *Putin*.", "Kim met Putin."),
        ("/a", "text/markdown; charset=utf-8", b"Kim met *Putin*.", "Kim met Putin."),
        ("/a", "application/x-ndjson", b'{"text": "Kim met Putin."}', "Kim met Putin."),
        ("/a.html", "", b"<html><body><p>Kim met Putin on Monday.</p></body></html>", "Kim met Putin on Monday."),
    ],
)
def test_other_documents_by_their_address(server: Server, path: str, kind: str, body: bytes, text: str) -> None:
    server.pages[path] = response(body, kind=kind)
    (article,) = load(server.url(path))
    assert article.text == text


def test_a_page_that_fails_is_an_error_or_in_the_list(server: Server) -> None:
    with pytest.raises(ArticleError, match="answers 404 Not Found"):
        list(load(server.url("/x")))
    failures: list[ArticleError] = []
    assert not list(load(server.url("/x"), failures=failures))
    assert str(failures[0]) == f"{server.url('/x')}: the server answers 404 Not Found"


def test_an_rss_feed_by_its_address(server: Server) -> None:
    server.pages |= {
        "/rss": response(_feed(server), kind="application/rss+xml"),
        "/ferry": response((DOCUMENTS / "json_ld_utc.html").read_bytes()),
    }
    kim, ferry, tide = load(server.url("/rss"))
    assert (kim.title, kim.author, kim.outlet) == ("Kim & Putin to meet", "Min-ji Park", "Harbour News & Weather")
    assert (kim.published, kim.licence) == (datetime(2023, 9, 11, 8, 30, tzinfo=SEOUL), "CC BY 4.0")
    assert kim.published.day == 11  # type: ignore[union-attr]
    assert kim.id == kim.url == server.url("/kim")
    assert kim.text.split("\n\n")[:3] == [
        "SEOUL – North Korean leader Kim Jong Un is preparing to visit Russia, officials said on Monday.",
        "By train",
        "He is to travel by train, as he did in 2019,\nwhen he met Vladimir Putin in Vladivostok. The journey of some 1,200 "
        "kilometres takes about a day, because the armoured train is slow and heavy, and stops at the border for its "
        "wheels to be changed.",
    ]
    assert (ferry.title, ferry.outlet) == ("Bridge in Busan closed", "Busan Herald")  # the page's own word
    assert ferry.licence == "CC BY 4.0"  # the feed's, where the page has none
    assert ferry.text.startswith("The Gwangan Bridge")
    assert (tide.text, tide.id) == ("High water at Jeju is at 9:42 p.m. today.", "tide-2023-09-11")
    assert server.paths() == ["/robots.txt", "/rss", "/ferry"]


def _feed(server: Server) -> bytes:
    home = server.url("").encode()
    return (DOCUMENTS / "news.rss").read_bytes().replace(b"https://www.harbour.example", home)


def test_an_entry_that_fails_stops_no_other(server: Server) -> None:
    server.pages["/rss"] = response(_feed(server), kind="text/html")  # as many servers call a feed
    failures: list[ArticleError] = []
    assert [article.title for article in load(server.url("/rss"), failures=failures)] == [
        "Kim & Putin to meet",
        "Tide table",
    ]
    place = f"{server.url('/rss')}, entry 2: {server.url('/ferry')}: the server answers 404 Not Found"
    assert [str(failure) for failure in failures] == [place]
    with pytest.warns(ArticleWarning, match="left out: .*, entry 2: "):
        assert len(list(load(server.url("/rss")))) == 2


def test_a_feed_cannot_lead_to_a_private_address(server: Server) -> None:
    feed = _feed(server).replace(server.url("/ferry").encode(), f"http://127.0.0.1:{server.port}/secret".encode())
    server.pages |= {"/rss": response(feed, kind="text/xml"), "/secret": response("<p>A secret of the machine.</p>")}
    failures: list[ArticleError] = []
    assert len(list(load(server.url("/rss"), failures=failures))) == 2
    assert "not an address of the public internet" in str(failures[0])
    assert "/secret" not in server.paths()


def test_a_feed_that_leads_to_a_feed(server: Server) -> None:
    server.pages |= {
        "/rss": response(_feed(server), kind="text/xml"),
        "/ferry": response(_feed(server), kind="text/xml"),
    }
    failures: list[ArticleError] = []
    list(load(server.url("/rss"), failures=failures))
    assert [str(failure).rpartition(": ")[2] for failure in failures] == ["holds no article"]


def test_an_atom_file_in_latin_1_keeps_the_outlets_day(server: Server, tmp_path: Path) -> None:
    home = server.url("/").encode()
    feed = (DOCUMENTS / "news.atom").read_bytes().replace(b"https://courier.example/", home)
    (tmp_path / "news.atom").write_bytes(feed)
    server.pages["/2020/03/cafe"] = response(
        "<html><body><p>The oldest café opened again on Thursday.</p></body></html>"
    )
    cafe, correction = load(tmp_path / "news.atom")
    assert (cafe.title, cafe.author, cafe.outlet) == (
        "Café in Málaga opens again",
        "Zoë Müller, Tom O'Hara",
        "Coast Courier",
    )
    assert cafe.published == datetime(2020, 3, 5, 23, 15, tzinfo=timezone(timedelta(hours=-5)))
    assert cafe.published.day == 5
    assert cafe.id == cafe.url == server.url("/2020/03/cafe")
    assert correction.text == "The owner is 61, not 16.\n\nWe are sorry."
    assert (correction.id, correction.licence) == ("urn:courier:2", "Public domain")
    assert correction.published == datetime(2020, 3, 6, 1, tzinfo=UTC)  # only updated is known


def test_a_folder_is_read_without_a_network(server: Server, tmp_path: Path) -> None:
    copy(DOCUMENTS / "news.rss", tmp_path)
    failures: list[ArticleError] = []
    assert [article.title for article in load(tmp_path, failures=failures)] == ["Kim & Putin to meet", "Tide table"]
    assert "is fetched only when the feed itself is the source" in str(failures[0])
    assert not server.requests
    assert not server.asked


def test_a_feed_cannot_open_a_file(tmp_path: Path) -> None:
    secret = tmp_path / "secret.xml"
    secret.write_bytes((DOCUMENTS / "news.rss").read_bytes())
    (tmp_path / "a.rss").write_text(str(secret))  # feedparser would open the file of this name
    with pytest.raises(ArticleError, match="is not an RSS or Atom feed"):
        list(load(tmp_path / "a.rss"))


def test_a_feed_of_entities_without_end(tmp_path: Path) -> None:
    entities = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
    bomb = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a0 "ha">{entities}]><rss version="2.0"><channel><title>&a11;</title></channel></rss>'
    (tmp_path / "a.rss").write_text(bomb)
    with pytest.raises(ArticleError):
        list(load(tmp_path / "a.rss"))
