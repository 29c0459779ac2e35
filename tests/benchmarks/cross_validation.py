"""The whole chain with calibrations that never saw the question's article: readers and encoders compared on calibration data.

    python -m tests.benchmarks.cross_validation --data DATA [--reader FOLDER] [--encoder FOLDER] [--dev]

The articles of `news/calibration.json` are dealt into ten folds. The questions of each fold are answered with a calibration fitted
on the nine others, inside their article and over the library of all articles. With `--dev` also those of `news/dev.json`,
with a calibration fitted on the whole of the first file. Of a list its first item alone counts.
"""

import argparse
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from random import Random
from statistics import fmean

from qa.article import Article
from qa.calibration import Calibration, fit
from qa.encoder import Encoder
from qa.features import Features, features
from qa.inference import MODELS
from qa.library import Library, one_of
from qa.loading import load
from qa.metrics import auroc, f1
from qa.questions import read_questions
from qa.reader import Reader
from qa.reading import read_passages

MODES = ("article", "library")
_FOLDS = 10
_REFUSED = 0.12  # of the answerable, at the threshold of the last column
_RIGHT = 0.5  # token F1 from which an answer counts as right, as in `qa.training.calibration`


@dataclass(frozen=True, slots=True)
class Reading:
    """A question as it was read in one mode: features and token F1 of every candidate, the reader's best first."""

    mode: str
    article: str
    answerable: bool
    rows: list[Features]
    values: list[float]


@dataclass(frozen=True, slots=True)
class Scored:
    """The most probable candidate of a reading: its probability and its token F1."""

    reading: Reading
    probability: float
    value: float


def readings(path: Path, articles: Sequence[Article], library: Library, reader: Reader) -> Iterator[Reading]:
    """The questions of the file, in both modes."""
    asked = sorted(read_questions(path, articles=articles), key=lambda question: question.article.id)
    for article, group in groupby(asked, key=lambda question: question.article.id):
        questions = list(group)
        for mode in MODES:
            where = one_of("article_id", [article]) if mode == "article" else None
            read = read_passages([each.text for each in questions], library, where=where, reader=reader)
            for question, found in zip(questions, read, strict=True):
                if found.groups:
                    rows = features(found.question, found.groups, found.passages)
                    references = question.answers
                    values = [f1(each.text, references) if references else 0.0 for each in found.groups]
                    yield Reading(mode, article, bool(references), rows, values)


def fitted(known: Sequence[Reading]) -> Calibration:
    """The calibration of these readings, of both modes together."""
    right = [each.answerable and each.values[0] >= _RIGHT for each in known]
    return fit([each.rows[0] for each in known], right)


def scored(reading: Reading, calibration: Calibration) -> Scored:
    """The reading with its candidates weighed."""
    weighed = [calibration.probability(row) for row in reading.rows]
    probability, value = max(zip(weighed, reading.values, strict=True), key=lambda pair: pair[0])
    return Scored(reading, probability, value)


def cross_validated(known: Sequence[Reading]) -> list[Scored]:
    """Every reading, weighed by a calibration fitted on the articles of the other folds."""
    articles = Random(3).sample(sorted({each.article for each in known}), len({each.article for each in known}))
    folds = [set(articles[first::_FOLDS]) for first in range(_FOLDS)]
    found = []
    for fold in filter(None, folds):
        calibration = fitted([each for each in known if each.article not in fold])
        found += [scored(each, calibration) for each in known if each.article in fold]
    return found


def table(name: str, found: Sequence[Scored]) -> list[str]:
    """A row in Markdown for each mode."""
    lines = []
    for mode in MODES:
        of_mode = [each for each in found if each.reading.mode == mode]
        answerable = [each for each in of_mode if each.reading.answerable]
        area = auroc([each.probability for each in of_mode], [each.reading.answerable for each in of_mode])
        threshold = sorted(each.probability for each in answerable)[int(_REFUSED * len(answerable))]
        refused = fmean(each.probability < threshold for each in of_mode if not each.reading.answerable)
        value = fmean(each.value for each in answerable)
        lines.append(f"| {name} | {mode} | {len(of_mode)} | {100 * value:.1f} | {area:.3f} | {100 * refused:.1f} |")
    return lines


def main(arguments: list[str] | None = None) -> None:
    """Measures one reader with one encoder, and writes the table."""
    parser = argparse.ArgumentParser(description="The whole chain, cross-validated on the calibration articles.")
    parser.add_argument("--data", type=Path, required=True, help="the folder with news/")
    parser.add_argument("--reader", default=MODELS / "reader", help="a folder or hub name")
    parser.add_argument("--encoder", default=MODELS / "encoder", help="a folder or hub name")
    parser.add_argument(
        "--dev", action="store_true", help="also news/dev.json, the calibration fitted on the other file"
    )
    options = parser.parse_args(arguments)
    news, reader = options.data / "news", Reader.from_pretrained(options.reader)
    articles = list(load(news / "articles.jsonl.gz"))
    library = Library(encoder=Encoder.from_pretrained(options.encoder))
    library.add(articles)
    known = list(readings(news / "calibration.json", articles, library, reader))
    lines = [
        "| questions | mode | number | F1 without abstaining | AUROC | refused at 12 % wrongly |",
        "|---|---|---|---|---|---|",
    ]
    lines += table("calibration, ten-fold", cross_validated(known))
    if options.dev:
        calibration = fitted(known)
        lines += table(
            "dev", [scored(each, calibration) for each in readings(news / "dev.json", articles, library, reader)]
        )
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
