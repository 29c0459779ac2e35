"""What readers say of answers, kept line by line in a file, and made into questions to train on and to evaluate with."""

import json
import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path
from threading import Lock
from typing import Any, Literal, get_args

from qa.article import Article, ArticleError, parse_date

Verdict = Literal["right", "wrong", "answer", "not stated", "withdrawn"]
"""The answer is right, or wrong; the right `answer` is another; the article does not say; what was said is taken back."""
_APPENDING = Lock()


@dataclass(frozen=True, slots=True)
class Feedback:
    """What a reader says of the answer to a question on an article.

    `spans` are half-open ranges of the article's text: of the answer that was shown ("right", "wrong": none where "not
    stated" was), or of the right one ("answer").
    """

    question: str
    verdict: Verdict
    article: Article
    spans: tuple[tuple[int, int], ...] = ()

    def __post_init__(self) -> None:
        if not self.question.strip():
            raise ValueError(f"question: must not be empty, got {self.question!r}")
        if self.verdict not in get_args(Verdict):
            raise ValueError(f"verdict: must be one of {', '.join(get_args(Verdict))}, got {self.verdict!r}")
        if self.verdict == "answer" and not self.spans:
            raise ValueError("spans: must name the right answer, got none")
        length = len(self.article.text)
        if not all(0 <= start < end <= length and self.article.text[start:end].strip() for start, end in self.spans):
            raise ValueError(f"spans: must lie within the article's {length:,} characters, got {self.spans!r}")


def append_feedback(path: Path, feedback: Feedback) -> None:
    """Adds one line to the file, in one piece and on the disk before it returns; several processes may do so."""
    article = feedback.article
    row = {
        "time": datetime.now(UTC).isoformat(timespec="seconds"),
        "question": feedback.question,
        "verdict": feedback.verdict,
        "spans": feedback.spans,
        "context": article.text,
        "title": article.title,
        "article_id": article.id,
        "date": article.published.isoformat() if article.published else "",
    }
    line = (json.dumps(row, ensure_ascii=False) + "\n").encode()
    path.parent.mkdir(parents=True, exist_ok=True)
    with _APPENDING:
        file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            written = os.write(file, _mended(path) + line)
            if written < len(line):
                raise OSError(f"{path}: only {written:,} of {len(line):,} bytes could be written")
            os.fsync(file)
        finally:
            os.close(file)


def read_feedback(path: Path) -> list[Feedback]:
    """What the file holds, in its order; a line that a crash cut short is passed over.

    Raises `ArticleError` for a missing file, and for a line that was never written by this program.
    """
    try:
        lines = path.read_bytes().split(b"\n")
    except FileNotFoundError as error:
        raise ArticleError(f"{path}: there is no feedback yet") from error
    return [found for number, line in enumerate(lines, 1) if (found := _read(path, number, line)) is not None]


def to_squad(given: Iterable[Feedback]) -> Iterator[dict[str, Any]]:
    """The questions that the feedback answers, in the flat SQuAD layout that `train` and `evaluate` read.

    The latest word on a question and an article counts. An answer that is merely wrong gives none: what is right is not
    known.
    """
    latest: dict[tuple[str, str], Feedback] = {}
    for each in given:
        key = " ".join(each.question.casefold().split()), each.article.digest
        latest.pop(key, None)
        latest[key] = each
    for (question, digest), each in latest.items():
        if each.verdict in ("wrong", "withdrawn"):
            continue
        published: date | None = each.article.published
        yield {
            "id": sha256(f"{question}\n{digest}".encode()).hexdigest()[:16],
            "question": each.question.strip(),
            "context": each.article.text,
            "answers": _answers(each),
            "title": each.article.title,
            "article_id": each.article.id,
            "date": published.isoformat() if published else "",
            "is_impossible": not _answers(each),
        }


def _answers(feedback: Feedback) -> list[dict[str, Any]]:
    spans: Sequence[tuple[int, int]] = () if feedback.verdict == "not stated" else feedback.spans
    return [{"text": feedback.article.text[start:end], "answer_start": start} for start, end in spans]


def _mended(path: Path) -> bytes:
    """A line end, where the last line of the file has none because a crash cut it short."""
    with path.open("rb") as file:
        if file.seek(0, os.SEEK_END) == 0:
            return b""
        file.seek(-1, os.SEEK_END)
        return b"" if file.read(1) == b"\n" else b"\n"


def _read(path: Path, number: int, line: bytes) -> Feedback | None:
    try:
        row = json.loads(line)
    except ValueError:  # cut short, or the empty end of the file
        return None
    try:
        article = Article(row["context"], title=row["title"], id=row["article_id"], published=parse_date(row["date"]))
        return Feedback(row["question"], row["verdict"], article, tuple((start, end) for start, end in row["spans"]))
    except (KeyError, TypeError, ValueError) as error:
        raise ArticleError(f"{path}:{number}: is no feedback: {error}") from error
