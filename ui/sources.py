"""Which articles are asked: what everyone reads, what one reader brought, and what of both a question is for."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from threading import Lock
from typing import Any

from qa.article import Article
from qa.filters import one_of, where
from qa.library import Library
from ui.shelf import Shelf

LISTED = 500
"""Articles that are listed at most; the others are asked too."""
_OPEN = 256  # libraries of readers that are held open
_TOKEN = re.compile(r"[A-Za-z0-9_-]{16,64}")


@dataclass(frozen=True, slots=True)
class Choice:
    """What of a library a question is for: some articles (or all but some), of an outlet, between two days."""

    ids: tuple[str, ...] = ()
    only: bool = False
    """Whether the ids are those that are asked; else those that are not."""
    outlet: str = ""
    since: str = ""
    until: str = ""

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> "Choice":
        """The choice that the page sent. Raises `ValueError` for anything else."""
        ids = data.get("ids", [])
        if not isinstance(ids, list) or not all(isinstance(each, str) for each in ids):
            raise ValueError(f"ids: must be a list of texts, got {ids!r}")
        words = (str(data.get(name) or "") for name in ("outlet", "since", "until"))
        return cls(tuple(ids), bool(data.get("only")), *words)

    @property
    def where(self) -> str | None:
        """The condition as SQL; None where everything is asked."""
        chosen = where(outlet=self.outlet or None, since=self.since, until=self.until)
        if not self.only and not self.ids:
            return chosen
        ticked = one_of("article_id", self.ids) if self.only else f"NOT {one_of('article_id', self.ids)}"
        return f"{chosen} AND {ticked}" if chosen else ticked


@dataclass(frozen=True, slots=True)
class Listed:
    """An article as the list of sources shows it; whoever `may_remove` it sees how."""

    article: Article
    may_remove: bool


class Sources:
    """The articles of every reader: those of the `library`, and beside them what each reader brought.

    A reader is known by a secret of the browser's own. What he brings is kept in a library of his below `folder` (in
    memory without one), named by a digest of the secret; with `shared` it goes into the `library`, for everyone.
    """

    def __init__(self, library: Library, *, folder: Path | None = None, shared: bool = False) -> None:
        self.library = library
        self.shared = shared
        self._folder = folder
        self._opened: dict[str, Library] = {}
        self._opening = Lock()

    def asked(self, reader: str) -> Library:
        """All that this reader may ask."""
        own = self._own(reader)
        return self.library if own is None else Shelf([own, self.library])

    def own(self, reader: str) -> Library:
        """The library into which what this reader brings is added; made where there is none yet."""
        return self.library if self.shared else self._open(_checked(reader))

    def article(self, reader: str, article_id: str) -> Article | None:
        """The article, if there is one that this reader may read."""
        return self.asked(reader).get([article_id]).get(article_id)

    def checked(self, reader: str) -> str:
        """The secret itself. Raises `ValueError` for one that could be guessed, or is none."""
        return _checked(reader)

    def listed(self, reader: str) -> list[Listed]:
        """What this reader may ask, his own first, then the newest first; as many as are listed."""
        own = self._own(reader)
        brought = [] if own is None else list(own.articles(newest=LISTED))
        known = {article.id for article in brought}
        others = [each for each in self.library.articles(newest=LISTED) if each.id not in known]
        rows = [*(Listed(each, True) for each in brought), *(Listed(each, self.shared) for each in others)]
        return rows[:LISTED]

    def _own(self, reader: str) -> Library | None:
        """What the reader brought, if anything."""
        secret = _checked(reader)
        if self.shared or not (secret in self._opened or (self._folder and self._place(secret).is_dir())):
            return None
        return self._open(secret)

    def _open(self, secret: str) -> Library:
        with self._opening:
            if secret not in self._opened:
                self._opened[secret] = Library(self._place(secret) if self._folder else "memory://")
                if self._folder and len(self._opened) > _OPEN:  # the one opened first; it is opened again when needed
                    del self._opened[next(iter(self._opened))]
            return self._opened[secret]

    def _place(self, secret: str) -> Path:
        assert self._folder is not None
        return self._folder / "readers" / sha256(secret.encode()).hexdigest()[:32]


def _checked(reader: str) -> str:
    if not isinstance(reader, str) or not _TOKEN.fullmatch(reader):
        raise ValueError("reader: must be a secret of 16 to 64 letters and digits")
    return reader
