"""How a library lies in LanceDB: the columns of its two tables, the version of their schema, and the way there and back."""

from collections.abc import Sequence
from dataclasses import fields
from datetime import date, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any, get_origin

import lancedb
import platformdirs
import pyarrow as pa

from qa.article import Article, parse_date
from qa.copies import PERMUTATIONS, Signature, Stories
from qa.sentences import split

SCHEMA_VERSION = 4
"""Raised with every change of the columns, of what a signature is or of the encoder that ships, so that none is misread."""
FIELDS = tuple(field.name for field in fields(Article) if field.init)
_COLUMNS = {name: {"id": "article_id", "published": "published_at"}.get(name, name) for name in FIELDS}
_VERSION_KEY = b"schema_version"
ARTICLE_COLUMNS = list(_COLUMNS.values())
"""The columns that an article is made of again."""


def default_folder() -> Path:
    """Where the user's own library is, whether there is one yet or not: among the data of the user's applications."""
    return platformdirs.user_data_path("ask-the-article", appauthor=False) / "library"


def chat_folder() -> Path:
    """Where the chat keeps what its readers bring and what they say of answers: beside the user's own library."""
    return default_folder().parent / "chat"


def connect(uri: str, *, create: bool) -> Any:
    """The LanceDB database at a folder or an address. Raises `ValueError` where a folder is missing, unless `create`."""
    if not create and "://" not in uri and not Path(uri).is_dir():
        raise ValueError(f"{uri}: there is no such library")
    try:
        return lancedb.connect(uri, read_consistency_interval=timedelta(0))
    except (FileExistsError, NotADirectoryError) as error:
        raise ValueError(f"{uri}: is a file; a library is a folder") from error


def open_table(database: Any, name: str, *, uri: str) -> Any | None:
    """The table, or None where there is none. Raises `ValueError` for one that another schema version wrote."""
    try:
        table = database.open_table(name)
    except ValueError as error:
        if "was not found" not in str(error):
            raise
        return None
    found = (table.schema.metadata or {}).get(_VERSION_KEY, b"none").decode()
    if found != str(SCHEMA_VERSION):
        newer = found.isdigit() and int(found) > SCHEMA_VERSION
        remedy = "upgrade this program" if newer else "add the articles to a new library, and delete this one"
        raise ValueError(f"{uri}: the library's schema version must be {SCHEMA_VERSION}, got {found}; {remedy}")
    return table


def read(table: Any, names: Sequence[str], where: str | None) -> pa.Table:
    """These columns of the rows that `where` chooses."""
    query = table.search().where(where) if where else table.search()
    return query.select(list(names)).to_arrow()


def columns(table: pa.Table, names: Sequence[str]) -> list[list[Any]]:
    """The columns of these names as lists."""
    return [table[name].to_pylist() for name in names]


def article_schema() -> pa.Schema:
    """Every field of `Article`, its day (`published`), its version, its story, and the signature that tells copies."""
    types = {
        field.name: pa.list_(pa.int64()) if get_origin(field.type) is tuple else pa.string()
        for field in fields(Article)
    }
    known = [(column, types[name]) for name, column in _COLUMNS.items()]
    signature = pa.list_(pa.uint32(), PERMUTATIONS)
    added = [("published", pa.date32()), ("version", pa.string()), ("story", pa.string()), ("signature", signature)]
    return pa.schema([*known, *added], metadata={_VERSION_KEY: str(SCHEMA_VERSION)})


def sentence_schema(dimensions: int) -> pa.Schema:
    """Each sentence's place, the words that are searched, their vector, and what a search may filter by."""
    columns = [
        ("article_id", pa.string()),
        ("version", pa.string()),
        ("index", pa.int32()),
        ("start", pa.int64()),
        ("end", pa.int64()),
        ("words", pa.string()),
        ("vector", pa.list_(pa.float32(), dimensions)),
        ("published", pa.date32()),
        ("outlet", pa.string()),
    ]
    return pa.schema(columns, metadata={_VERSION_KEY: str(SCHEMA_VERSION)})


def article_rows(articles: Sequence[Article], signatures: Sequence[Signature], stories: Stories) -> pa.Table:
    """The rows of the articles, in their order."""
    rows = [
        {column: getattr(article, name) for name, column in _COLUMNS.items()}
        | {"published_at": article.published.isoformat() if article.published else ""}
        | {"published": _day(article), "version": version(article), "story": story, "signature": signature}
        for article, signature, story in zip(articles, signatures, stories.of_new, strict=True)
    ]
    return pa.Table.from_pylist(rows, schema=article_schema())


def article_of(row: dict[str, Any]) -> Article:
    """The article of a row that has the columns `ARTICLE_COLUMNS`."""
    values: dict[str, Any] = {name: row[column] for name, column in _COLUMNS.items()}
    values = {name: tuple(value) if isinstance(value, list) else value for name, value in values.items()}
    return Article(**{**values, "published": parse_date(row["published_at"])})


def sentence_rows(articles: Sequence[Article], encoder: Any) -> pa.Table:
    """The rows of the articles' sentences: searched is "title. sentence", by its words and by the encoder's vector."""
    rows = [(article, sentence) for article in articles for sentence in split(article)]
    words = [
        f"{article.title}. {article.text[sentence.start : sentence.end]}".removeprefix(". ")
        for article, sentence in rows
    ]
    vectors = encoder.encode(words)
    versions = {article.id: version(article) for article in articles}
    columns = {
        "article_id": [article.id for article, _ in rows],
        "version": [versions[article.id] for article, _ in rows],
        "index": [sentence.index for _, sentence in rows],
        "start": [sentence.start for _, sentence in rows],
        "end": [sentence.end for _, sentence in rows],
        "words": words,
        "vector": pa.FixedSizeListArray.from_arrays(pa.array(vectors.ravel()), encoder.dimensions),
        "published": [_day(article) for article, _ in rows],
        "outlet": [article.outlet for article, _ in rows],
    }
    return pa.table(columns, schema=sentence_schema(encoder.dimensions))


def version(article: Article) -> str:
    """A digest of everything that is known about the article, so that a new title is a new version too."""
    return sha256(repr([getattr(article, name) for name in FIELDS]).encode()).hexdigest()


def _day(article: Article) -> date | None:
    return article.published.date() if isinstance(article.published, datetime) else article.published
