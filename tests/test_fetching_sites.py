import ssl
import time
from collections.abc import Iterator

import pytest
import trustme

from qa.article import ArticleError
from tests.web_server import Server, redirect, response, running

PAGE = "<html><p>Kim met Putin.</p></html>"


@pytest.fixture
def server() -> Iterator[Server]:
    with running() as server:
        yield server


@pytest.mark.parametrize(
    ("rules", "path", "allowed"),
    [
        ("User-agent: *\nDisallow: /private/", "/private/a", False),
        ("User-agent: *\nDisallow: /private/", "/a", True),
        ("User-agent: *\nDisallow: /*?print", "/a?print=1", False),
        ("User-agent: *\nDisallow: /private/\n\nUser-agent: AskTheArticle\nDisallow: /b", "/b", False),
        ("User-agent: *\nDisallow: /\n\nUser-agent: AskTheArticle\nAllow: /", "/a", True),
        ("User-agent: *\nDisallow: /\nAllow: /news", "/news", True),
        ("", "/a", True),
    ],
)
def test_robots_txt_is_heeded(server: Server, rules: str, path: str, allowed: bool) -> None:
    server.pages |= {"/robots.txt": response(rules, kind="text/plain"), path: response(PAGE)}
    if allowed:
        assert server.fetcher().fetch(server.url(path)).data
        return
    with pytest.raises(ArticleError, match=r"robots\.txt asks not to fetch it"):
        server.fetcher().fetch(server.url(path))
    assert server.paths() == ["/robots.txt"]


def test_robots_txt_is_asked_once_a_site_and_its_redirects_are_judged_too(server: Server) -> None:
    server.pages |= {"/a": redirect(f"http://other.example:{server.port}/b"), "/b": response(PAGE)}
    fetcher = server.fetcher()
    fetcher.fetch(server.url("/a"))
    fetcher.fetch(server.url("/a"))
    assert server.paths() == ["/robots.txt", "/a", "/robots.txt", "/b", "/a", "/b"]
    server.pages["/robots.txt"] = redirect("http://127.0.0.1/robots.txt")
    with pytest.raises(ArticleError, match="not an address of the public internet"):
        server.fetcher().fetch(server.url("/a"))


def test_a_site_that_cannot_say_is_not_visited(server: Server) -> None:
    server.pages |= {"/robots.txt": response("", status="500 Internal Server Error"), "/a": response(PAGE)}
    with pytest.raises(ArticleError, match=r"robots\.txt asks not to"):
        server.fetcher().fetch(server.url("/a"))


def test_a_byte_order_mark_hides_no_rule(server: Server) -> None:
    rules = b"\xef\xbb\xbfUser-agent: *\nDisallow: /"
    server.pages |= {"/robots.txt": response(rules, kind="text/plain"), "/a": response(PAGE)}
    with pytest.raises(ArticleError, match=r"robots\.txt asks not to"):
        server.fetcher().fetch(server.url("/a"))


def test_a_redirect_to_what_robots_may_not_see(server: Server) -> None:
    rules = response("User-agent: *\nDisallow: /private", kind="text/plain")
    server.pages |= {"/robots.txt": rules, "/a": redirect("/private"), "/private": response(PAGE)}
    with pytest.raises(ArticleError, match=r"/private: the site's robots\.txt"):
        server.fetcher().fetch(server.url("/a"))


def test_the_pause_that_a_site_asks_for_is_made_and_not_counted(server: Server) -> None:
    server.pages |= {
        "/robots.txt": response("User-agent: *\nCrawl-delay: 0.8", kind="text/plain"),
        "/a": response(PAGE),
    }
    fetcher = server.fetcher(seconds=0.7)
    begun = time.monotonic()
    fetcher.fetch(server.url("/a"))
    fetcher.fetch(server.url("/a"))
    assert time.monotonic() - begun >= 0.8


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.mark.parametrize(
    ("name", "reason"), [("news.example", ""), ("other.example", "certificate"), ("127.0.0.1", "cert")]
)
def test_the_certificate_is_that_of_the_name(authority: trustme.CA, name: str, reason: str) -> None:
    secured = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(name).configure_cert(secured)
    names: list[str | None] = []
    secured.sni_callback = lambda _, asked, __: names.append(asked)
    with running(secured) as server:
        server.scheme, server.trusted = "https", ssl.create_default_context()
        authority.configure_trust(server.trusted)
        server.pages["/a"] = response(PAGE)
        if reason:
            with pytest.raises(ArticleError, match=reason):
                server.fetcher().fetch(server.url("/a"))
        else:
            assert server.fetcher().fetch(server.url("/a")).data == PAGE.encode()
        assert set(names) == {"news.example"}


def test_a_certificate_of_nobody_is_not_trusted(authority: trustme.CA) -> None:
    secured = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("news.example").configure_cert(secured)
    with running(secured) as server:
        server.scheme = "https"
        with pytest.raises(ArticleError, match="certificate"):
            server.fetcher().fetch(server.url("/a"))
        assert not server.requests
