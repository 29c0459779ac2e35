"""Beyond some number of sentences vectors are indexed: what is near is still found, whether it came before or after."""

from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from lancedb.index import FTS, IvfSq

from qa import indexing
from qa.article import Article
from qa.encoder import Vectors
from qa.library import Library
from qa.ranking import by_meaning

CLUSTERS = 40


class Clustered:
    """Vectors near one of forty centres: the number that the text ends with says which."""

    dimensions = 64

    def encode(self, texts: Sequence[str]) -> Vectors:
        centres = np.random.default_rng(0).normal(size=(CLUSTERS, self.dimensions))
        rows = [centres[hash_of(text) % CLUSTERS] + noise(text, self.dimensions) for text in texts]
        found: Vectors = np.asarray(rows, dtype=np.float32)
        found /= np.linalg.norm(found, axis=1, keepdims=True)
        return found


def hash_of(text: str) -> int:
    return int(text.rstrip(".").split()[-1])


def noise(text: str, dimensions: int) -> npt.NDArray[np.float64]:
    return 0.3 * np.random.default_rng(hash_of(text)).normal(size=dimensions)


def articles(first: int, last: int) -> list[Article]:
    """Articles of 50 sentences, numbered on from `first`."""
    texts = ["\n".join(f"This is the sentence number {at}." for at in range(k, k + 50)) for k in range(first, last, 50)]
    return [Article(text, id=str(number)) for number, text in enumerate(texts, first)]


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(indexing, "_FLAT", 400)
    monkeypatch.setattr(indexing, "_PARTITION", 50)


def indexed(library: Library) -> dict[str, int]:
    """The indexed columns of the sentences, and how many rows each index holds."""
    table = library._sentences
    return {each.columns[0]: table.index_stats(each.name).num_indexed_rows for each in table.list_indices()}


@pytest.mark.usefixtures("small")
def test_vectors_get_an_index_when_there_are_many_and_it_holds_what_comes_later(tmp_path: Path) -> None:
    library = Library(tmp_path, encoder=Clustered())  # type: ignore[arg-type]
    library.add(articles(0, 400))
    assert indexed(library).keys() == {"words", "article_id"}
    library.add(articles(400, 1000))
    library.add(articles(1000, 1200))
    assert indexed(library) == {"words": 1200, "article_id": 1200, "vector": 1200}


@pytest.mark.usefixtures("small")
def test_indices_are_built_anew_when_the_library_has_grown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    built: Counter[str] = Counter()

    def counted(name: str, build: Callable[..., Any]) -> Callable[..., Any]:
        def count(**options: Any) -> Any:
            built[name] += 1
            return build(**options)

        return count

    monkeypatch.setattr(indexing, "IvfSq", counted("vector", IvfSq))
    monkeypatch.setattr(indexing, "FTS", counted("words", FTS))
    library = Library(tmp_path, encoder=Clustered())  # type: ignore[arg-type]
    counts = []
    for first in range(0, 4000, 400):
        library.add(articles(first, first + 400))
        counts.append((built["vector"], built["words"]))
    assert [vector for vector, _ in counts] == [0, 1, 1, 1, 2, 2, 2, 2, 2, 2]  # beyond 400 and 1600 sentences
    assert [words for _, words in counts] == [1, 2, 3, 3, 4, 4, 4, 4, 5, 5]  # the first, beyond 400, 800, 1600 and 3200
    hits = library.search(["the sentence number 3999"], top_k=400)[0]
    assert any(hit.bm25 > 0 and hit.sentence.article_id == "3607" for hit in hits)


@pytest.mark.usefixtures("small")
def test_the_search_by_meaning_finds_nearly_what_comparing_with_each_finds(tmp_path: Path) -> None:
    library = Library(tmp_path, encoder=Clustered())  # type: ignore[arg-type]
    library.add(articles(0, 3000))
    library.add(articles(3000, 4000))
    texts = [f"sentence number {at}" for at in range(4000)]
    vectors, shares = Clustered().encode(texts), []
    for at in range(0, 4000, 97):
        nearest = set(np.argsort(-(vectors @ vectors[at]))[:8].tolist())
        rows = by_meaning(library._sentences, vectors[at], where=None, pool=200)[:8]
        numbers = {number_of(library, each.article_id, each.index) for each in rows}
        shares.append(len(nearest & numbers) / 8)
    assert np.mean(shares) >= 0.98


def number_of(library: Library, article_id: str, index: int) -> int:
    return int(library.get(article_id)[article_id].text.splitlines()[index].rstrip(".").split()[-1])
