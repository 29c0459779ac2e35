"""An address of the web -> the document there, fetched with care: what a stranger's server does can only fail."""

import ssl
import time
import zlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from email.message import Message
from http import HTTPStatus

import httpcore
import httpx
from protego import Protego

from qa.article import ArticleError
from qa.documents.document import MEDIA_TYPES, Document, kind_of
from qa.network import AddressRefused, CheckedNetwork

USER_AGENT = "AskTheArticle (fetches the articles that its user names)"
_ROBOT = "AskTheArticle"
_REDIRECTS = frozenset([301, 302, 303, 307, 308])
_SILENCE = 10.0  # seconds within which a server must go on
_ROBOTS_SIZE = 512_000  # bytes of robots.txt that are heeded: RFC 9309, section 2.5
_LONGEST_PAUSE = 30.0  # seconds between two requests that a robots.txt can ask for
_EVERYTHING = "User-agent: *\nDisallow: /"


@dataclass(frozen=True, slots=True)
class Limits:
    """What one document may cost: seconds in all, bytes before and after decompression, and redirects."""

    seconds: float = 30.0
    size: int = 20_000_000
    redirects: int = 5


@dataclass(frozen=True, slots=True)
class _Response:
    url: httpx.URL
    status: int
    headers: Message
    body: bytes
    whole: bool
    """Whether the body ended within the limit."""

    @property
    def redirect(self) -> str | None:
        """Where the response sends on to, if it does."""
        return self.headers["Location"] if self.status in _REDIRECTS else None


class _Failed(Exception):
    """Why a document cannot be had."""


class Fetcher:
    """Fetches documents by http and https from public addresses, as each site's robots.txt allows.

    The rules of a site are fetched once, with the same care. No cookie, no proxy, no password is used. `network` is where
    the tests bring in a network of their own.
    """

    def __init__(
        self,
        *,
        limits: Limits = Limits(),
        network: Callable[..., CheckedNetwork] = CheckedNetwork,
        ssl_context: ssl.SSLContext | None = None,
    ) -> None:
        self._limits = limits
        self._network = network
        self._ssl_context = ssl_context
        self._rules: dict[str, Protego] = {}  # by scheme, host and port
        self._asked: dict[str, float] = {}

    def fetch(self, url: str) -> Document:
        """The document at `url`, after redirects. Raises `ArticleError` naming the way there and the reason."""
        trail = [url]
        try:
            response = self._follow(trail)
            return self._document(url, response)
        except httpcore.TimeoutException as error:
            limits = f"{self._limits.seconds:g} seconds in all, {_SILENCE:g} for each step"
            raise ArticleError(f"{' -> '.join(trail)}: takes too long ({limits})") from error
        except (_Failed, AddressRefused, httpx.InvalidURL) as error:
            raise ArticleError(f"{' -> '.join(trail)}: {error}") from error
        except UnicodeError as error:  # "xn--" and its like, which httpx lets through as an IDNAError
            raise ArticleError(f"{' -> '.join(trail)}: names no valid host: {error}") from error
        except (httpcore.NetworkError, httpcore.ProtocolError, OSError) as error:
            raise ArticleError(f"{' -> '.join(trail)}: cannot be fetched: {error}") from error

    def _follow(self, trail: list[str]) -> _Response:
        """The response at the end of the redirects, each of which is an address like the first; `trail` grows by them."""
        network = self._network(seconds=self._limits.seconds)
        with httpcore.ConnectionPool(ssl_context=self._ssl_context, network_backend=network) as pool:
            url = _checked(trail[0])
            for _ in range(self._limits.redirects + 1):
                self._heed_robots(pool, network, url)
                response = _get(pool, url, size=self._limits.size, media_types=MEDIA_TYPES)
                if response.redirect is None:
                    return response
                trail.append(str(url.join(response.redirect)))
                url = _checked(trail[-1])
        raise _Failed(f"redirects more than {self._limits.redirects} times")

    def _document(self, place: str, response: _Response) -> Document:
        if response.status != HTTPStatus.OK:
            raise _Failed(f"the server answers {response.status} {_phrase(response.status)}".rstrip())
        if not response.whole:
            raise _Failed(f"is larger than {self._limits.size:,} bytes")
        declared = "Content-Type" in response.headers
        media_type = response.headers.get_content_type() if declared else ""
        kind = kind_of(response.url.path, response.body, media_type=media_type)
        charset = response.headers.get_content_charset() or ""
        return Document(place, response.body, kind, charset=charset, url=str(response.url.copy_with(fragment=None)))

    def _heed_robots(self, pool: httpcore.ConnectionPool, network: CheckedNetwork, url: httpx.URL) -> None:
        """Returns when the site allows the address, after the pause that it asks for. Raises `_Failed` if it does not."""
        site = str(url.copy_with(raw_path=b"/", fragment=None))
        if site not in self._rules:
            self._rules[site] = self._robots(pool, url.join("/robots.txt"))
        rules = self._rules[site]
        if not rules.can_fetch(str(url), _ROBOT):
            raise _Failed("the site's robots.txt asks not to fetch it")
        pause = min(rules.crawl_delay(_ROBOT) or 0.0, _LONGEST_PAUSE)
        wait = max(self._asked.get(site, 0.0) + pause - time.monotonic(), 0.0) if site in self._asked else 0.0
        time.sleep(wait)
        network.deadline += wait
        self._asked[site] = time.monotonic()

    def _robots(self, pool: httpcore.ConnectionPool, url: httpx.URL) -> Protego:
        """The site's rules: all is allowed where it has none (4xx), nothing where it cannot say (RFC 9309, 2.3.1)."""
        for _ in range(self._limits.redirects + 1):
            response = _get(pool, url, size=_ROBOTS_SIZE)
            if response.redirect is None:
                break
            url = _checked(str(url.join(response.redirect)))
        if response.status >= 500:
            return Protego.parse(_EVERYTHING)
        text = response.body.decode("utf-8-sig", "replace") if response.status == HTTPStatus.OK else ""
        return Protego.parse(text)


def _checked(text: str) -> httpx.URL:
    """The address, where it is one of http or https with a host and no password. Raises `_Failed`."""
    url = httpx.URL(text)
    if url.scheme not in ("http", "https"):
        raise _Failed("only http and https are fetched")
    if not url.host:
        raise _Failed("names no host")
    if not 0 < (url.port or 80) < 65_536:
        raise _Failed(f"names the port {url.port:,}, which there is not")
    if url.userinfo:
        raise _Failed("holds a user name or password, which is not sent")
    return url


def _get(
    pool: httpcore.ConnectionPool, url: httpx.URL, *, size: int, media_types: Iterable[str] | None = None
) -> _Response:
    """The response at this one address, its body decompressed and read as far as `size` bytes.

    Raises `_Failed` for a body of another media type than these, which is not read.
    """
    headers: list[tuple[str | bytes, str | bytes]] = [
        ("Host", url.netloc),
        ("User-Agent", USER_AGENT),
        ("Accept", "text/html, application/xhtml+xml, */*;q=0.8"),
        ("Accept-Encoding", "gzip"),
        ("Connection", "close"),
    ]
    target = httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path)
    timeouts = dict.fromkeys(("connect", "read", "write", "pool"), _SILENCE)
    with pool.stream("GET", target, headers=headers, extensions={"timeout": timeouts}) as response:
        told = Message()
        for name, value in response.headers:
            told[name.decode("latin-1")] = value.decode("latin-1")
        if response.status != HTTPStatus.OK:
            return _Response(url, response.status, told, b"", whole=True)
        if media_types is not None and "Content-Type" in told and told.get_content_type() not in media_types:
            raise _Failed(f"is {told.get_content_type()}, which is not read")
        body, whole = _body(response.iter_stream(), told.get("Content-Encoding", "identity"), size)
        return _Response(url, response.status, told, body, whole)


def _body(chunks: Iterable[bytes], encoding: str, size: int) -> tuple[bytes, bool]:
    """The decompressed body as far as `size` bytes, and whether that is all of it. A bomb is never inflated further."""
    body, received = bytearray(), 0
    if encoding.strip().lower() not in ("", "identity", "gzip", "x-gzip"):
        raise _Failed(f"is compressed by {encoding}, which was not asked for")
    inflater = zlib.decompressobj(wbits=31) if encoding.strip().lower().endswith("gzip") else None  # 31: gzip
    try:
        for chunk in chunks:
            received += len(chunk)
            body += inflater.decompress(chunk, size + 1 - len(body)) if inflater else chunk
            if max(len(body), received) > size:
                return bytes(body[:size]), False
    except zlib.error as error:
        raise _Failed(f"is not {encoding}, as which it is sent: {error}") from error
    if inflater is not None and received and (not inflater.eof or inflater.unused_data.strip(b"\0")):
        raise _Failed("is cut short, or goes on after its end")
    return bytes(body), True


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return ""
