"""A web page -> its article, without what stands around it."""

import re
from collections.abc import Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from qa.article import Article, ArticleError
from qa.documents.document import Document, make_article
from qa.documents.encoding import normalise
from qa.documents.metadata import Metadata, page_metadata

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_CHARSET = re.compile(rb"""<(?:meta[^>]*charset\s*=|\?xml[^>]*encoding\s*=)\s*["']?([\w:.-]+)""", re.I)
_TAG = re.compile(r"<(?:!doctype\s+html|html|head|body|article|section|main|div|p|br|h[1-6])\b[^<]*>", re.I)
_ADVERTISEMENT = [
    f"//*[contains(concat(' ', normalize-space(@class), ' '), ' {name} ')]"
    for name in ("ad", "advert", "advertisement")
]
_FEWEST_WORDS = 5
_DECLARATION = re.compile(r"\A\s*<\?xml[^>]*>")


def read(document: Document) -> Iterator[Article]:
    """The page's article, a blank line between its paragraphs, with what the page states about it.

    The title, where the text repeats it, is left out of the text. A fetched page's own idea of its address is believed
    within its own site only: it names the article in a library.
    """
    declared = _CHARSET.search(document.data[:4096])
    page = document.text(charset=declared.group(1).decode("ascii", "ignore") if declared else "")
    yield make_article(document.place, **read_page(document.place, page, url=document.url))


def read_page(place: str, page: str, *, url: str = "") -> dict[str, Any]:
    """The fields of the article of a page. Raises `ArticleError` where it is not HTML, or holds no article."""
    if not _TAG.search(page):
        raise ArticleError(f"{place}: is not HTML")
    tree = _tree(place, page)
    titles = [" ".join(heading.text_content().split()) for heading in tree.xpath("//h1")]
    stated = page_metadata(tree, base=url)
    text, found = _extracted(tree, url)
    known = stated | found
    text = _without_title(normalise(text), [known.title, found.title, *titles])
    if len(text.split()) < _FEWEST_WORDS:  # the menu of an empty page, or of one that a script fills
        raise ArticleError(f"{place}: no article is found in the page")
    own = known.url if not url or _same_site(known.url, url) else url
    return asdict(known) | {"title": _bare(known), "text": text, "url": own, "id": own if url else place}


def _tree(place: str, page: str) -> "HtmlElement":
    from lxml.etree import LxmlError
    from lxml.html import HTMLParser, document_fromstring

    parser = HTMLParser(remove_comments=True, remove_pis=True, no_network=True)
    try:
        return document_fromstring(_DECLARATION.sub("", page, count=1), parser=parser)
    except (LxmlError, ValueError, AssertionError) as error:
        raise ArticleError(f"{place}: is not HTML that can be read: {error}") from error


def _extracted(tree: "HtmlElement", url: str) -> tuple[str, Metadata]:
    """The text without navigation, advertisement and comments, and what the extractor makes of the page's marks."""
    from trafilatura import bare_extraction

    options = {"include_comments": False, "include_tables": False, "favor_precision": True, "with_metadata": True}
    found = bare_extraction(tree, url=url or None, prune_xpath=_ADVERTISEMENT, **options)
    if found is None:
        return "", Metadata()
    outlet = found.sitename or ""
    known = Metadata(  # without its date, which may be any that stands on the page
        title=found.title or "",
        outlet="" if outlet.lower() in (found.url or url).lower() else outlet,  # a mere host is no outlet's name
        author=(found.author or "").replace("; ", ", "),
        url=found.url or "",
        licence=found.license or "",
    )
    return found.text or "", known


def _without_title(text: str, titles: list[str]) -> str:
    """The text's lines as paragraphs, from the first that is not the title."""
    known = {" ".join(title.split()).casefold() for title in titles if title}
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    while lines and lines[0].casefold() in known:
        lines.pop(0)
    return "\n\n".join(lines)


def _bare(known: Metadata) -> str:
    """The title without the outlet's name, which browsers' windows show behind it."""
    return re.sub(rf"\s+[|–—-]\s+{re.escape(known.outlet)}$", "", known.title) if known.outlet else known.title


def _same_site(own: str, url: str) -> bool:
    """Whether both are of one site, and the first names a page: a front page is no article's address."""
    sites = [(urlsplit(address).hostname or "").removeprefix("www.") for address in (own, url)]
    return sites[0] == sites[1] and urlsplit(own).path not in ("", "/")
