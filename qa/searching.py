"""A question in a library's tables: by words and by meaning at once, fused, without what has been replaced meanwhile."""

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

from qa.article import Sentence
from qa.filters import one_of
from qa.ranking import Found, Hit, by_meaning, by_words, fuse
from qa.storage import columns, read

if TYPE_CHECKING:
    from qa.encoder import Vectors

_POOL = 200  # sentences of each ranking that fusion looks at, at least
_TRIES = 3  # of a search during which an article is replaced
_CHECKED = 4  # times as many sentences as are wanted are looked up at a time, whether their version still counts
_beside = ThreadPoolExecutor(thread_name_prefix="search")  # one ranking is made while the other one is


def hits(
    articles: Any, sentences: Any, question: str, vector: "Vectors", *, where: str | None, top_k: int
) -> list[Hit]:
    """The first `top_k` sentences of the fused ranking, of versions that the table of articles has.

    Searched anew where one of them was replaced during the search.
    """
    pool = max(_POOL, 4 * top_k)
    for _ in range(_TRIES):
        before = articles.version
        words = _beside.submit(by_words, sentences, question, vector, where=where, pool=pool)
        meaning = by_meaning(sentences, vector, where=where, pool=pool)
        found, replaced = _current(articles, fuse(words.result(), meaning), top_k)
        if not replaced or articles.version == before:
            break
    return found


def versions(articles: Any, ids: Iterable[str]) -> dict[str, str]:
    """The version that the table of articles has of each of these."""
    table = read(articles, ["article_id", "version"], one_of("article_id", ids))
    return dict(zip(*columns(table, ["article_id", "version"]), strict=True))


def _current(articles: Any, ranking: list[tuple[Found, float]], top_k: int) -> tuple[list[Hit], bool]:
    """The first `top_k` rows whose version counts, and whether any before them does not."""
    found: list[Hit] = []
    replaced = False
    for first in range(0, len(ranking), _CHECKED * top_k):
        rows = ranking[first : first + _CHECKED * top_k]
        current = versions(articles, {row.article_id for row, _ in rows})
        for row, score in rows:
            if current.get(row.article_id) != row.version:
                replaced = True
                continue
            sentence = Sentence(row.article_id, row.index, row.start, row.end)
            found.append(Hit(sentence, row.bm25, row.cosine, score))
            if len(found) == top_k:
                return found, replaced
    return found, replaced
