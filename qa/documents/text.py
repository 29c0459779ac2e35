"""A plain text file -> its article."""

import re
from collections.abc import Iterator

from qa.article import Article
from qa.documents.document import Document, make_article

_DATE_LINE = re.compile(r"\s*date\s+(\d{4}-\d{2}-\d{2})\s+")


def read(document: Document) -> Iterator[Article]:
    """The whole text as one article; an opening `date 2023-09-11` is its day of publication and not part of the text."""
    text = document.text()
    match = _DATE_LINE.match(text)
    published, rest = (match.group(1), text[match.end() :]) if match else (None, text)
    yield make_article(document.place, rest, id=document.id, published=published, url=document.url)
