"""What a library's table of articles says of each, read once for every version of the table."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from qa.storage import columns, read


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

    @property
    def versions(self) -> dict[str, str]:
        """The version of every article, by its id."""
        return self._read().versions

    def copies(self, ids: Iterable[str]) -> set[str]:
        """The ids of the articles that tell the stories of these articles, none of these themselves."""
        given, stories = set(ids), self._read().stories
        return {other for each in given for other in stories.get(each, ())} - given

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
