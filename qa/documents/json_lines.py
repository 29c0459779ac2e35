"""JSON lines -> an article a line."""

import json
from collections.abc import Iterator

from qa.article import Article, ArticleError
from qa.documents.document import Document, Found, make_article
from qa.documents.encoding import normalise


def read(document: Document) -> Iterator[Found]:
    """An article a line, or the reason why there is none.

    A line has `text`, and optionally `title`, `id`, `date` or `published`, `source` or `outlet`, `author`, `url` and
    `licence`. Raises `ArticleError` where there is no line at all.
    """
    if not document.text().strip():
        raise ArticleError(f"{document.place}: holds no line; the file is empty")
    for number, line in enumerate(document.text().split("\n"), 1):
        if line.strip():
            try:
                yield _article(f"{document.place}:{number}", line)
            except ArticleError as error:
                yield error


def _article(place: str, line: str) -> Article:
    try:
        row = json.loads(line)
    except (json.JSONDecodeError, RecursionError) as error:
        raise ArticleError(f"{place}: is not JSON: {error}") from error
    if not isinstance(row, dict) or not isinstance(row.get("text"), str):
        raise ArticleError(f'{place}: must be an object with a "text"')
    known = {key: str(row.get(key) or "") for key in ("title", "id", "author", "url", "licence")}
    known["published"] = str(row.get("published") or row.get("date") or "")
    known["outlet"] = str(row.get("outlet") or row.get("source") or "")
    known["id"] = known["id"] or known["url"] or place
    return make_article(place, normalise(row["text"]), **known)
