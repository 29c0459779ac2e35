"""A question in a library's tables: by words and by meaning at once, fused, without what has been replaced meanwhile."""

from collections.abc import Iterable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

from qa.article import Sentence
from qa.catalogue import Catalogue
from qa.ranking import Found, Hit, by_meaning, by_words, fuse, with_cosines

if TYPE_CHECKING:
    from qa.encoder import Vectors

_POOL = 200  # sentences of each ranking that fusion looks at, at least
_TRIES = 3  # of a search during which an article is replaced
_beside = ThreadPoolExecutor(thread_name_prefix="search")  # one ranking is made while the other one is


def words_of(sentences: Any, question: str, *, where: str | None, top_k: int) -> Future[list[Found]]:
    """The ranking by words that `hits` wants, on its way: it needs no vector, so it starts before there is one."""
    return _beside.submit(by_words, sentences, question, where=where, pool=_pool(top_k))


def hits(
    catalogue: Catalogue,
    sentences: Any,
    question: str,
    vector: "Vectors",
    words: Future[list[Found]],
    *,
    where: str | None,
    top_k: int,
) -> list[Hit]:
    """The first `top_k` sentences of the fused ranking, of versions that the catalogue has.

    Searched anew where one of them was replaced during the search, or had been left behind.
    """
    before = None
    for _ in range(_TRIES):
        meaning = by_meaning(sentences, vector, where=where, pool=_pool(top_k))
        by_both = fuse(words.result(), meaning)
        current = catalogue.versions
        found, replaced = _current(current, by_both, top_k)
        if not replaced or current is before:
            break
        before, words = current, words_of(sentences, question, where=where, top_k=top_k)
    rows = with_cosines(sentences, [row for row, _ in found], vector)
    return [
        Hit(Sentence(row.article_id, row.index, row.start, row.end), row.bm25, row.cosine, score)
        for row, (_, score) in zip(rows, found, strict=True)
    ]


def _pool(top_k: int) -> int:
    return max(_POOL, 4 * top_k)


def _current(
    versions: Mapping[str, str], ranking: Iterable[tuple[Found, float]], top_k: int
) -> tuple[list[tuple[Found, float]], bool]:
    """The first `top_k` rows whose version counts, and whether any before them does not."""
    found: list[tuple[Found, float]] = []
    replaced = False
    for row, score in ranking:
        if versions.get(row.article_id) != row.version:
            replaced = True
            continue
        found.append((row, score))
        if len(found) == top_k:
            break
    return found, replaced
