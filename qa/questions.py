"""Question files -> questions with their reference answers: SQuAD-layout JSON, and JSON lines."""

import gzip
import json
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import chain
from pathlib import Path
from typing import Any

from qa.article import Article, ArticleError, parse_date
from qa.loading import seeds

_LINES, _SQUAD = (".jsonl", ".jsonl.gz"), (".json", ".json.gz")
_SEED = "seed"  # the article_id that stands for the first of the seeds


@dataclass(frozen=True, slots=True)
class Reference:
    """A right answer: `article.text[start:end]`."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Part:
    """Part `number` (from 1) of `of` parts into which articles fall by their titles, so that no title is in two."""

    number: int
    of: int

    @classmethod
    def parse(cls, text: str) -> "Part":
        """NUMBER/OF, as "1/2". Raises `ValueError` for anything else."""
        number, slash, of = text.partition("/")
        if not (slash and number.isdigit() and of.isdigit() and 1 <= int(number) <= int(of)):
            raise ValueError(f'part: must be NUMBER/OF, as "1/2", got {text!r}')
        return cls(int(number), int(of))

    def holds(self, article: Article) -> bool:
        """Whether the article falls into this part: by the SHA-256 of its title, or of its id where it has none."""
        digest = sha256((article.title or article.id).encode()).digest()
        return int.from_bytes(digest[:8], "big") % self.of == self.number - 1


@dataclass(frozen=True, slots=True)
class Question:
    """A question, the article that it is asked of, and its right answers, any of which will do; none: unanswerable."""

    text: str
    article: Article
    references: tuple[Reference, ...]
    id: str = ""
    type: str = ""

    @property
    def answers(self) -> tuple[str, ...]:
        """The words of the references."""
        return tuple(self.article.text[reference.start : reference.end] for reference in self.references)


def read_questions(
    paths: str | Path | Sequence[str | Path], *, articles: Iterable[Article] = (), part: Part | None = None
) -> list[Question]:
    """The questions of one or several files, in their order; with a `part`, only those whose articles fall into it.

    A `.json` file (also `.json.gz`) has the layout of SQuAD 2.0, a `.jsonl` file (also `.jsonl.gz`) a question a line:
    `id`, `question`, `context`, `answers` (`text` and `answer_start`), `title`, `article_id`, `date`, `type`. The context
    is the article, kept exactly as given; it is the one of `articles` if that has the same id or text. Without a context,
    `article_id` names one of `articles`, or of the seeds, whose first is also called "seed".

    Raises `ArticleError` with the file, and the line or the place in the JSON, for whatever cannot be used.
    """
    shelf = _Shelf(articles)
    files = [paths] if isinstance(paths, str | Path) else paths
    questions = [_question(place, row, shelf) for file in files for place, row in _rows(Path(file))]
    return [question for question in questions if part is None or part.holds(question.article)]


class _Shelf:
    """The articles that are known so far, each once."""

    def __init__(self, articles: Iterable[Article]) -> None:
        self._by_id: dict[str, Article] = {}
        self._by_digest: dict[str, Article] = {}
        for article in articles:
            self._put(article)

    def named(self, place: str, name: str) -> Article:
        """The article with this id, given or a seed."""
        if name not in self._by_id and (seed := _seeds().get(name)) is not None:
            self._by_id[name] = self._by_digest.get(seed.digest) or self._put(seed)
        if name not in self._by_id:
            raise ArticleError(f"{place}: article_id {name!r} names no article that was given, and no seed")
        return self._by_id[name]

    def holding(self, place: str, context: str, name: str, **known: Any) -> Article:
        """The article with this text, known already or made now."""
        try:
            article = Article(context, id=name, **known)
        except ValueError as error:
            raise ArticleError(f"{place}: context: {error}") from error
        found = self._by_id.get(article.id) if name else self._by_digest.get(article.digest)
        found = found or self._by_digest.get(article.digest) or self._put(article)
        if found.text != context:
            raise ArticleError(
                f"{place}: context: must be the text of the article with the same id, {name!r}; it is not"
            )
        return found

    def _put(self, article: Article) -> Article:
        self._by_id.setdefault(article.id, article)
        self._by_digest.setdefault(article.digest, article)
        return article


def _seeds() -> dict[str, Article]:
    found = list(seeds())
    return {article.id: article for article in found} | {_SEED: found[0]}


def _question(place: str, row: dict[str, Any], shelf: _Shelf) -> Question:
    text, context, name = row.get("question"), row.get("context"), str(row.get("article_id") or "")
    if not isinstance(text, str) or not text.strip():
        raise ArticleError(f'{place}: must have a "question" with words, got {text!r}')
    if isinstance(context, str):
        article = shelf.holding(place, context, name, title=str(row.get("title") or ""), published=_day(place, row))
    elif context is None and name:
        article = shelf.named(place, name)
    else:
        raise ArticleError(f'{place}: must have a "context" that is a string, or an "article_id"')
    references = tuple(_reference(at, answer, article) for at, answer in _objects(row, "answers", place))
    impossible = row.get("is_impossible", not references)
    if impossible is not (not references):
        raise ArticleError(f"{place}: is_impossible is {impossible!r}, and there are {len(references)} answers")
    return Question(text, article, references, str(row.get("id") or ""), str(row.get("type") or ""))


def _reference(place: str, answer: dict[str, Any], article: Article) -> Reference:
    text, start = answer.get("text"), answer.get("answer_start")
    if not isinstance(text, str) or not text or type(start) is not int:
        raise ArticleError(
            f'{place}: must have a "text" with words and a whole number as "answer_start", got {answer!r}'
        )
    found = article.text[start : start + len(text)] if start >= 0 else ""
    if found != text:
        raise ArticleError(
            f"{place}: {text!r} must stand at character {start:,} of the article; there stands {found!r}"
        )
    return Reference(start, start + len(text))


def _day(place: str, row: dict[str, Any]) -> Any:
    try:
        return parse_date(row.get("date") or None)
    except ValueError as error:
        raise ArticleError(f"{place}: date: {error}") from error


def _rows(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each question's place and members, those of its paragraph and article among them."""
    if path.name.endswith(_LINES):
        # not splitlines: a JSON string may hold U+2028 as it is
        lines = enumerate(_read(path).split("\n"), 1)
        yield from ((f"{path}:{number}", _object(path, line, number)) for number, line in lines if line.strip())
        return
    if not path.name.endswith(_SQUAD):
        raise ArticleError(f"{path}: the name of a question file must end in {', '.join(chain(_SQUAD, _LINES))}")
    for at, entry in _objects(_object(path, _read(path), 1), "data", f"{path}"):
        paragraphs = list(_objects(entry, "paragraphs", at))
        for number, (at_paragraph, paragraph) in enumerate(paragraphs, 1):
            shared = {"title": entry.get("title"), "date": entry.get("date"), "article_id": entry.get("article_id")}
            if shared["article_id"] and len(paragraphs) > 1:  # each context is an article of its own
                shared["article_id"] = f"{shared['article_id']}#{number}"
            for place, row in _objects(paragraph, "qas", at_paragraph):
                yield place, {**shared, **row, "context": paragraph.get("context")}


def _objects(owner: dict[str, Any], key: str, place: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """The objects of the list `owner[key]`, each with its place."""
    items = owner.get(key)
    if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
        raise ArticleError(f'{place}: must have a list of objects, "{key}"')
    for index, item in enumerate(items):
        yield f"{place} {key}[{index}]", item


def _object(path: Path, text: str, line: int) -> dict[str, Any]:
    """The object that the text, which begins at this line of the file, is in JSON."""
    try:
        found = json.loads(text)
    except json.JSONDecodeError as error:
        place = f"{path}:{line + error.lineno - 1}"
        raise ArticleError(f"{place}: is not JSON: {error.msg} (column {error.colno})") from error
    if not isinstance(found, dict):
        raise ArticleError(f"{path}:{line}: must be a JSON object, got {type(found).__name__}")
    return found


def _read(path: Path) -> str:
    """The text of a UTF-8 file, not normalised: offsets count its characters."""
    try:
        data = path.read_bytes()
        return (gzip.decompress(data) if path.suffix == ".gz" else data).decode("utf-8-sig")
    except FileNotFoundError as error:
        raise ArticleError(f"{path}: there is no such file") from error
    except UnicodeDecodeError as error:
        raise ArticleError(f"{path}: is not UTF-8 text (byte {error.start:,})") from error
    except (OSError, EOFError, zlib.error) as error:
        raise ArticleError(f"{path}: cannot be read: {error}") from error
