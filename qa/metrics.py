"""How answers are compared: exact match and F1 of SQuAD (Rajpurkar et al. 2016, 2018); and how scores are judged."""

import math
import re
import string
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import TypeVar

_ARTICLES = re.compile(r"\b(a|an|the)\b")
_PUNCTUATION = str.maketrans("", "", string.punctuation)
Label = TypeVar("Label")


def normalise(text: str) -> str:
    """The text in lower case, without ASCII punctuation, articles and extra white space."""
    return " ".join(_ARTICLES.sub(" ", text.lower().translate(_PUNCTUATION)).split())


def exact_match(prediction: str, references: Sequence[str]) -> float:
    """1.0 if the prediction equals a reference after `normalise`, else 0.0; no references stand for the empty answer."""
    return float(normalise(prediction) in {normalise(text) for text in references or [""]})


def f1(prediction: str, references: Sequence[str]) -> float:
    """The best token F1 over the references, 0 to 1; no references stand for the empty answer."""
    return max(_token_f1(normalise(prediction).split(), normalise(text).split()) for text in references or [""])


def _token_f1(prediction: list[str], reference: list[str]) -> float:
    if not prediction or not reference:
        return float(prediction == reference)
    common = sum((Counter(prediction) & Counter(reference)).values())
    return 2 * common / (len(prediction) + len(reference))


@dataclass(frozen=True, slots=True)
class Bin:
    """The predictions whose probability lies in one of the equal parts of 0 to 1: how many, what they said, what was so."""

    count: int
    probability: float
    """The mean probability."""
    right: float
    """The share that was right."""


@dataclass(frozen=True, slots=True)
class RiskPoint:
    """What comes of answering where the score is at least `threshold`: the share answered, and the share of it wrong."""

    threshold: float
    coverage: float
    risk: float


def auroc(scores: Sequence[float], positive: Sequence[bool]) -> float | None:
    """The area under the ROC curve: how often a positive scores above a negative, equal scores counting half.

    From the sum of ranks (Mann and Whitney 1947); None where one of the two classes is missing.
    """
    positives, rank_sum, rank = sum(positive), 0.0, 0
    for _, labels in _tied(scores, positive):
        rank_sum += sum(labels) * (rank + (len(labels) + 1) / 2)
        rank += len(labels)
    if positives in (0, rank):
        return None
    return (rank_sum - positives * (positives + 1) / 2) / (positives * (rank - positives))


def reliability(probabilities: Sequence[float], right: Sequence[bool], *, bins: int = 10) -> list[Bin]:
    """The bins of equal width that hold any prediction, lowest first; a bin's lower edge belongs to it, 1 to the last."""
    members: list[list[tuple[float, bool]]] = [[] for _ in range(bins)]
    for probability, good in zip(probabilities, right, strict=True):
        members[min(int(probability * bins), bins - 1)].append((probability, good))
    return [
        Bin(len(held), sum(p for p, _ in held) / len(held), sum(good for _, good in held) / len(held))
        for held in members
        if held
    ]


def expected_calibration_error(probabilities: Sequence[float], right: Sequence[bool], *, bins: int = 10) -> float:
    """The mean distance of said and true probability over `reliability`'s bins, weighed by count (Guo et al. 2017)."""
    held = reliability(probabilities, right, bins=bins)
    return sum(each.count * abs(each.probability - each.right) for each in held) / len(probabilities)


def brier(probabilities: Sequence[float], right: Sequence[bool]) -> float:
    """The mean of (probability - right)², right being 0 or 1; 0 is perfect (Brier 1950)."""
    return sum((p - good) ** 2 for p, good in zip(probabilities, right, strict=True)) / len(probabilities)


def risk_coverage(scores: Sequence[float], right: Sequence[bool]) -> list[RiskPoint]:
    """A point for every threshold that answers another number of questions, from the fewest to all of them."""
    points, answered, wrong = [], 0, 0
    for score, labels in reversed(_tied(scores, right)):
        answered += len(labels)
        wrong += len(labels) - sum(labels)
        points.append(RiskPoint(score, answered / len(scores), wrong / answered))
    return points


def best_threshold(scores: Sequence[float], values: Sequence[float], answerable: Sequence[bool]) -> tuple[float, float]:
    """The best mean that abstaining below a threshold can give, and the highest such threshold, as SQuAD 2.0 counts.

    `values` are the exact matches or F1s of the answers given without abstaining. An answerable question counts its value
    if answered and 0 if not; an unanswerable one the reverse of that: 0 and 1. As `find_best_thresh` of the official
    script, but for equal scores, which are all answered or none. The threshold lies just above the highest score if it is
    best never to answer.
    """
    total = float(len(scores) - sum(answerable))
    best, threshold = total, math.nextafter(max(scores), math.inf)
    changes = [value if known else -1.0 for value, known in zip(values, answerable, strict=True)]
    for score, tied in reversed(_tied(scores, changes)):
        total += sum(tied)
        if total > best:
            best, threshold = total, score
    return best / len(scores), threshold


def _tied(scores: Sequence[float], labels: Sequence[Label]) -> list[tuple[float, list[Label]]]:
    """Each score that occurs, lowest first, with the labels that have it."""
    found = groupby(sorted(zip(scores, labels, strict=True), key=itemgetter(0)), key=itemgetter(0))
    return [(score, [label for _, label in pairs]) for score, pairs in found]
