"""A yes/no question's answer: the sentence that bears on it, with a probability of its own. Never a made "yes"."""

import math
from collections.abc import Sequence

from qa.answers import Candidate, Citation
from qa.merging import Group

# A logistic regression on the margin of the best span of the best sentence, fitted on the part "tune" of
# tests/data/kinds/yes_no.jsonl (34 questions) by `python -m tests.benchmarks.kinds`, which prints it for another reader.
_SLOPE, _INTERCEPT = 0.567, 0.263
THRESHOLD = 0.4
"""The least probability of an evidence sentence: the highest of those that get most of the same questions right."""


def evidence(groups: Sequence[Group]) -> list[Candidate]:
    """The sentences in which the reader found anything, best first, each whole, with the probability that it bears on it.

    Asked "Did Kim fly?", the reader still puts its best words over the null where the text tells of Kim's flying, and below
    it where nothing does.
    """
    found: dict[tuple[str, int], Candidate] = {}
    for group in groups:
        first = group.citations[0]
        place = first.article.id, first.sentence_start
        if place not in found:
            start, end = first.sentence_start, first.sentence_end
            found[place] = Candidate((Citation(first.article, start, end, start, end),), _probability(group.score))
    return list(found.values())


def _probability(margin: float) -> float:
    logit = _INTERCEPT + _SLOPE * margin
    return 1 / (1 + math.exp(-max(min(logit, 50.0), -50.0)))
