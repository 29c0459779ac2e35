"""Files and folders -> articles: `load` reads, normalises once, and takes what the file says about itself."""

import gzip
import json
import re
import unicodedata
import zlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from qa.article import Article, ArticleError, parse_date

_SUFFIXES = (".txt", ".jsonl", ".jsonl.gz")
_DATE_LINE = re.compile(r"\s*date\s+(\d{4}-\d{2}-\d{2})\s+")
_PACKAGED = Path(__file__).parent / "seeds"
SEEDS = _PACKAGED if _PACKAGED.is_dir() else Path(__file__).parent.parent / "seeds"
"""The folder of the articles that come with the package: in an installed wheel `qa/seeds`, else the checkout's."""


def load(source: str | Path) -> Iterator[Article]:
    """The articles of a text file, of a JSON lines file (`.jsonl`, `.jsonl.gz`), or of all such files below a folder.

    A text file is one article; an opening `date 2023-09-11` is its day of publication and not part of the text. A JSON
    line has `text`, and optionally `title`, `id`, `date` or `published`, `source` or `outlet`, `author`, `url` and
    `licence`. Text becomes Unicode NFC with `\\n` line ends, here and nowhere later. A folder is read in the order of the
    file names. Raises `ArticleError` naming the place.
    """
    path = Path(source)
    try:
        is_folder = path.is_dir()
    except OSError as error:
        raise ArticleError(f"{str(path)[:80]}: cannot be read: {error.strerror}") from error
    if is_folder:
        files = sorted(file for file in path.rglob("*") if file.is_file() and file.name.endswith(_SUFFIXES))
        if not files:
            raise ArticleError(f"{path}: the folder holds no file that ends in {', '.join(_SUFFIXES)}")
    else:
        files = [path]
    for file in files:
        text = _read(file)
        if file.name.endswith((".jsonl", ".jsonl.gz")):
            yield from _json_lines(file, text)
        else:
            yield _text_article(file, text)


def seeds() -> Iterator[Article]:
    """The articles that come with the package, the one that the project began with first."""
    for article in load(SEEDS):
        yield replace(article, id=Path(article.id).name) if article.id.startswith(str(SEEDS)) else article


def _read(path: Path) -> str:
    """The text of a UTF-8 file, normalised to NFC and `\\n`."""
    if path.suffix.lower() in (".html", ".htm"):
        raise ArticleError(f"{path}: HTML is not read yet; save the article as text")
    try:
        data = path.read_bytes()
        data = gzip.decompress(data) if path.suffix == ".gz" else data
    except FileNotFoundError as error:
        raise ArticleError(f"{path}: there is no such file") from error
    except (OSError, EOFError, zlib.error) as error:
        raise ArticleError(f"{path}: cannot be read: {error}") from error
    if b"\0" in data:
        raise ArticleError(f"{path}: is a binary file, not text")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ArticleError(f"{path}: is not UTF-8 text (byte {error.start:,})") from error
    return _normalise(text)


def _normalise(text: str) -> str:
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))


def _text_article(path: Path, text: str) -> Article:
    match = _DATE_LINE.match(text)
    published = match.group(1) if match else ""
    return _article(str(path), text[match.end() :] if match else text, id=str(path), published=published)


def _json_lines(path: Path, text: str) -> Iterator[Article]:
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        place = f"{path}:{number}"
        try:
            row = json.loads(line)
        except json.JSONDecodeError as error:
            raise ArticleError(f"{place}: is not JSON: {error}") from error
        if not isinstance(row, dict) or not isinstance(row.get("text"), str):
            raise ArticleError(f'{place}: must be an object with a "text"')
        known = {key: str(row.get(key) or "") for key in ("title", "id", "author", "url", "licence")}
        published = str(row.get("published") or row.get("date") or "")
        outlet = str(row.get("outlet") or row.get("source") or "")
        known["id"] = known["id"] or known["url"] or place
        yield _article(place, _normalise(row["text"]), published=published, outlet=outlet, **known)


def _article(place: str, text: str, *, published: str = "", **known: str) -> Article:
    """An article with its white space trimmed, or an `ArticleError` that names the place."""
    try:
        return Article(text.strip(), published=parse_date(published), **known)
    except ValueError as error:
        raise ArticleError(f"{place}: {error}") from error
