"""Several libraries that are asked as one, without an article ever moving from one into another."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date

from qa.answers import Searched
from qa.article import Article
from qa.library import Hit, Library, reciprocal_rank_fusion


class Shelf(Library):
    """Libraries beside each other, to search and to read: what a reader brought, and what everyone reads.

    An id that several of them hold is the article of the first. Nothing can be added to it.
    """

    def __init__(self, libraries: Sequence[Library]) -> None:
        self._libraries = tuple(libraries)

    def __len__(self) -> int:
        return sum(len(library) for library in self._libraries)

    def get(self, ids: str | Iterable[str]) -> dict[str, Article]:
        """The articles with these ids, by id."""
        wanted = [ids] if isinstance(ids, str) else list(ids)
        return {key: article for library in reversed(self._libraries) for key, article in library.get(wanted).items()}

    def articles(self, *, where: str | None = None, newest: int | None = None) -> Iterator[Article]:
        """The articles that `where` chooses, library by library; with `newest`, at most so many of each."""
        for library in self._libraries:
            yield from library.articles(where=where, newest=newest)

    def groups(self, ids: Iterable[str]) -> dict[str, str]:
        """For each of these articles its story."""
        wanted = list(ids)
        return {key: story for library in reversed(self._libraries) for key, story in library.groups(wanted).items()}

    def also_in(self, ids: Iterable[str], *, where: str | None = None) -> list[Article]:
        """The copies of these articles, each beside its own library's, none of these themselves."""
        wanted = list(ids)
        found = {
            article.id: article
            for library in reversed(self._libraries)
            for article in library.also_in(wanted, where=where)
        }
        return [article for article in found.values() if article.id not in wanted]

    def searched(self, *, where: str | None = None) -> Searched:
        """How many articles a search with this `where` looks through, and their first and last days of publication."""
        each = [library.searched(where=where) for library in self._libraries]
        first = [day for found in each if (day := found.first)]
        last = [day for found in each if (day := found.last)]
        ends: tuple[date | None, date | None] = (min(first, default=None), max(last, default=None))
        return Searched(sum(found.articles for found in each), *ends)

    def search(self, questions: Sequence[str], *, where: str | None = None, top_k: int = 8) -> list[list[Hit]]:
        """The `top_k` best sentences for each question: what the libraries found is ranked anew, by BM25 and by cosine."""
        each = [library.search(questions, where=where, top_k=top_k) for library in self._libraries]
        return [_fused([library[number] for library in each], top_k) for number in range(len(questions))]


def _fused(found: Sequence[Sequence[Hit]], top_k: int) -> list[Hit]:
    seen: dict[tuple[str, int], Hit] = {}
    owners: dict[str, int] = {}
    for number, hits in enumerate(found):
        for hit in hits:
            if owners.setdefault(hit.sentence.article_id, number) == number:
                seen[hit.sentence.article_id, hit.sentence.index] = hit
    by_words = [key for key, hit in sorted(seen.items(), key=lambda row: -row[1].bm25) if hit.bm25]
    by_meaning = sorted(seen, key=lambda key: -seen[key].cosine)
    ranked = reciprocal_rank_fusion([by_words, by_meaning])
    return [replace(seen[key], fused=score) for key, score in ranked[:top_k]]
