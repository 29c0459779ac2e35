"""What a library's table of articles says of each, read once for every version of the table."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from qa.article import Article
from qa.filters import one_of
from qa.storage import ARTICLE_COLUMNS, article_of, columns, read

_KEPT = 64  # articles, those that were read last
_LONG = 100_000  # characters of an article that is not kept


@dataclass(frozen=True, slots=True)
class _Page:
    """One version of the table: the version of each article, and all ids of each story that several articles tell."""

    table_version: int
    versions: dict[str, str]
    stories: dict[str, list[str]]


class Catalogue:
    """Looks articles up in memory, where a query of the table would take longer than the search that needs it."""

    def __init__(self, articles: Any) -> None:
        self._articles = articles
        self._page = _Page(-1, {}, {})
        self._kept: dict[str, tuple[str, Article]] = {}

    @property
    def versions(self) -> dict[str, str]:
        """The version of every article, by its id."""
        return self._read().versions

    def copies(self, ids: Iterable[str]) -> set[str]:
        """The ids of the articles that tell the stories of these articles, none of these themselves."""
        given, stories = set(ids), self._read().stories
        return {other for each in given for other in stories.get(each, ())} - given

    def get(self, ids: Iterable[str]) -> dict[str, Article]:
        """The articles with these ids, by id; those that were read last are in memory, each with its version."""
        versions, kept = self._read().versions, self._kept
        there = {each: kept.get(each, ("", None)) for each in dict.fromkeys(ids) if each in versions}
        found = {each: article for each, (version, article) in there.items() if article and version == versions[each]}
        if missing := [each for each in there if each not in found]:
            query = self._articles.search().where(one_of("article_id", missing))
            rows = query.select([*ARTICLE_COLUMNS, "version"]).to_list()
            read_now = {article.id: (row["version"], article) for row in rows for article in [article_of(row)]}
            found |= {each: article for each, (_, article) in read_now.items()}
            fresh = {each: one for each, one in read_now.items() if len(one[1].text) <= _LONG}
            older = {each: one for each, one in kept.items() if each not in read_now}
            self._kept = dict(list((older | fresh).items())[-_KEPT:])
        return found

    def _read(self) -> _Page:
        version = self._articles.version
        page = self._page
        if page.table_version != version:
            names = ["article_id", "version", "story"]
            ids, versions, stories = columns(read(self._articles, names, None), names)
            told: defaultdict[str, list[str]] = defaultdict(list)
            for article_id, story in zip(ids, stories, strict=True):
                told[story].append(article_id)
            shared = {each: several for several in told.values() if len(several) > 1 for each in several}
            self._page = page = _Page(version, dict(zip(ids, versions, strict=True)), shared)
        return page
