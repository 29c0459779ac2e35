"""A document as it was read, its kind, and the article that is made of it."""

import re
from dataclasses import dataclass, field
from typing import Any, Literal

from qa.article import Article, ArticleError
from qa.documents.encoding import decode, normalise

Kind = Literal["text", "markdown", "html", "pdf", "feed", "json lines"]
Found = Article | ArticleError
"""What reading gives: an article, or the reason why there is none at a place, which stops no other."""

SUFFIXES: dict[str, Kind] = {
    ".txt": "text",
    ".text": "text",
    ".md": "markdown",
    ".markdown": "markdown",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".pdf": "pdf",
    ".jsonl": "json lines",
    ".ndjson": "json lines",
    ".rss": "feed",
    ".atom": "feed",
    ".xml": "feed",
}
MEDIA_TYPES: dict[str, Kind | None] = {
    "text/plain": None,  # the name tells plain text, Markdown and JSON lines apart
    "text/markdown": "markdown",
    "text/html": "html",
    "application/xhtml+xml": "html",
    "application/pdf": "pdf",
    "application/rss+xml": "feed",
    "application/atom+xml": "feed",
    "application/rdf+xml": "feed",
    "application/xml": "feed",
    "text/xml": "feed",
    "application/jsonl": "json lines",
    "application/x-ndjson": "json lines",
}
_PROLOGUE = rb"(?:<\?[^>]*>|<!--.*?-->|\s)*+"  # possessive: no start of a file makes it try for ever
_MAGIC: tuple[tuple[re.Pattern[bytes], Kind], ...] = (
    (re.compile(rb"%PDF-", re.IGNORECASE), "pdf"),
    (re.compile(_PROLOGUE + rb"<(?:rss|feed|rdf:rdf)[\s>]", re.DOTALL), "feed"),
    (re.compile(_PROLOGUE + rb"<(?:!doctype\s+html|html)[\s>]", re.DOTALL), "html"),
)


@dataclass(frozen=True, slots=True)
class Document:
    """Bytes with the place that errors name (a path or an address), and what their server said about them.

    `url` is where they were fetched, after redirects; empty for a file.
    """

    place: str
    data: bytes = field(repr=False)
    kind: Kind
    charset: str = ""
    url: str = ""

    @property
    def id(self) -> str:
        """The id of an article that is the whole document: its address, else its path."""
        return self.url or self.place

    def text(self, *, charset: str = "") -> str:
        """The decoded text in NFC with `\\n` line ends. Raises `ArticleError` for what is no text."""
        try:
            return normalise(decode(self.data, declared=self.charset or charset))
        except ValueError as error:
            raise ArticleError(f"{self.place}: {error}") from error


def kind_of(name: str, data: bytes, *, media_type: str = "") -> Kind:
    """The kind of a document, by its media type, else by the end of its name; HTML, feeds and PDF also by their start.

    Servers send feeds as HTML and files lack endings, so that a start which can be nothing else is believed first.
    """
    head = data[:2000].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").lower()
    declared = MEDIA_TYPES.get(media_type)
    suffix = "." + name.lower().rpartition("/")[2].rpartition(".")[2]
    named = SUFFIXES.get(suffix)
    if declared in ("markdown", "json lines") or (declared is None and named in ("text", "markdown", "json lines")):
        return declared or named or "text"
    started = next((kind for pattern, kind in _MAGIC if pattern.match(head)), None)
    return started or declared or (None if media_type else named) or "text"


def make_article(place: str, text: str, **known: Any) -> Article:
    """An article with its white space trimmed. Raises an `ArticleError` that names the place."""
    try:
        return Article(text.strip(), **known)
    except ValueError as error:
        raise ArticleError(f"{place}: {error}") from error
