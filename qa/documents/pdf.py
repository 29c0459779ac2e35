"""A PDF -> its article, in whole paragraphs, with the place where each page begins."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from qa.article import Article, ArticleError
from qa.documents.document import Document, make_article
from qa.documents.paragraphs import join_pages
from qa.documents.published import date_line, read_date

if TYPE_CHECKING:
    from pypdf import PdfReader

_PRISM = "http://prismstandard.org/namespaces/basic/2.0/"
_PRISM_3 = "http://prismstandard.org/namespaces/basic/3.0/"
_DUBLIN_CORE = "http://purl.org/dc/elements/1.1/"
_DATES = ((_PRISM, "publicationDate"), (_PRISM_3, "publicationDate"), (_DUBLIN_CORE, "date"))
_NO_TITLE = re.compile(r"untitled.*|microsoft word - .*|.*\.(?:docx?|indd|pdf|html?|qxd|odt)|[\W\d]*", re.I)


def read(document: Document) -> Iterator[Article]:
    """All pages as one article with `pages`; title, author, date and licence are those that the PDF's metadata state.

    The date is the metadata's date of publication, else that of a line of its own at the top of the first page. The day
    on which the file was made is not taken: it may be years later.
    """
    import pypdf

    try:
        pages, known = _opened(document)
    except pypdf.errors.FileNotDecryptedError as error:
        raise ArticleError(f"{document.place}: is protected by a password") from error
    except Exception as error:  # a malformed file can break any part of a PDF reader, each with an error of its own
        raise ArticleError(f"{document.place}: is not a PDF that can be read: {error}") from error
    text, starts = join_pages(pages)
    if not text:
        raise ArticleError(f"{document.place}: holds no text: its {len(pages):,} pages are images, or empty")
    known["published"] = known["published"] or date_line(pages[0])
    yield make_article(document.place, text, id=document.id, url=document.url, pages=starts, **known)


def _opened(document: Document) -> tuple[list[str], dict[str, Any]]:
    from io import BytesIO

    from pypdf import PdfReader

    reader = PdfReader(BytesIO(document.data))
    if reader.is_encrypted:
        reader.decrypt("")  # often only printing is locked; else the first page raises
    return [page.extract_text() for page in reader.pages], _known(reader)


def _known(reader: "PdfReader") -> dict[str, Any]:
    information = reader.metadata
    title = (information and information.title) or ""
    author = (information and information.author) or ""
    try:
        stated = _stated(reader)
    except Exception:  # metadata that is broken says nothing, but does not spoil the text
        stated = {}
    title = "" if _NO_TITLE.fullmatch(title.strip()) else title.strip()
    return {"title": title, "author": author.strip(), "published": None} | stated


def _stated(reader: "PdfReader") -> dict[str, Any]:
    """The date of publication, the outlet and the licence of the XMP metadata, where it has them."""
    xmp = reader.xmp_metadata
    if xmp is None:
        return {}
    # read as written: pypdf's own `dc_date` turns every moment to UTC
    dates = (_text(node) for space, name in _DATES for node in xmp.get_element("", space, name))
    rights = xmp.dc_rights or {}
    return {
        "published": next(filter(None, map(read_date, dates)), None),
        "outlet": ", ".join(xmp.dc_publisher or ()),
        "licence": rights.get("x-default") or next(iter(rights.values()), ""),
    }


def _text(node: Any) -> str:
    """The words below an XML element, or an attribute's value."""
    if node.nodeType in (node.TEXT_NODE, node.ATTRIBUTE_NODE):
        return str(node.nodeValue)
    return " ".join(_text(child) for child in node.childNodes).strip()
