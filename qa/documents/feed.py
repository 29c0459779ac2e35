"""An RSS or Atom feed -> its entries, each with its words or with the address of its page."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from qa.article import ArticleError
from qa.documents.document import Document
from qa.documents.encoding import normalise
from qa.documents.metadata import Metadata, licence_name
from qa.documents.published import read_date

_WHOLE = 600  # characters of an entry's own text from which it is taken for the article, not for its summary
_BLOCKS = ("p", "div", "li", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre", "tr", "figure")
_BLOCK_END, _LINE_END = "\u2029", "\u2028"
_ENTITY = re.compile(rb"<!ENTITY")
_HARMLESS = re.compile(rb"""<!ENTITY\s+[\w.:-]+\s+(["'])(?:&#\w+;|[^&%"'<]{0,64})\1\s*>""")
_DECLARATION = re.compile(r"<\?[^<>]*>")


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a feed: what the feed says of it, and its text; where that is a mere summary, `known.url` has more."""

    place: str
    known: Metadata
    id: str
    text: str

    @property
    def is_whole(self) -> bool:
        """Whether the text is the article itself, as far as its length tells, or all that there is."""
        return len(self.text) >= _WHOLE or not self.known.url


def read(document: Document) -> Iterator[Entry]:
    """The entries of the feed in its order. Raises `ArticleError` where it is no feed, or is an empty one."""
    import feedparser

    if _may_explode(document.data):
        raise ArticleError(f"{document.place}: declares XML entities that could make it grow without end")
    headers = {"content-location": document.url} if document.url else {}
    if document.charset:
        headers["content-type"] = f"application/xml; charset={document.charset}"
    # a stream: given bytes or a str, feedparser would take them for an address or the name of a file first
    feed = feedparser.parse(BytesIO(document.data), response_headers=headers)
    if not feed.get("version"):
        raise ArticleError(f"{document.place}: is not an RSS or Atom feed")
    if not feed.entries:
        raise ArticleError(f"{document.place}: the feed holds no entry")
    for number, entry in enumerate(feed.entries, 1):
        known = _known(entry, feed.feed)
        place = f"{document.place}, entry {number}"
        yield Entry(place, known, known.url or entry.get("id") or place, _text(entry))


def _may_explode(data: bytes) -> bool:
    """Whether the XML declares an entity that is more than a character or a few words.

    Entities made of entities ("a billion laughs") turn a few hundred bytes into megabytes, which no limit of size foresees.
    """
    plain = data.replace(b"\0", b"")  # UTF-16 and UTF-32 too
    return len(_ENTITY.findall(plain)) != sum(1 for _ in _HARMLESS.finditer(plain))


def _known(entry: Any, feed: Any) -> Metadata:
    source = entry.get("source") or {}
    link = entry.get("link") or ""
    # not `published_parsed`, which is in UTC: an article of the morning in Seoul would be of the day before
    published = read_date(entry.get("published")) or read_date(entry.get("updated"))
    names = [author.get("name") for author in entry.get("authors") or () if author.get("name")]
    licences = (about.get(name) for name in ("license", "rights") for about in (entry, feed))
    return Metadata(
        title=_plain(entry.get("title") or ""),
        published=published,
        outlet=_plain(source.get("title") or feed.get("title") or ""),
        author=", ".join(names) or entry.get("author") or "",
        url=link if link.startswith(("http://", "https://")) else "",
        licence=licence_name(next(filter(None, licences), "")),
    )


def _text(entry: Any) -> str:
    """The longest text that the entry carries, in paragraphs."""
    carried = [*(entry.get("content") or ()), *filter(None, [entry.get("summary_detail")])]
    texts = (_plain(part.get("value") or "", html="html" in (part.get("type") or "html")) for part in carried)
    return max(texts, key=len, default="")


def _plain(value: str, *, html: bool = True) -> str:
    """The words of a fragment, a blank line between its blocks."""
    if not html or ("<" not in value and "&" not in value):
        return normalise(value).strip()
    from lxml.html import fragment_fromstring

    tree = fragment_fromstring(_DECLARATION.sub("", value), create_parent="div")
    for block in tree.iter(*_BLOCKS):
        block.text = _BLOCK_END + (block.text or "")
        block.tail = _BLOCK_END + (block.tail or "")
    for line_break in tree.iter("br"):
        line_break.tail = _LINE_END + (line_break.tail or "")
    blocks = ("\n".join(map(_single_spaced, block.split(_LINE_END))) for block in tree.text_content().split(_BLOCK_END))
    return normalise("\n\n".join(block.strip() for block in blocks if block.strip()))


def _single_spaced(line: str) -> str:
    return " ".join(line.split())
