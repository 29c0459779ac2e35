"""Question-answering files, and data sets of the Hugging Face hub -> rows to train on."""

import gzip
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Row:
    """A question and a context; `answers` are half-open character ranges of the context, none if it does not answer."""

    question: str
    context: str
    answers: tuple[tuple[int, int], ...]
    title: str = ""
    """The title of the context's article; rows with the same one are siblings."""
    article_id: str = ""

    @property
    def answer_texts(self) -> list[str]:
        return [self.context[start:end] for start, end in self.answers]

    @property
    def group(self) -> str:
        """What siblings share: the article's id, or else its title."""
        return self.article_id or self.title


def read_rows(source: Path) -> list[Row]:
    """The rows of a file in the flat SQuAD layout (`.jsonl`, gzipped or not), or of a data set's split "train".

    Where no file is, the source is a name for Hugging Face `datasets` (`rajpurkar/squad_v2`) or a folder of it, whose rows
    have SQuAD's columns `question`, `context`, `answers` and perhaps `title`. Raises `ValueError` where an answer does not
    stand at its `answer_start`.
    """
    return [_row(place, raw) for place, raw in (_lines(source) if source.is_file() else _data_set(source))]


def _lines(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rt", encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            yield f"{path}, line {number}", json.loads(line)


def _data_set(source: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    try:
        from datasets import load_dataset
    except ImportError as error:
        raise ImportError("data sets need the extra: pip install ask-the-article[train]") from error
    for number, raw in enumerate(load_dataset(source.as_posix(), split="train")):
        yield f"{source}, row {number}", {**raw, "answers": _pairs(raw["answers"])}


def _pairs(answers: dict[str, list[Any]] | list[dict[str, Any]]) -> Iterable[dict[str, Any]]:
    """SQuAD's columns of a data set hold the answers as lists beside each other."""
    if isinstance(answers, list):
        return answers
    both = zip(answers["text"], answers["answer_start"], strict=True)
    return [{"text": text, "answer_start": start} for text, start in both]


def _row(place: str, raw: dict[str, Any]) -> Row:
    answers = tuple((each["answer_start"], each["answer_start"] + len(each["text"])) for each in raw["answers"])
    row = Row(raw["question"].strip(), raw["context"], answers, raw.get("title") or "", raw.get("article_id") or "")
    if row.answer_texts != [each["text"] for each in raw["answers"]]:
        raise ValueError(f"{place}: context[answer_start:] must begin with the answer's text")
    return row
