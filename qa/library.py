"""Articles and their sentences in LanceDB: added, replaced, removed, and searched by words and by meaning."""

import warnings
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import islice
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc

from qa.answers import Searched
from qa.article import Article, ArticleWarning
from qa.catalogue import Catalogue
from qa.copies import PERMUTATIONS, Signature, Stories, signature, tell_stories
from qa.filters import one_of as one_of
from qa.indexing import index_articles, index_sentences, tidy
from qa.language import looks_english
from qa.ranking import Hit as Hit
from qa.ranking import reciprocal_rank_fusion as reciprocal_rank_fusion
from qa.searching import hits, words_of
from qa.storage import (
    article_rows,
    article_schema,
    columns,
    connect,
    default_folder,
    open_table,
    read,
    sentence_rows,
    sentence_schema,
    version,
)

if TYPE_CHECKING:
    from qa.encoder import Encoder

_CHUNK = 256  # articles that one commit adds, or that are read at a time
_FRAGMENTS = 100  # files of the table of articles, each from one commit, before they are made one
_LONG = 500_000  # characters


@dataclass(frozen=True, slots=True)
class AddReport:
    """How many articles `Library.add` stored anew, replaced by another version, and found unchanged."""

    added: int
    replaced: int
    unchanged: int


@dataclass(frozen=True, slots=True)
class LibraryInfo:
    """What a library holds: `stories` counts wire copies of one article once, `outlets` has the most frequent first."""

    uri: str
    articles: int
    stories: int
    sentences: int
    first: date | None
    last: date | None
    outlets: tuple[tuple[str, int], ...]

    def to_dict(self) -> dict[str, Any]:
        """Ready for JSON."""
        days = {name: day.isoformat() if day else None for name, day in (("first", self.first), ("last", self.last))}
        return {**{name: getattr(self, name) for name in self.__slots__}, **days, "outlets": dict(self.outlets)}


class Library:
    """Articles to ask, at a LanceDB address: a folder, `memory://`, or an object store (`s3://`, `gs://`, `az://`).

    What `add` reported stays, whenever the process is killed: an article counts only once its sentences are stored and
    indexed, and the sentences of an old version are passed over by every search. One process may add and remove while
    others read. Raises `ValueError` where another version of this program made the library and this one cannot read it,
    and, unless `create`, where there is none.
    """

    def __init__(self, uri: str | Path = "memory://", *, encoder: "Encoder | None" = None, create: bool = True) -> None:
        self.uri = str(uri)
        self._given_encoder = encoder
        self._writing = Lock()  # one thread writes at a time
        self._known: dict[tuple[int, str | None], Searched] = {}
        database = connect(self.uri, create=create)
        articles, sentences = (open_table(database, name, uri=self.uri) for name in ("articles", "sentences"))
        if (articles is None or sentences is None) and not create:
            raise ValueError(f"{self.uri}: there is no such library")
        if articles is None:
            articles = database.create_table("articles", schema=article_schema(), exist_ok=True)
        if sentences is None:
            schema = sentence_schema((encoder or _default_encoder()).dimensions)
            sentences = database.create_table("sentences", schema=schema, exist_ok=True)
        self._articles: Any = articles
        self._sentences: Any = sentences
        self._catalogue = Catalogue(articles)

    @classmethod
    def default(cls, *, create: bool = True) -> "Library":
        """The user's own library, kept where the system keeps the data of the user's applications."""
        return cls(default_folder(), create=create)

    @classmethod
    def of(cls, articles: Iterable[Article]) -> "Library":
        """A new library in memory of just these articles."""
        library = cls()
        library.add(articles)
        return library

    def __len__(self) -> int:
        return int(self._articles.count_rows())

    def __iter__(self) -> Iterator[Article]:
        """Every article, in the order of publication."""
        yield from self.articles()

    def add(self, articles: Article | Iterable[Article]) -> AddReport:
        """Stores the articles with their sentences; an equal one costs nothing, the same id with anything else replaces.

        What nearly repeats an article of the library, as wire copies do, is kept as a copy of it: see `copies`.
        """
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
            self._articles.delete(one_of("article_id", ids))
            self._delete_sentences(one_of("article_id", ids))
            return before - len(self)

    def get(self, ids: str | Iterable[str]) -> dict[str, Article]:
        """The stored articles with these ids, by id."""
        return self._catalogue.get([ids] if isinstance(ids, str) else ids)

    def articles(self, *, where: str | None = None, newest: int | None = None) -> Iterator[Article]:
        """The articles that `where` chooses, in the order of publication, those without a date last.

        With `newest`, only so many, the newest first.
        """
        days, ids = columns(self._read(["published", "article_id"], where), ["published", "article_id"])
        rows = sorted(zip(ids, days, strict=True), key=lambda row: (row[1] or date.max, row[0]))
        if newest is not None:
            rows = sorted(rows, key=lambda row: row[1] or date.min, reverse=True)[:newest]
        ordered = iter(rows)
        while some := [article_id for article_id, _ in islice(ordered, _CHUNK)]:
            found = self.get(some)
            yield from (found[article_id] for article_id in some if article_id in found)

    def searched(self, *, where: str | None = None) -> Searched:
        """How many articles a search with this `where` looks through, and their first and last days of publication."""
        key = self._articles.version, where
        if key not in self._known:
            days = self._read(["published"], where)["published"]
            ends = pc.min_max(days)
            known = {other: found for other, found in self._known.items() if other[0] == key[0]}
            self._known = known | {key: Searched(len(days), ends["min"].as_py(), ends["max"].as_py())}
        return self._known[key]

    def groups(self, ids: Iterable[str]) -> dict[str, str]:
        """For each of these articles its story: articles of one story are wire copies, and together one source."""
        table = self._read(["article_id", "story"], one_of("article_id", ids))
        return dict(zip(*columns(table, ["article_id", "story"]), strict=True))

    def copies(self, article_id: str) -> list[Article]:
        """The other articles of this one's story, in the order of publication."""
        return self.also_in([article_id])

    def also_in(self, ids: Iterable[str], *, where: str | None = None) -> list[Article]:
        """The copies of these articles that `where` chooses, none of these themselves, in the order of publication."""
        copies = self._catalogue.copies(ids)
        if not copies:
            return []
        chosen = one_of("article_id", sorted(copies))
        return list(self.articles(where=f"({where}) AND {chosen}" if where else chosen))

    def info(self) -> LibraryInfo:
        """What the library holds."""
        table = self._read(["story", "outlet"], None)
        looked = self.searched()
        outlets = Counter(sorted(table["outlet"].to_pylist()))
        stories, sentences = pc.count_distinct(table["story"]).as_py(), self._sentences.count_rows()
        return LibraryInfo(
            self.uri, len(table), stories, sentences, looked.first, looked.last, tuple(outlets.most_common())
        )

    def search(self, questions: Sequence[str], *, where: str | None = None, top_k: int = 8) -> list[list[Hit]]:
        """The `top_k` best sentences for each question, best first, by reciprocal rank fusion of BM25 and cosine.

        BM25 and vectors are those of "title. sentence". `where` is an SQL condition over `article_id`, `published` (the
        day) and `outlet`, such as `qa.where` writes: `"outlet = 'VOA' AND published >= date '2020-03-01'"`.
        """
        if top_k < 1:
            raise ValueError(f"top_k: must be at least 1, got {top_k}")
        questions = [questions] if isinstance(questions, str) else questions
        by_words = [words_of(self._sentences, question, where=where, top_k=top_k) for question in questions]
        vectors = self._encoder.encode(questions)
        return [
            hits(self._catalogue, self._sentences, question, vector, words, where=where, top_k=top_k)
            for question, vector, words in zip(questions, vectors, by_words, strict=True)
        ]

    @cached_property
    def _encoder(self) -> "Encoder":
        encoder = self._given_encoder or _default_encoder()
        stored = self._sentences.schema.field("vector").type.list_size
        if encoder.dimensions != stored:
            raise ValueError(f"encoder: must give {stored} dimensions, as in {self.uri}, got {encoder.dimensions}")
        return encoder

    def _store(self, articles: Sequence[Article]) -> None:
        """Sentences first, then the articles, which makes them count, then the old sentences away."""
        for article in articles:
            _warn(article)
        before = self._sentences.count_rows()
        self._sentences.add(sentence_rows(articles, self._encoder))
        index_sentences(self._sentences, before=before)
        signatures = [signature(article.text) for article in articles]
        rows = article_rows(articles, signatures, self._stories(articles, signatures))
        self._articles.merge_insert("article_id").when_matched_update_all().when_not_matched_insert_all().execute(rows)
        index_articles(self._articles, fragments=_FRAGMENTS)
        self._sweep([article.id for article in articles])

    def _stories(self, articles: Sequence[Article], signatures: Sequence[Signature]) -> Stories:
        """The stories of articles that are about to be stored; those that they join into one are so already."""
        names = ["story", "signature"]
        table = self._read(names, f"NOT {one_of('article_id', [article.id for article in articles])}")
        known = table["signature"].combine_chunks().flatten().to_numpy().reshape(-1, PERMUTATIONS)
        new = [(version(article), own) for article, own in zip(articles, signatures, strict=True)]
        told = tell_stories(new, table["story"].to_pylist(), known)
        for story, now in told.joined.items():
            self._articles.update(where=one_of("story", [story]), values={"story": now})
        return told

    def _sweep(self, ids: Sequence[str]) -> None:
        """Removes the sentences of these articles that no stored version has: replaced, or left by a crash."""
        known = self._catalogue.versions
        stored = {known[each] for each in ids if each in known}
        stray = f"{one_of('article_id', ids)} AND NOT {one_of('version', stored)}"
        if self._sentences.count_rows(stray):
            self._delete_sentences(stray)

    def _delete_sentences(self, where: str) -> None:
        """Deletes rows, and optimises at once, so that no optimising later moves a BM25 score.

        As in Lucene, rows that were deleted may count in N and the averages until the index is built anew.
        """
        self._sentences.delete(where)
        tidy(self._sentences)

    def _read(self, names: Sequence[str], where: str | None) -> pa.Table:
        """These columns of the articles that `where` chooses."""
        return read(self._articles, names, where)


def _default_encoder() -> "Encoder":
    from qa.encoder import default_encoder  # torch takes seconds, and nothing but adding and searching needs it

    return default_encoder()


def _warn(article: Article) -> None:
    name = article.title or article.id
    if not looks_english(article.text):
        message = f"{name}: does not look English, which is all that the models read; do not trust the answers"
        warnings.warn(message, ArticleWarning, stacklevel=4)
    if len(article.text) > _LONG:
        message = f"{name}: has {len(article.text):,} characters; adding it may take minutes"
        warnings.warn(message, ArticleWarning, stacklevel=4)
