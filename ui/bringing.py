"""What a reader brings: files, texts, addresses of pages and feeds. Each is read and added beside the conversation."""

from collections import OrderedDict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path
from secrets import token_urlsafe
from threading import BoundedSemaphore, Thread

from qa.article import Article, ArticleError
from qa.documents.document import Document
from qa.documents.text import read
from qa.library import Library
from qa.loading import load

_BATCH = 4  # articles that are added at a time: progress is told after each
_AT_ONCE = 2  # of all readers together, so that answers are not kept waiting
_REMEMBERED = 1000  # jobs, and articles that may be put back
_LONGEST = 2_000_000  # characters of a text that is pasted
_MOST = 10_000  # articles of one reader's own on a server that many use


@dataclass(slots=True)
class Progress:
    """How far one thing that a reader brought has come; `failures` are sentences."""

    reader: str
    added: int = 0
    replaced: int = 0
    unchanged: int = 0
    ids: list[str] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    stopped: bool = False
    done: bool = False


class Bringing:
    """Adds what readers bring to the library that `library_of` gives for a reader, a few things at a time."""

    def __init__(self, library_of: Callable[[str], Library], *, shared: bool = False) -> None:
        self._library_of = library_of
        self._shared = shared
        self._jobs: OrderedDict[str, Progress] = OrderedDict()
        self._room = BoundedSemaphore(_AT_ONCE)

    def file(self, reader: str, path: Path, name: str) -> str:
        """Begins to add an uploaded file, which is deleted when it is read; returns the job's name."""
        return self._begin(reader, lambda failures: self._of_file(path, name, failures))

    def text(self, reader: str, text: str) -> str:
        """Begins to add a text; returns the job's name. Raises `ValueError` for an empty or an overlong one."""
        if not text.strip():
            raise ValueError("text: must hold more than white space")
        if len(text) > _LONGEST:
            raise ValueError(f"text: must have at most {_LONGEST:,} characters, got {len(text):,}")
        document = Document("The text", text.encode("utf-8", "replace"), "text", charset="utf-8")
        return self._begin(reader, lambda _: (replace(article, id="") for article in read(document)))

    def address(self, reader: str, url: str) -> str:
        """Begins to add the page or the feed at an address; returns the job's name."""
        if not url.lower().startswith(("http://", "https://")):
            raise ValueError(f"address: must begin with http:// or https://, got {url!r}")
        return self._begin(reader, lambda failures: load(url, failures=failures))

    def progress(self, reader: str, job: str) -> Progress:
        """How far the reader's job has come. Raises `ValueError` where it is not known any more."""
        known = self._jobs.get(job)
        if known is None or known.reader != reader:
            raise ValueError("The server has forgotten what it was adding; see the list of articles")
        return known

    def stop(self, reader: str, job: str) -> None:
        """Ends the reader's job before its next articles; what was added stays. Raises as `progress` does."""
        self.progress(reader, job).stopped = True

    def _begin(self, reader: str, articles: Callable[[list[ArticleError]], Iterator[Article]]) -> str:
        job, progress = token_urlsafe(12), Progress(reader)
        self._jobs[job] = progress
        if len(self._jobs) > _REMEMBERED:
            self._jobs.popitem(last=False)
        Thread(target=self._run, args=(progress, articles), daemon=True).start()
        return job

    def _run(self, progress: Progress, articles: Callable[[list[ArticleError]], Iterator[Article]]) -> None:
        failures: list[ArticleError] = []
        try:
            with self._room:
                self._add(progress, articles(failures))
        except (ArticleError, ValueError, OSError, ImportError) as error:
            progress.failures.append(str(error))
        finally:
            progress.failures += [str(failure) for failure in failures]
            progress.done = True

    def _add(self, progress: Progress, articles: Iterator[Article]) -> None:
        library = self._library_of(progress.reader)
        while not progress.stopped and (batch := list(islice(articles, _BATCH))):
            if not self._shared and len(library) + len(batch) > _MOST:
                raise ValueError(f"You have {len(library):,} articles of your own here, and at most {_MOST:,} are kept")
            report = library.add(batch)
            progress.added += report.added
            progress.replaced += report.replaced
            progress.unchanged += report.unchanged
            progress.ids += [article.id for article in batch]

    def _of_file(self, path: Path, name: str, failures: list[ArticleError]) -> Iterator[Article]:
        """The articles of the file, known by its name instead of the place to which it was uploaded."""
        failed: list[ArticleError] = []
        try:
            for article in load(path, failures=failed):
                own = article.id.startswith(str(path))
                yield replace(article, id=self._id(article, str(path), name)) if own else article
        finally:
            path.unlink(missing_ok=True)
            told = (str(failure).removeprefix(f"{path}: ").replace(str(path), name) for failure in failed)
            failures += [ArticleError(each) for each in told]

    def _id(self, article: Article, path: str, name: str) -> str:
        """The same name is a new version of one's own file; in a shared library it may be somebody else's."""
        known = article.id.replace(path, name, 1)
        return f"{known} ({article.digest[:8]})" if self._shared else known


class Removed:
    """The article that each reader removed last, to be put back."""

    def __init__(self) -> None:
        self._last: OrderedDict[str, Article] = OrderedDict()

    def keep(self, reader: str, article: Article) -> None:
        """Remembers it in place of the one before."""
        self._last[reader] = article
        self._last.move_to_end(reader)
        if len(self._last) > _REMEMBERED:
            self._last.popitem(last=False)

    def take(self, reader: str) -> Article:
        """Gives it back, once. Raises `ValueError` where there is none."""
        article = self._last.pop(reader, None)
        if article is None:
            raise ValueError("There is nothing to put back any more")
        return article
