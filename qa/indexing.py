"""The indices of a library's tables: words always, vectors where there are too many to compare with each, ids to find."""

from datetime import timedelta
from typing import Any

from lancedb.index import FTS, BTree, IvfSq

_FLAT = 50_000  # sentences up to which a question's vector is compared with every one, which is exact
_GROWTH = 4  # the partitions are laid anew whenever there are so many times more
_WORDS_GROWTH = 2  # likewise the index of words, which many additions leave in many parts
_PARTITION = 2048  # vectors of a partition, about
_KEPT = timedelta(minutes=10)  # of versions that have been superseded: each has index files of its own
PROBES = 64
"""Partitions that a search by meaning looks into: recall of the first 8 is above 0.98 (`tests/benchmarks/README.md`)."""


def index_sentences(sentences: Any, *, before: int) -> None:
    """Takes what was added to the table into its indices; `before` is how many rows it had until then.

    Rows that no index holds yet would move BM25 scores, so nothing counts as added before this is done. An index that was
    made on an empty table would miss what is added later, so the first rows come first.
    """
    made, rows = {each.columns[0] for each in sentences.list_indices()}, sentences.count_rows()
    if "words" in made:
        tidy(sentences)
    if "words" not in made or _step(rows, _WORDS_GROWTH) > _step(before, _WORDS_GROWTH):
        sentences.create_index("words", config=FTS(with_position=False))
    if "article_id" not in made:
        sentences.create_index("article_id", config=BTree())
    if rows > _FLAT and ("vector" not in made or _step(rows, _GROWTH) > _step(before, _GROWTH)):
        config = IvfSq(distance_type="cosine", target_partition_size=_PARTITION)
        sentences.create_index("vector", config=config)


def index_articles(articles: Any, *, fragments: int) -> None:
    """Makes the table's files one when there are more than `fragments`, and its ids quick to find."""
    if articles.stats()["fragment_stats"]["num_fragments"] <= fragments:
        return
    if not articles.list_indices():
        articles.create_index("article_id", config=BTree())
    tidy(articles)


def tidy(table: Any) -> None:
    """Folds what was added, or deleted, into the table's files and indices, and clears versions that nobody reads any more.

    A reader looks for the newest version before each search, so one that is some minutes old is in nobody's hands.
    """
    table.optimize(cleanup_older_than=_KEPT)


def _step(rows: int, growth: int) -> int:
    """How many times the table has grown `growth`-fold since it got an index of its vectors, that time included."""
    step = 0
    while rows > _FLAT * growth**step:
        step += 1
    return step
