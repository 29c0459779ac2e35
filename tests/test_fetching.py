import gzip
import socket
import time
import tracemalloc
from collections.abc import Callable, Iterator

import pytest

from qa.article import ArticleError
from qa.fetching import USER_AGENT, Fetcher
from qa.network import is_public
from tests.web_server import HOME, Server, redirect, response, running

PAGE = "<html><p>Kim met Putin.</p></html>"


@pytest.fixture
def server() -> Iterator[Server]:
    with running() as server:
        yield server


def test_a_page_is_fetched_with_an_honest_name_and_no_cookie(server: Server) -> None:
    server.pages["/a?q=1"] = response(PAGE, "Set-Cookie: id=1", kind="text/html; charset=windows-1252")
    document = server.fetcher().fetch(server.url("/a?q=1#part"))
    assert (document.data, document.kind, document.charset) == (PAGE.encode(), "html", "windows-1252")
    assert document.url == server.url("/a?q=1")
    assert server.paths() == ["/robots.txt", "/a?q=1"]
    sent = server.requests[1].lower()
    assert f"host: news.example:{server.port}\r\n" in sent
    assert f"user-agent: {USER_AGENT}\r\n".lower() in sent
    assert "cookie" not in sent


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("file:///etc/passwd", "only http and https"),
        ("ftp://news.example/a", "only http and https"),
        ("gopher://news.example/a", "only http and https"),
        ("http:///a", "names no host"),
        ("http://me:secret@news.example/", "user name or password"),
        ("http://news.example\n/", "non-printable"),
        ("http://news.example:99999/", "port"),
        ("http://xn--/", "no valid host"),
    ],
)
def test_only_plain_addresses_of_the_web_are_fetched(server: Server, url: str, reason: str) -> None:
    with pytest.raises(ArticleError, match=reason) as error:
        server.fetcher().fetch(url)
    assert str(error.value).startswith(f"{url}: ")
    assert not server.asked


REFUSED = """
    127.0.0.1 127.8.8.8 0.0.0.0 10.1.2.3 172.16.0.1 172.31.255.255 192.168.1.1 169.254.169.254 100.64.0.1 192.0.0.8
    192.0.2.1 192.88.99.1 198.18.0.1 198.51.100.1 203.0.113.9 224.0.0.1 224.0.1.1 239.255.255.250 240.0.0.1
    255.255.255.255 :: ::1 ::127.0.0.1 ::ffff:127.0.0.1 ::ffff:10.0.0.1 ::ffff:169.254.169.254 fe80::1 fe80::1%1 fc00::1
    fd12::1 fec0::1 ff02::1 ff0e::1 2001:db8::1 2001::1 2002:7f00:1:: 64:ff9b::7f00:1 64:ff9b::a9fe:a9fe 64:ff9b:1::1 100::1
""".split()


@pytest.mark.parametrize("address", REFUSED)
def test_addresses_that_are_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize(
    "address", ["8.8.8.8", "172.32.0.1", "193.0.0.1", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808"]
)
def test_addresses_that_are_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "localhost", "2130706433", "0x7f000001", "127.1", "[::ffff:127.0.0.1]", "10.0.0.1"],
)
def test_no_way_of_writing_a_private_address_reaches_it(server: Server, host: str) -> None:
    with pytest.raises(ArticleError, match="not an address of the public internet"):
        Fetcher().fetch(server.url("/a", host=host))
    assert not server.requests


@pytest.mark.parametrize(
    ("target", "reason"),
    [
        ("http://127.0.0.1:PORT/secret", "not an address of the public internet"),
        ("http://169.254.169.254/latest/meta-data/", "not an address of the public internet"),
        ("//localhost:PORT/secret", "not an address of the public internet"),
        ("http://[::1]:PORT/secret", "not an address of the public internet"),
        ("file:///etc/passwd", "only http and https"),
        ("http://a:b@news.example:PORT/secret", "user name or password"),
    ],
)
def test_a_redirect_is_judged_like_any_address(server: Server, target: str, reason: str) -> None:
    target = target.replace("PORT", str(server.port))
    server.pages |= {"/a": redirect(target), "/secret": response(PAGE)}
    with pytest.raises(ArticleError, match=reason) as error:
        server.fetcher().fetch(server.url("/a"))
    assert str(error.value).startswith(f"{server.url('/a')} -> ")
    assert server.paths() == ["/robots.txt", "/a"]


def test_a_redirect_to_no_address_at_all(server: Server) -> None:
    server.pages["/a"] = redirect("http://\x7f/")
    with pytest.raises(ArticleError, match="non-printable"):
        server.fetcher().fetch(server.url("/a"))


def test_a_redirect_to_a_host_that_idna_forbids(server: Server) -> None:
    server.pages["/a"] = redirect("http://xn--/")
    with pytest.raises(ArticleError, match=r"/a -> .*no valid host"):
        server.fetcher().fetch(server.url("/a"))


def test_redirects_are_followed_to_the_last_address(server: Server) -> None:
    server.pages |= {
        "/a": redirect("/b"),
        "/b": redirect(f"http://other.example:{server.port}/c"),
        "/c": response(PAGE),
    }
    assert server.fetcher().fetch(server.url("/a")).url == server.url("/c", host="other.example")
    assert server.asked.count("other.example") == 2  # its robots.txt, and the page


def test_redirects_end(server: Server) -> None:
    server.pages |= {"/a": redirect("/b"), "/b": redirect("/a")}
    with pytest.raises(ArticleError, match="redirects more than 3 times"):
        server.fetcher(redirects=3).fetch(server.url("/a"))
    assert server.paths() == ["/robots.txt", "/a", "/b", "/a", "/b"]


def test_a_name_that_changes_its_address_gains_nothing(server: Server) -> None:
    server.pages["/a"] = response(PAGE)
    server.addresses["news.example"] = [[HOME], ["169.254.169.254"]]
    with pytest.raises(ArticleError, match=r"news\.example is at 169\.254\.169\.254"):
        server.fetcher().fetch(server.url("/a"))
    assert server.paths() == ["/robots.txt"]


def test_the_address_that_was_checked_is_connected_to(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    connected: list[str] = []
    connect = socket.create_connection

    def recorded(address: tuple[str, int], *rest: object, **options: object) -> socket.socket:
        connected.append(address[0])
        return connect(address, *rest, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(socket, "create_connection", recorded)
    server.pages["/a"] = response(PAGE)
    server.fetcher().fetch(server.url("/a"))
    assert connected == [HOME, HOME]  # never the name, which would be looked up anew
    assert server.asked == ["news.example"] * 2  # once a connection


def test_a_host_with_one_private_address_is_refused_whole(server: Server) -> None:
    server.addresses["news.example"] = [[HOME, "10.0.0.1"]]
    with pytest.raises(ArticleError, match=r"10\.0\.0\.1"):
        server.fetcher().fetch(server.url("/a"))
    assert not server.requests


def _endless(head: bytes, drop: bytes, pause: float) -> Callable[[socket.socket], None]:
    def answer(connection: socket.socket) -> None:
        connection.sendall(head)
        while True:
            connection.sendall(drop)
            time.sleep(pause)

    return answer


OK = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"


def test_an_endless_body_is_left(server: Server) -> None:
    server.pages["/a"] = _endless(OK + b"\r\n", b"x" * 60_000, 0)
    with pytest.raises(ArticleError, match="is larger than 1,000,000 bytes"):
        server.fetcher(size=1_000_000).fetch(server.url("/a"))


@pytest.mark.parametrize("head", [OK + b"\r\n<p>", b"HTTP/1.1 200 OK\r\nX-Slow: "], ids=["body", "headers"])
def test_a_slow_drip_wins_no_time(server: Server, head: bytes) -> None:
    server.pages["/a"] = _endless(head, b"x", 0.05)
    begun = time.monotonic()
    with pytest.raises(ArticleError, match="takes too long"):
        server.fetcher(seconds=0.6).fetch(server.url("/a"))
    assert 0.5 < time.monotonic() - begun < 2


def test_silence_ends(server: Server) -> None:
    server.pages["/robots.txt"] = lambda connection: time.sleep(3)
    with pytest.raises(ArticleError, match=r"takes too long \(0\.4 seconds"):
        server.fetcher(seconds=0.4).fetch(server.url("/a"))


def test_a_bomb_is_not_inflated(server: Server) -> None:
    bomb = gzip.compress(bytes(100_000_000))
    assert len(bomb) < 200_000
    server.pages["/a"] = response(bomb, "Content-Encoding: gzip")
    tracemalloc.start()
    with pytest.raises(ArticleError, match="is larger than 300,000 bytes"):
        server.fetcher(size=300_000).fetch(server.url("/a"))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 5_000_000


@pytest.mark.parametrize(
    ("body", "encoding", "reason"),
    [
        (gzip.compress(PAGE.encode())[:-9], "gzip", "cut short"),
        (gzip.compress(PAGE.encode()) + b"more", "gzip", "goes on after its end"),
        (PAGE.encode(), "gzip", "is not gzip"),
        (PAGE.encode(), "br", "compressed by br"),
    ],
)
def test_a_body_that_is_not_what_it_is_sent_as(server: Server, body: bytes, encoding: str, reason: str) -> None:
    server.pages["/a"] = response(body, f"Content-Encoding: {encoding}")
    with pytest.raises(ArticleError, match=reason):
        server.fetcher().fetch(server.url("/a"))


def test_a_compressed_page_of_the_largest_size_is_read(server: Server) -> None:
    server.pages["/a"] = response(gzip.compress(PAGE.encode()), "Content-Encoding: gzip")
    assert server.fetcher(size=len(gzip.compress(PAGE.encode()))).fetch(server.url("/a")).data == PAGE.encode()


@pytest.mark.parametrize("kind", ["image/png", "video/mp4", "application/octet-stream", "application/javascript"])
def test_what_is_no_document_is_not_read(server: Server, kind: str) -> None:
    server.pages["/a"] = _endless(f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\n\r\n".encode(), b"x", 0.01)
    with pytest.raises(ArticleError, match=f"is {kind}, which is not read"):
        server.fetcher().fetch(server.url("/a"))


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (response("", status="404 Not Found"), "answers 404 Not Found"),
        (response("", status="503 Service Unavailable"), "answers 503 Service Unavailable"),
        (response("", status="299 Odd"), "answers 299"),
        (b"HTTP/1.1 200 OK\r\n" + b"X-Large: " + b"x" * 500_000 + b"\r\n\r\n", "cannot be fetched"),
        (b"SSH-2.0-OpenSSH_9.2\r\n", "cannot be fetched"),
        (b"", "cannot be fetched"),
        (b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 500\r\n\r\nshort", "cannot be fetched"),
    ],
    ids=["missing", "unavailable", "odd", "huge headers", "no HTTP", "nothing", "cut"],
)
def test_an_answer_that_is_no_page(server: Server, answer: bytes, reason: str) -> None:
    server.pages["/a"] = answer
    with pytest.raises(ArticleError, match=reason) as error:
        server.fetcher().fetch(server.url("/a"))
    assert str(error.value).startswith(server.url("/a"))


def test_a_closed_port_and_an_unknown_name(server: Server) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        with pytest.raises(ArticleError, match="cannot be fetched"):
            server.fetcher().fetch(f"http://news.example:{taken.getsockname()[1]}/")
    server.addresses["nobody.example"] = [[]]
    with pytest.raises(ArticleError, match=r"no address is known for nobody\.example"):
        server.fetcher().fetch(server.url("/", host="nobody.example"))
