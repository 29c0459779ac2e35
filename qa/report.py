"""What questions with known answers tell about the reader and the chain: the figures, as values, JSON and a table."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field, fields
from typing import Any, Literal

from qa.metrics import (
    RiskPoint,
    auroc,
    best_threshold,
    brier,
    exact_match,
    expected_calibration_error,
    f1,
    risk_coverage,
)
from qa.questions import Question

Mode = Literal["reader", "article", "library"]
_RIGHT = 0.5  # the least F1 of a right answer
_POINTS = 100  # of the risk-coverage curve that JSON holds at most


@dataclass(frozen=True, slots=True)
class Outcome:
    """The best candidate for a question, whether or not it was sure enough to be the answer."""

    question: Question
    text: str
    """Its words; empty where there is no candidate."""
    score: float
    """How sure: its probability, or in the mode "reader" its score over the null score."""
    rank: int | None = None
    """That of the first sentence found that holds a right answer or stands beside one that does, from 1."""

    @property
    def answerable(self) -> bool:
        """Whether the article answers the question."""
        return bool(self.question.references)

    @property
    def exact(self) -> float:
        """The exact match with the references; 0 for an unanswerable question, which no words answer."""
        return exact_match(self.text, self.question.answers) if self.answerable else 0.0

    @property
    def f1(self) -> float:
        """The F1 with the references; 0 for an unanswerable question."""
        return f1(self.text, self.question.answers) if self.answerable else 0.0

    @property
    def right(self) -> bool:
        """Whether that F1 is at least one half."""
        return self.f1 >= _RIGHT

    def answers(self, threshold: float) -> bool:
        """Whether this is an answer at the threshold, rather than "not stated"."""
        return bool(self.text) and self.score >= threshold


@dataclass(frozen=True, slots=True)
class Figures:
    """The main figures of some questions: counts, and means from 0 to 1, None where there is no question of that sort."""

    questions: int
    answerable: int
    has_answer_exact: float | None
    """Of the answerable questions, without abstaining."""
    has_answer_f1: float | None
    exact: float
    """Of all questions at the threshold; "not stated" counts 1 for an unanswerable question and 0 for another."""
    f1: float
    refused: float | None
    """The share of the unanswerable that is "not stated": SQuAD 2.0's no-answer accuracy."""
    wrongly_refused: float | None
    """The share of the answerable that is "not stated"."""
    right: int
    """Answerable, answered, with an F1 of at least one half."""
    wrong: int
    """Answerable, answered, with a lower F1."""
    wrongly_refused_count: int
    wrongly_answered: int
    """Unanswerable, and answered all the same."""
    rightly_refused: int


@dataclass(frozen=True, slots=True)
class Calibrated:
    """How well the probability foretells that the best candidate is right; for an unanswerable question it never is."""

    ece: float
    """The expected calibration error over ten bins of equal width."""
    brier: float
    base_rate_brier: float
    """The Brier score of always saying the share that is right."""


@dataclass(frozen=True, slots=True)
class Timing:
    """Seconds of each question asked alone, and of all questions asked in batches of up to 32."""

    alone: tuple[float, ...]
    together: float


@dataclass(frozen=True, slots=True)
class Report:
    """The figures of an evaluation. `threshold` is the least score of an answer; scores are `Outcome.score`."""

    mode: Mode
    threshold: float
    overall: Figures
    types: dict[str, Figures]
    """The same by type of question; "" is the type of those that have none."""
    best_exact: float
    """The highest `overall.exact` that a threshold could give, chosen on these very questions."""
    best_exact_threshold: float
    best_f1: float
    best_f1_threshold: float
    auroc: float | None
    """Of the score, telling the answerable questions from the unanswerable."""
    calibrated: Calibrated | None
    """None in the mode "reader", whose scores are no probabilities."""
    recall_at_5: float | None
    """The share of the answerable whose gold sentence, or a direct neighbour of it, is among the first 5 found."""
    recall_at_8: float | None
    latency_p50: float | None
    """Milliseconds of a question asked alone, at the median."""
    latency_p95: float | None
    per_second: float
    """Questions a second in batches of up to 32 (in the mode "article" those of one article)."""
    risk_coverage: tuple[RiskPoint, ...] = field(repr=False)
    outcomes: tuple[Outcome, ...] = field(repr=False)

    @classmethod
    def of(cls, mode: Mode, threshold: float, outcomes: Sequence[Outcome], timing: Timing) -> "Report":
        """The report of what came out, which must be at least one question."""
        scores = [outcome.score for outcome in outcomes]
        answerable = [outcome.answerable for outcome in outcomes]
        right = [outcome.right for outcome in outcomes]
        best_exact, exact_at = best_threshold(scores, [outcome.exact for outcome in outcomes], answerable)
        best_f1, f1_at = best_threshold(scores, [outcome.f1 for outcome in outcomes], answerable)
        base = sum(right) / len(right)
        chain = mode != "reader"
        return cls(
            mode=mode,
            threshold=threshold,
            overall=_figures(outcomes, threshold),
            types=_by_type(outcomes, threshold),
            best_exact=best_exact,
            best_exact_threshold=exact_at,
            best_f1=best_f1,
            best_f1_threshold=f1_at,
            auroc=auroc(scores, answerable),
            calibrated=Calibrated(
                expected_calibration_error(scores, right), brier(scores, right), base_rate_brier=base * (1 - base)
            )
            if chain
            else None,
            recall_at_5=_recall(outcomes, 5) if chain else None,
            recall_at_8=_recall(outcomes, 8) if chain else None,
            latency_p50=_percentile(timing.alone, 0.50),
            latency_p95=_percentile(timing.alone, 0.95),
            per_second=len(outcomes) / timing.together,
            risk_coverage=tuple(risk_coverage(scores, right)),
            outcomes=tuple(outcomes),
        )

    def to_dict(self) -> dict[str, Any]:
        """Ready for JSON: all but the outcomes, the risk-coverage curve in at most 100 points."""
        left_out = ("outcomes", "risk_coverage", "overall", "types", "calibrated")
        row = {each.name: getattr(self, each.name) for each in fields(self) if each.name not in left_out}
        step = -(-len(self.risk_coverage) // _POINTS)
        return {
            **row,
            "overall": asdict(self.overall),
            "types": {name: asdict(figures) for name, figures in self.types.items()},
            "calibrated": asdict(self.calibrated) if self.calibrated else None,
            "risk_coverage": [asdict(point) for point in reversed(self.risk_coverage[::-1][::step])],
        }

    def __str__(self) -> str:
        """An aligned table: percentages but where a unit stands."""
        return "\n\n".join([self._head(), _table(self._rows()), _table(self._type_rows())])

    def _head(self) -> str:
        said = "score over the null" if self.mode == "reader" else "probability"
        return (
            f"{self.mode}: {self.overall.questions:,} questions, {self.overall.answerable:,} of them answerable; "
            f"an answer needs a {said} of {self.threshold:.3f}"
        )

    def _rows(self) -> list[list[str]]:
        all_of, calibrated = self.overall, self.calibrated
        rows = [
            ["", "EM", "F1", ""],
            ["has answer", _percent(all_of.has_answer_exact), _percent(all_of.has_answer_f1), "without abstaining"],
            ["overall", _percent(all_of.exact), _percent(all_of.f1), "at the threshold"],
            [
                "overall, best",
                _percent(self.best_exact),
                _percent(self.best_f1),
                f"at {self.best_exact_threshold:.3f} and {self.best_f1_threshold:.3f}, chosen on these questions",
            ],
            ["no-answer accuracy", _percent(all_of.refused), "", "unanswerable that are refused"],
            ["wrongly refused", _percent(all_of.wrongly_refused), "", "answerable that are refused"],
            ["AUROC", _percent(self.auroc), "", "answerable against unanswerable"],
        ]
        if calibrated:
            base = f"always the base rate: {calibrated.base_rate_brier:.3f}"
            rows += [
                ["ECE", f"{calibrated.ece:.3f}", "", "ten bins; 0 is perfect"],
                ["Brier score", f"{calibrated.brier:.3f}", "", base],
                ["recall at 5", _percent(self.recall_at_5), "", "gold sentence or its neighbour found"],
                ["recall at 8", _percent(self.recall_at_8), "", ""],
            ]
        if self.latency_p50 is not None and self.latency_p95 is not None:
            rows += [["latency", f"{self.latency_p50:.0f}", f"{self.latency_p95:.0f}", "ms, p50 and p95, one by one"]]
        return [*rows, ["questions a second", f"{self.per_second:.1f}", "", "in batches"]]

    def _type_rows(self) -> list[list[str]]:
        head = (
            "type,questions,answerable,has EM,has F1,EM,F1,right,wrong,wrongly refused,wrongly answered,rightly refused"
        )
        named = [(name or "(none)", figures) for name, figures in self.types.items()]
        rows = [[name, *_cells(figures)] for name, figures in ([*named] if len(named) > 1 else [])]
        return [head.split(","), *rows, ["all", *_cells(self.overall)]]


def _figures(outcomes: Sequence[Outcome], threshold: float) -> Figures:
    known = [outcome for outcome in outcomes if outcome.answerable]
    answered = [outcome for outcome in known if outcome.answers(threshold)]
    unknown = len(outcomes) - len(known)
    rightly_refused = sum(not outcome.answerable and not outcome.answers(threshold) for outcome in outcomes)
    right = sum(outcome.right for outcome in answered)
    return Figures(
        questions=len(outcomes),
        answerable=len(known),
        has_answer_exact=_share(sum(outcome.exact for outcome in known), len(known)),
        has_answer_f1=_share(sum(outcome.f1 for outcome in known), len(known)),
        exact=(sum(outcome.exact for outcome in answered) + rightly_refused) / len(outcomes),
        f1=(sum(outcome.f1 for outcome in answered) + rightly_refused) / len(outcomes),
        refused=_share(rightly_refused, unknown),
        wrongly_refused=_share(len(known) - len(answered), len(known)),
        right=right,
        wrong=len(answered) - right,
        wrongly_refused_count=len(known) - len(answered),
        wrongly_answered=unknown - rightly_refused,
        rightly_refused=rightly_refused,
    )


def _by_type(outcomes: Iterable[Outcome], threshold: float) -> dict[str, Figures]:
    groups: defaultdict[str, list[Outcome]] = defaultdict(list)
    for outcome in outcomes:
        groups[outcome.question.type].append(outcome)
    return {name: _figures(groups[name], threshold) for name in sorted(groups)}


def _recall(outcomes: Iterable[Outcome], top_k: int) -> float | None:
    ranks = [outcome.rank for outcome in outcomes if outcome.answerable]
    return _share(sum(rank is not None and rank <= top_k for rank in ranks), len(ranks))


def _share(part: float, whole: int) -> float | None:
    return part / whole if whole else None


def _percentile(seconds: Sequence[float], share: float) -> float | None:
    """In milliseconds, by linear interpolation between the nearest two."""
    if not seconds:
        return None
    ordered, place = sorted(seconds), share * (len(seconds) - 1)
    low = int(place)
    high = min(low + 1, len(seconds) - 1)
    return 1000 * (ordered[low] + (place - low) * (ordered[high] - ordered[low]))


def _percent(share: float | None) -> str:
    return "-" if share is None else f"{100 * share:.1f}"


def _cells(figures: Figures) -> list[str]:
    shares = (figures.has_answer_exact, figures.has_answer_f1, figures.exact, figures.f1)
    refused, answered = figures.wrongly_refused_count, figures.wrongly_answered
    counts = (figures.right, figures.wrong, refused, answered, figures.rightly_refused)
    return [
        f"{figures.questions:,}",
        f"{figures.answerable:,}",
        *map(_percent, shares),
        *(f"{each:,}" for each in counts),
    ]


def _table(rows: Sequence[Sequence[str]]) -> str:
    """The rows with their columns aligned: numbers to the right, words to the left."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    numeric = [all(cell[:1] in "-0123456789" for cell in column[1:]) for column in zip(*rows, strict=True)]
    lines = [
        "  ".join(
            f"{cell:>{w}}" if right else f"{cell:<{w}}" for cell, w, right in zip(row, widths, numeric, strict=True)
        )
        for row in rows
    ]
    return "\n".join(line.rstrip() for line in lines)
