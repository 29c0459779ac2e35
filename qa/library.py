"""Articles and their sentences in LanceDB: added, replaced, removed, and searched by words and by meaning."""

import warnings
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from hashlib import sha256
from itertools import islice
from pathlib import Path
from threading import Lock
from typing import Any, TypeVar

import lancedb
import pyarrow as pa
from lancedb.index import FTS
from lancedb.query import MatchQuery

from qa.article import Article, ArticleWarning, Sentence, parse_date
from qa.encoder import Encoder, Vectors, default_encoder
from qa.language import looks_english
from qa.sentences import split

_RRF = 20  # k of reciprocal rank fusion: less flat than the usual 60, better on short articles
_POOL = 200  # sentences of each ranking that fusion looks at, at least
_CHUNK = 256  # articles that one commit adds
_LONG = 500_000  # characters
_FIELDS = tuple(field.name for field in fields(Article) if field.init)
_KEY = ("article_id", "version", "index", "start", "end")
Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Hit:
    """A sentence that a search found, with its raw scores.

    `bm25` is 0 where the sentence shares no word with the question (or stands far down that ranking), `cosine` is that of
    the question's and the sentence's vectors, `fused` is the reciprocal rank fusion of both rankings.
    """

    sentence: Sentence
    bm25: float
    cosine: float
    fused: float


@dataclass(frozen=True, slots=True)
class AddReport:
    """How many articles `Library.add` stored anew, replaced by another version, and found unchanged."""

    added: int
    replaced: int
    unchanged: int


class Library:
    """Articles to ask, at a LanceDB address: a folder, `memory://`, or an object store (`s3://`, `gs://`, `az://`).

    What `add` reported stays: an article counts only once its sentences are stored and indexed, and the sentences of an
    old version are passed over by every search.
    """

    def __init__(self, uri: str | Path = "memory://", *, encoder: Encoder | None = None) -> None:
        self.uri = str(uri)
        self._encoder = encoder or default_encoder()
        self._writing = Lock()  # one thread writes at a time; other processes may read
        self._database = lancedb.connect(self.uri, read_consistency_interval=timedelta(0))
        self._articles = self._database.create_table("articles", schema=_article_schema(), exist_ok=True)
        schema = _sentence_schema(self._encoder.dimensions)
        self._sentences = self._database.create_table("sentences", schema=schema, exist_ok=True)

    @classmethod
    def of(cls, articles: Iterable[Article]) -> "Library":
        """A new library in memory of just these articles."""
        library = cls()
        library.add(articles)
        return library

    def __len__(self) -> int:
        return int(self._articles.count_rows())

    def __iter__(self) -> Iterator[Article]:
        """Every article, in the order of their ids."""
        yield from sorted(self._rows("true"), key=lambda article: article.id)

    def add(self, articles: Article | Iterable[Article]) -> AddReport:
        """Stores the articles with their sentences; an equal one costs nothing, the same id with anything else replaces."""
        counts = {"added": 0, "replaced": 0, "unchanged": 0}
        remaining = iter([articles] if isinstance(articles, Article) else articles)
        while given := list(islice(remaining, _CHUNK)):
            chunk = {article.id: article for article in given}
            with self._writing:
                self._sweep(list(chunk))
                stored = self.get(chunk)
                changed = [article for article in chunk.values() if stored.get(article.id) != article]
                if changed:
                    self._store(changed)
            counts["unchanged"] += len(chunk) - len(changed)
            counts["replaced"] += len(given) - len(chunk) + sum(article.id in stored for article in changed)
            counts["added"] += sum(article.id not in stored for article in changed)
        return AddReport(**counts)

    def remove(self, ids: str | Iterable[str]) -> int:
        """Removes the articles with these ids and returns how many there were."""
        ids = [ids] if isinstance(ids, str) else list(ids)
        with self._writing:
            before = len(self)
            self._articles.delete(one_of("id", ids))
            self._sentences.delete(one_of("article_id", ids))
            return before - len(self)

    def get(self, ids: str | Iterable[str]) -> dict[str, Article]:
        """The stored articles with these ids, by id."""
        ids = [ids] if isinstance(ids, str) else ids
        return {article.id: article for article in self._rows(one_of("id", ids))}

    def search(self, questions: Sequence[str], *, where: str | None = None, top_k: int = 8) -> list[list[Hit]]:
        """The `top_k` best sentences for each question, best first, by reciprocal rank fusion of BM25 and cosine.

        BM25 and vectors are those of "title. sentence". `where` is an SQL condition over `article_id`, `published` (the
        day) and `outlet`: `"outlet = 'VOA' AND published >= date '2020-03-01'"`; `one_of` writes a list of ids.
        """
        if top_k < 1:
            raise ValueError(f"top_k: must be at least 1, got {top_k}")
        questions = [questions] if isinstance(questions, str) else questions
        vectors = self._encoder.encode(questions)
        pool = max(_POOL, 4 * top_k)
        return [
            self._hits(self._by_words(question, vector, where, pool), self._by_meaning(vector, where, pool))[:top_k]
            for question, vector in zip(questions, vectors, strict=True)
        ]

    def _store(self, articles: Sequence[Article]) -> None:
        """Sentences first, then the articles, which makes them count, then the old sentences away."""
        for article in articles:
            _warn(article)
        self._sentences.add(self._sentence_rows(articles))
        if self._sentences.list_indices():
            self._sentences.optimize()
        else:  # made on an empty table, an index would miss what is added later
            self._sentences.create_index("words", config=FTS(with_position=False))
        rows = pa.Table.from_pylist([_article_row(article) for article in articles], schema=_article_schema())
        self._articles.merge_insert("id").when_matched_update_all().when_not_matched_insert_all().execute(rows)
        self._sweep([article.id for article in articles])

    def _sweep(self, ids: Sequence[str]) -> None:
        """Removes the sentences of these articles that no stored version has: replaced, or left by a crash."""
        stray = f"{one_of('article_id', ids)} AND NOT {one_of('version', self._versions(ids).values())}"
        if self._sentences.count_rows(stray):
            self._sentences.delete(stray)

    def _sentence_rows(self, articles: Sequence[Article]) -> pa.Table:
        rows = [(article, sentence) for article in articles for sentence in split(article)]
        words = [f"{article.title}. {_text(article, sentence)}".removeprefix(". ") for article, sentence in rows]
        vectors = self._encoder.encode(words)
        schema = _sentence_schema(self._encoder.dimensions)
        columns = {
            "article_id": [article.id for article, _ in rows],
            "version": [_version(article) for article, _ in rows],
            "index": [sentence.index for _, sentence in rows],
            "start": [sentence.start for _, sentence in rows],
            "end": [sentence.end for _, sentence in rows],
            "words": words,
            "vector": pa.FixedSizeListArray.from_arrays(pa.array(vectors.ravel()), self._encoder.dimensions),
            "published": [_day(article.published) for article, _ in rows],
            "outlet": [article.outlet for article, _ in rows],
        }
        return pa.table(columns, schema=schema)

    def _by_words(self, question: str, vector: Vectors, where: str | None, pool: int) -> list["_Found"]:
        """The BM25 ranking, with the cosine of each of its sentences."""
        if not self._sentences.list_indices():
            return []
        query = self._sentences.search(MatchQuery(question, "words"), query_type="fts").limit(pool)
        query = query.where(where, prefilter=True) if where else query
        table = query.select([*_KEY, "vector", "_score"]).to_arrow()
        vectors = table["vector"].combine_chunks().flatten().to_numpy().reshape(-1, len(vector))
        cosines = (vectors @ vector).tolist()
        rows = [_Found(*row) for row in zip(*_columns(table, [*_KEY, "_score"]), cosines, strict=True)]
        return sorted(rows, key=lambda row: (-row.bm25, row.key))  # equal scores come in the order of storage

    def _by_meaning(self, vector: Vectors, where: str | None, pool: int) -> list["_Found"]:
        """The ranking by cosine; the BM25 score is left at 0."""
        query = self._sentences.search(vector, vector_column_name="vector").distance_type("cosine").limit(pool)
        query = query.where(where, prefilter=True) if where else query
        table = query.select([*_KEY, "_distance"]).to_arrow()
        cosines = [1 - distance for distance in table["_distance"].to_pylist()]
        no_words = [0.0] * len(cosines)
        rows = [_Found(*row) for row in zip(*_columns(table, _KEY), no_words, cosines, strict=True)]
        return sorted(rows, key=lambda row: (-row.cosine, row.key))

    def _hits(self, by_words: list["_Found"], by_meaning: list["_Found"]) -> list[Hit]:
        """Both rankings fused, best first, without the sentences of versions that have been replaced."""
        found = {row.key: row for row in [*by_meaning, *by_words]}
        rankings = [list(dict.fromkeys(row.key for row in ranking)) for ranking in (by_words, by_meaning)]
        fused = reciprocal_rank_fusion(rankings)
        current = self._versions({article_id for article_id, _, _ in found})
        return [
            Hit(Sentence(row.article_id, row.index, row.start, row.end), row.bm25, row.cosine, score)
            for row, score in ((found[key], score) for key, score in fused)
            if current.get(row.article_id) == row.version
        ]

    def _versions(self, ids: Iterable[str]) -> dict[str, str]:
        table = self._articles.search().where(one_of("id", ids)).select(["id", "version"]).to_arrow()
        return dict(zip(*_columns(table, ["id", "version"]), strict=True))

    def _rows(self, where: str) -> Iterator[Article]:
        for row in self._articles.search().where(where).select(list(_FIELDS)).to_list():
            yield Article(**{**{name: row[name] for name in _FIELDS}, "published": parse_date(row["published"])})


@dataclass(frozen=True, slots=True)
class _Found:
    article_id: str
    version: str
    index: int
    start: int
    end: int
    bm25: float
    cosine: float

    @property
    def key(self) -> tuple[str, str, int]:
        return self.article_id, self.version, self.index


def reciprocal_rank_fusion(rankings: Sequence[Sequence[Key]]) -> list[tuple[Key, float]]:
    """Every item of the rankings with the sum of 1 / (20 + rank) over them, rank from 1, best first.

    Cormack, Clarke and Büttcher 2009, equation 1. Equal sums stay in the order of their first appearance.
    """
    scores: dict[Key, float] = {}
    for ranking in rankings:
        for rank, item in enumerate(ranking, 1):
            scores[item] = scores.get(item, 0.0) + 1 / (_RRF + rank)
    return sorted(scores.items(), key=lambda pair: -pair[1])


def one_of(column: str, values: Iterable[str]) -> str:
    """The SQL condition that `column` has one of these values, safely quoted; false where there are none."""
    quoted = ", ".join("'" + value.replace("'", "''") + "'" for value in values)
    return f"{column} IN ({quoted})" if quoted else "false"


def _warn(article: Article) -> None:
    name = article.title or article.id
    if not looks_english(article.text):
        message = f"{name}: does not look English, which is all that the models read; do not trust the answers"
        warnings.warn(message, ArticleWarning, stacklevel=4)
    if len(article.text) > _LONG:
        message = f"{name}: has {len(article.text):,} characters; adding it may take minutes"
        warnings.warn(message, ArticleWarning, stacklevel=4)


def _columns(table: pa.Table, names: Sequence[str]) -> list[list[Any]]:
    return [table[name].to_pylist() for name in names]


def _text(article: Article, sentence: Sentence) -> str:
    return article.text[sentence.start : sentence.end]


def _version(article: Article) -> str:
    """A digest of everything that is known about the article, so that a new title is a new version too."""
    return sha256(repr([getattr(article, name) for name in _FIELDS]).encode()).hexdigest()


def _article_row(article: Article) -> dict[str, str]:
    published = article.published.isoformat() if article.published else ""
    return {name: getattr(article, name) for name in _FIELDS} | {"published": published, "version": _version(article)}


def _article_schema() -> pa.Schema:
    return pa.schema([(name, pa.string()) for name in (*_FIELDS, "version")])


def _sentence_schema(dimensions: int) -> pa.Schema:
    return pa.schema(
        [
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
    )


def _day(published: date | None) -> date | None:
    return published.date() if isinstance(published, datetime) else published
