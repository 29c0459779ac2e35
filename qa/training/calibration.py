"""Questions with known answers -> the calibration of a reader: features of its best candidates, and a threshold."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path
from typing import Literal

from qa.article import Article
from qa.calibration import Calibration, fit
from qa.features import Features, features
from qa.library import Library, one_of
from qa.metrics import f1
from qa.questions import Part, Question, read_questions
from qa.reader import Reader
from qa.reading import read_passages

_RIGHT = 0.5  # token F1 from which an answer counts as right


def fit_calibration(
    paths: Sequence[str | Path],
    *,
    articles: Sequence[Article],
    reader: Reader,
    refuse: float = 0.12,
    mode: Literal["article", "library", "both"] = "both",
    part: Part | None = None,
) -> tuple[Calibration, int]:
    """The calibration fitted on the questions, and on how many readings it rests.

    Each question, or each of a `part`, is asked inside its own article, over the library of all articles, or both. The
    threshold is the highest that refuses at most the share `refuse` of the answerable.
    """
    if not 0 <= refuse < 1:
        raise ValueError(f"refuse: must be at least 0 and below 1, got {refuse}")
    questions = sorted(read_questions(paths, articles=articles, part=part), key=lambda question: question.article.id)
    given = {article.id: article for article in (*articles, *(question.article for question in questions))}
    library = Library.of(list(given.values()))
    readings = [each for group in _groups(questions, mode) for each in _readings(group, library, reader)]
    fitted = fit([reading.rows[0] for reading in readings], [reading.right for reading in readings])
    best = sorted(max(map(fitted.probability, reading.rows)) for reading in readings if reading.answerable)
    return replace(fitted, threshold=best[int(refuse * len(best))]), len(readings)


@dataclass(frozen=True, slots=True)
class _Reading:
    """The features of a question's candidates, best first; whether the first is right and an answer can be given at all."""

    rows: list[Features]
    right: bool
    answerable: bool


def _groups(questions: Sequence[Question], mode: str) -> Iterator[tuple[list[Question], str | None]]:
    """Questions to be read together, each with the condition that chooses its articles."""
    for article_id, group in groupby(questions, key=lambda question: question.article.id):
        together = list(group)
        if mode != "library":
            yield together, one_of("article_id", [article_id])
        if mode != "article":
            yield together, None


def _readings(group: tuple[list[Question], str | None], library: Library, reader: Reader) -> Iterator[_Reading]:
    questions, where = group
    read = read_passages([question.text for question in questions], library, where=where, reader=reader)
    for question, each in zip(questions, read, strict=True):
        if each.groups:
            right = bool(question.answers) and f1(each.groups[0].text, question.answers) >= _RIGHT
            yield _Reading(features(each.question, each.groups, each.passages), right, bool(question.answers))
