"""Two sentence encoders on the same questions: recall of the gold sentence, and whether the difference is one.

    python -m tests.benchmarks.encoders OLD NEW QUESTIONS... [--mode library] [--articles SOURCE]

For each encoder the share of answerable questions whose gold sentence, or a direct neighbour, is among the first 5 and 8
found; then the difference, paired by question, with its 95 % interval from 10,000 bootstrap samples of whole articles.
"""

import argparse
import warnings
from collections.abc import Sequence
from itertools import groupby
from pathlib import Path

import numpy as np
import numpy.typing as npt

from qa.encoder import Encoder
from qa.evaluation import ranks
from qa.library import Library
from qa.loading import load
from qa.questions import Question, read_questions
from qa.report import Mode

Found = npt.NDArray[np.bool_]
_CUTS, _SAMPLES = (5, 8), 10_000


def found_by(questions: Sequence[Question], library: Library, mode: Mode) -> Found:
    """`(questions, 2)`: whether the gold sentence or a neighbour is among the first 5, and the first 8, found."""
    groups = [list(group) for _, group in groupby(questions, key=lambda question: question.article.id)]
    places = [rank for group in groups for rank in ranks(group, library=library, mode=mode)]
    return np.array([[rank is not None and rank <= cut for cut in _CUTS] for rank in places])


def interval(difference: npt.NDArray[np.float64], owners: Sequence[str]) -> tuple[float, float]:
    """The 95 % bootstrap interval of the mean difference, drawing articles with all their questions."""
    rng = np.random.default_rng(0)
    ids = {owner: number for number, owner in enumerate(dict.fromkeys(owners))}
    numbers = np.array([ids[owner] for owner in owners])
    sums, counts = np.bincount(numbers, weights=difference), np.bincount(numbers)
    drawn = rng.integers(0, len(ids), size=(_SAMPLES, len(ids)))
    low, high = np.percentile(sums[drawn].sum(axis=1) / counts[drawn].sum(axis=1), [2.5, 97.5])
    return float(low), float(high)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("old", type=Path)
    parser.add_argument("new", type=Path)
    parser.add_argument("questions", nargs="+", type=Path)
    parser.add_argument("--mode", choices=("article", "library"), default="library")
    parser.add_argument("--articles", type=Path)
    options = parser.parse_args()
    warnings.simplefilter("ignore")
    given = {article.id: article for article in (load(options.articles) if options.articles else ())}
    read = [question for question in read_questions(options.questions, articles=given.values()) if question.references]
    questions = sorted(read, key=lambda question: question.article.id)
    articles = given | {question.article.id: question.article for question in questions}
    results = []
    for folder in (options.old, options.new):
        encoder = Encoder.from_pretrained(folder)
        library = Library(encoder=encoder)
        library.add(articles.values())
        results.append(found_by(questions, library, options.mode))
        print(
            f"{folder}: "
            + ", ".join(f"first {k} {x:.3f}" for k, x in zip(_CUTS, results[-1].mean(axis=0), strict=True))
        )
    owners = [question.article.title or question.article.id for question in questions]
    for column, cut in enumerate(_CUTS):
        difference = results[1][:, column].astype(float) - results[0][:, column]
        low, high = interval(difference, owners)
        print(f"first {cut}: difference {difference.mean():+.4f}, 95 % interval {low:+.4f} to {high:+.4f}")


if __name__ == "__main__":
    main()
