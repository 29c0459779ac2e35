"""The rankings of sentences, by words and by meaning, and their fusion."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, replace
from math import isnan, nan
from typing import TYPE_CHECKING, Any, TypeVar

from lancedb.query import MatchQuery

from qa.article import Sentence
from qa.filters import one_of
from qa.indexing import PROBES
from qa.storage import columns

if TYPE_CHECKING:
    from qa.encoder import Vectors

_RRF = 20  # k of reciprocal rank fusion: less flat than the usual 60, better on short articles
KEY = ("article_id", "version", "index", "start", "end")
"""What of a sentence a ranking tells: its article and version, its number in it, and its place."""
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
class Found:
    """A sentence of one version of an article, as a ranking found it."""

    article_id: str
    version: str
    index: int
    start: int
    end: int
    bm25: float
    cosine: float

    @property
    def key(self) -> tuple[str, str, int]:
        """What a sentence is known by in both rankings."""
        return self.article_id, self.version, self.index


def by_words(sentences: Any, question: str, *, where: str | None, pool: int) -> list[Found]:
    """The first `pool` rows of the table by BM25; the cosine is not known."""
    if not sentences.list_indices():
        return []
    query = sentences.search(MatchQuery(question, "words"), query_type="fts").limit(pool)
    query = query.where(where, prefilter=True) if where else query
    table = query.select([*KEY, "_score"]).to_arrow()
    unknown = [nan] * len(table)
    rows = [Found(*row) for row in zip(*columns(table, [*KEY, "_score"]), unknown, strict=True)]
    return sorted(rows, key=lambda row: (-row.bm25, row.key))  # equal scores come in the order of storage


def by_meaning(sentences: Any, vector: "Vectors", *, where: str | None, pool: int) -> list[Found]:
    """The first `pool` rows of the table by cosine; the BM25 score is left at 0."""
    query = sentences.search(vector, vector_column_name="vector").distance_type("cosine").limit(pool)
    query = query.nprobes(PROBES).refine_factor(
        1
    )  # where there is an index; its first `pool` are then compared exactly
    query = query.where(where, prefilter=True) if where else query
    table = query.select([*KEY, "_distance"]).to_arrow()
    cosines = [1 - distance for distance in table["_distance"].to_pylist()]
    no_words = [0.0] * len(cosines)
    rows = [Found(*row) for row in zip(*columns(table, KEY), no_words, cosines, strict=True)]
    return sorted(rows, key=lambda row: (-row.cosine, row.key))


def fuse(words: Sequence[Found], meaning: Sequence[Found]) -> list[tuple[Found, float]]:
    """Both rankings as one, best first, each row with its fused score."""
    near = {row.key: row for row in meaning}
    words = [replace(row, cosine=near[row.key].cosine) if row.key in near else row for row in words]
    found = near | {row.key: row for row in words}
    rankings = [list(dict.fromkeys(row.key for row in ranking)) for ranking in (words, meaning)]
    return [(found[key], score) for key, score in reciprocal_rank_fusion(rankings)]


def with_cosines(sentences: Any, rows: Sequence[Found], vector: "Vectors") -> list[Found]:
    """The rows, each with the cosine of its vector, which is looked up where it is not known."""
    unknown = [row for row in rows if isnan(row.cosine)]
    if not unknown:
        return list(rows)
    place = f"{one_of('article_id', {row.article_id for row in unknown})} AND index IN ({_numbers(unknown)})"
    table = sentences.search().where(place).select(["article_id", "version", "index", "vector"]).to_arrow()
    vectors = table["vector"].combine_chunks().flatten().to_numpy().reshape(-1, len(vector))
    keys = zip(*columns(table, ["article_id", "version", "index"]), strict=True)
    cosines = dict(zip(keys, (vectors @ vector).tolist(), strict=True))
    return [replace(row, cosine=cosines.get(row.key, 0.0)) if isnan(row.cosine) else row for row in rows]


def _numbers(rows: Sequence[Found]) -> str:
    return ", ".join(str(number) for number in sorted({row.index for row in rows}))


def reciprocal_rank_fusion(rankings: Sequence[Sequence[Key]]) -> list[tuple[Key, float]]:
    """Every item of the rankings with the sum of 1 / (20 + rank) over them, rank from 1, best first.

    Cormack, Clarke and Büttcher 2009, equation 1. Equal sums stay in the order of their first appearance.
    """
    scores: dict[Key, float] = {}
    for ranking in rankings:
        for rank, item in enumerate(ranking, 1):
            scores[item] = scores.get(item, 0.0) + 1 / (_RRF + rank)
    return sorted(scores.items(), key=lambda pair: -pair[1])
