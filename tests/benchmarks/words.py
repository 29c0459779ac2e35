"""The library's search by words beside bm25s, over the same sentences: a question's time, and the time of indexing.

    python -m tests.benchmarks.words --data DATA [--sentences 100000]   # pip install bm25s

Sentences and questions are those of `many_sentences.py`. Each question is asked of both in turn, the one to begin changing; both give
the first 200. Ours brings rows from disk; how long the index alone takes is told too, since bm25s brings only numbers.
"""

import argparse
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

import lancedb
import numpy as np
import pyarrow as pa
from lancedb.index import FTS
from lancedb.query import MatchQuery

from qa.questions import read_questions
from qa.ranking import KEY
from tests.benchmarks.many_sentences import Known, articles, real_articles, words_of

_POOL = 200
_DIMENSIONS = 8  # of vectors that only stand in for real ones here
Search = Callable[[str], object]


def main() -> None:
    """Builds both indices, asks both, and prints the times and their ratio."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--sentences", type=int, default=100_000)
    options = parser.parse_args()
    texts = sentences(options.data, options.sentences)
    questions = [each.text for each in read_questions(options.data / "news" / "dev.json")]
    with tempfile.TemporaryDirectory() as folder:
        started = perf_counter()
        table = stored(texts, folder)
        between = perf_counter()
        theirs = bm25s_search(texts)
        done = perf_counter()
        searches: dict[str, Search] = {
            "ours": lambda question: ranked(table, question, [*KEY, "_score"]),
            "ours, the index alone": lambda question: ranked(table, question, ["_score"]),
            "bm25s": theirs,
        }
        times = timed(searches, questions)
    sys.stdout.write(
        f"{len(texts):,} sentences; indexed in {between - started:.1f} s (ours), {done - between:.1f} s (bm25s)\n"
    )
    for name, seconds in times.items():
        ratios = [bm25s / own for bm25s, own in zip(times["bm25s"], seconds, strict=True)]
        sys.stdout.write(
            f"{name}: p50 {1000 * median(seconds):.1f} ms, bm25s takes {median(ratios):.2f} times as long\n"
        )


def sentences(data: Path, count: int) -> list[str]:
    """The first `count` texts that a library of them searches."""
    real = real_articles(data)
    originals = [text for article in real for text in words_of(article)]
    known = Known(np.ones((len(originals), _DIMENSIONS), dtype=np.float32), originals, encoder=None)  # type: ignore[arg-type]
    return [text for article in articles(real, known, count) for text in words_of(article)][:count]


def stored(texts: Sequence[str], folder: str) -> Any:
    """A table of the sentences in LanceDB, on disk, with the library's index of their words."""
    numbers = list(range(len(texts)))
    columns = {"article_id": [str(number // 20) for number in numbers], "version": ["0" * 64] * len(texts)}
    counts = {name: numbers for name in ("index", "start", "end")}
    table = lancedb.connect(folder).create_table(
        "sentences", data=pa.table({**columns, **counts, "words": list(texts)})
    )
    table.create_index("words", config=FTS(with_position=False))
    return table


def ranked(table: Any, question: str, columns: Sequence[str]) -> object:
    """The first rows of the table by BM25."""
    query = table.search(MatchQuery(question, "words"), query_type="fts").limit(_POOL)
    return query.select(list(columns)).to_arrow()


def bm25s_search(texts: Sequence[str]) -> Search:
    """bm25s over the texts, with its own tokenizer and its English stop words."""
    import bm25s

    index = bm25s.BM25()
    index.index(bm25s.tokenize(list(texts), stopwords="en", show_progress=False), show_progress=False)

    def search(question: str) -> object:
        tokens = bm25s.tokenize(question, stopwords="en", show_progress=False)
        return index.retrieve(tokens, k=_POOL, show_progress=False)

    return search


def timed(searches: dict[str, Search], questions: Sequence[str]) -> dict[str, list[float]]:
    """Seconds of every question by each search, after all have been asked once."""
    times: dict[str, list[float]] = {name: [] for name in searches}
    for search in searches.values():
        for question in questions:
            search(question)
    for number, question in enumerate(questions):
        names = list(searches)
        turn = number % len(names)
        for name in names[turn:] + names[:turn]:
            start = perf_counter()
            searches[name](question)
            times[name].append(perf_counter() - start)
    return times


if __name__ == "__main__":
    main()
