"""Files, folders, pages and feeds -> articles: `load` reads each by its kind (`qa/documents`), normalised once."""

import gzip
import os
import re
import warnings
import zlib
from collections.abc import Callable, Iterator
from dataclasses import asdict, replace
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from qa.article import Article, ArticleError, ArticleWarning
from qa.documents.document import SUFFIXES, Document, Found, kind_of, make_article
from qa.documents.published import outlets_own

if TYPE_CHECKING:
    from qa.documents.feed import Entry

Fetch = Callable[[str], Document]
Report = Callable[[ArticleError], object]
_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]+://", re.IGNORECASE)
_GZIPPED = tuple(f"{suffix}.gz" for suffix in SUFFIXES)
_MAX_INFLATED = 2**30  # bytes of a gzipped file
_PACKAGED = Path(__file__).parent / "seeds"
SEEDS = _PACKAGED if _PACKAGED.is_dir() else Path(__file__).parent.parent / "seeds"
"""The folder of the articles that come with the package: in an installed wheel `qa/seeds`, else the checkout's."""


def load(source: str | Path, *, failures: list[ArticleError] | None = None) -> Iterator[Article]:
    """The articles of a file, of all files below a folder, of a web page, or of a feed.

    Text, Markdown, HTML, PDF, JSON lines (also `.gz`), RSS and Atom; a `str` with `http://` or `https://` is fetched (see
    `qa/fetching.py`). Title, date and its time zone, outlet, author, licence and address are those that the document
    states. Text becomes Unicode NFC (a PDF's NFKC) with `\\n` line ends, here and nowhere later. A folder is read in the
    order of the file names, without hidden files and READMEs. An entry of a feed that only sums up its page is replaced
    by that page, which is fetched, except for a feed within a folder: a folder is read without a network.

    What cannot be read is told with its place and reason, and stops nothing else: every failure joins the list
    `failures`. Without that list, one of a folder or feed is an `ArticleWarning`, and any other raises `ArticleError`.
    """
    tell: Report = _warn if failures is None else failures.append
    try:
        yield from _load(source, tell, lines=_raise if failures is None else failures.append)
    except ArticleError as error:
        if failures is None:
            raise
        failures.append(error)


def seeds() -> Iterator[Article]:
    """The articles that come with the package, the one that the project began with first."""
    for article in load(SEEDS):
        yield replace(article, id=Path(article.id).name) if article.id.startswith(str(SEEDS)) else article


def _load(source: str | Path, tell: Report, *, lines: Report) -> Iterator[Article]:
    """The articles of one source; `tell` hears of failed files and entries, `lines` of the lines of a lone file."""
    if isinstance(source, str) and _ADDRESS.match(source):
        fetch = _fetcher()
        yield from _articles(fetch(source), tell, lines=lines, fetch=fetch)
        return
    path = Path(source)
    try:
        is_folder = path.is_dir()
    except OSError as error:
        raise ArticleError(f"{str(path)[:80]}: cannot be read: {error.strerror}") from error
    if not is_folder:
        document = _read(path)
        yield from _articles(document, tell, lines=lines, fetch=_fetcher() if document.kind == "feed" else None)
        return
    for file in _files(path, tell):
        try:
            yield from _articles(_read(file), tell, lines=tell, fetch=None)
        except ArticleError as error:
            tell(error)


def _articles(document: Document, tell: Report, *, lines: Report, fetch: Fetch | None) -> Iterator[Article]:
    """The articles of one document of any kind."""
    if document.kind == "feed":
        yield from _feed_articles(document, tell, fetch)
        return
    for found in _found(document):
        if isinstance(found, Article):
            yield found
        else:
            lines(found)


def _found(document: Document) -> Iterator[Found]:
    """What the module of the document's kind reads; imported here, for some are heavy."""
    reading = import_module(f"qa.documents.{document.kind.replace(' ', '_')}")
    found: Iterator[Found] = reading.read(document)
    return found


def _feed_articles(document: Document, tell: Report, fetch: Fetch | None) -> Iterator[Article]:
    from qa.documents.feed import read

    for entry in read(document):
        try:
            yield _whole_entry(entry) if entry.is_whole else _entry_page(entry, fetch)
        except ArticleError as error:
            tell(error)


def _whole_entry(entry: "Entry") -> Article:
    return make_article(entry.place, entry.text, id=entry.id, **asdict(entry.known))


def _entry_page(entry: "Entry", fetch: Fetch | None) -> Article:
    """The article of the page that the entry sums up; what the page does not state is the feed's word."""
    if fetch is None:
        raise ArticleError(f"{entry.place}: sums up a page, which is fetched only when the feed itself is the source")
    try:
        page = fetch(entry.known.url)
        article = None if page.kind == "feed" else next(_found(page), None)
    except ArticleError as error:
        raise ArticleError(f"{entry.place}: {error}") from error
    if not isinstance(article, Article):
        raise ArticleError(f"{entry.place}: {entry.known.url}: holds no article")
    missing = {name: value for name, value in asdict(entry.known).items() if not getattr(article, name)}
    published = outlets_own([article.published, entry.known.published])
    return replace(article, **(missing | {"published": published}))


def _files(folder: Path, tell: Report) -> list[Path]:
    """The files below the folder that can be articles, in the order of their names."""

    def unreadable(error: OSError) -> None:
        tell(ArticleError(f"{error.filename}: cannot be read: {error.strerror}"))

    found = []
    for parent, folders, names in os.walk(folder, onerror=unreadable):
        folders[:] = [name for name in folders if not name.startswith(".")]
        found += [Path(parent, name) for name in names if _is_readable(name)]
    if not found:
        raise ArticleError(f"{folder}: the folder holds no file that ends in {', '.join(SUFFIXES)}")
    return sorted(found)


def _is_readable(name: str) -> bool:
    lower = name.lower()
    return lower.endswith((*SUFFIXES, *_GZIPPED)) and not lower.startswith((".", "readme."))


def _read(path: Path) -> Document:
    try:
        if path.exists() and not path.is_file():  # to read a pipe may wait for ever, and a device may never end
            raise ArticleError(f"{path}: is a pipe or a device, not a file")
        zipped = path.suffix.lower() == ".gz"
        data = _inflated(path) if zipped else path.read_bytes()
    except FileNotFoundError as error:
        raise ArticleError(f"{path}: there is no such file") from error
    except (OSError, EOFError, zlib.error) as error:
        raise ArticleError(f"{path}: cannot be read: {error}") from error
    return Document(str(path), data, kind_of(path.stem if zipped else path.name, data))


def _inflated(path: Path) -> bytes:
    """What a gzipped file holds; some kilobytes can inflate to more than any memory."""
    with gzip.open(path) as file:
        data = file.read(_MAX_INFLATED + 1)
    if len(data) > _MAX_INFLATED:
        raise ArticleError(f"{path}: inflates to more than {_MAX_INFLATED:,} bytes; split it, or inflate it yourself")
    return data


def _fetcher() -> Fetch:
    from qa.fetching import Fetcher

    return Fetcher().fetch


def _raise(error: ArticleError) -> None:
    raise error


def _warn(error: ArticleError) -> None:
    warnings.warn(f"left out: {error}", ArticleWarning, stacklevel=6)
