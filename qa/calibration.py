"""Named features of a candidate -> the probability that it is right: one logistic regression."""

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path

from qa.features import Features
from qa.inference import MODELS

_NAME = "calibration.json"


@dataclass(frozen=True, slots=True)
class Calibration:
    """A fitted logistic regression, and the threshold below which an answer is "not stated"."""

    coefficients: Features
    intercept: float
    threshold: float

    def probability(self, features: Features) -> float:
        """1 / (1 + exp(-(intercept + coefficients · features)))."""
        names = [field.name for field in fields(Features)]
        logit = self.intercept + sum(getattr(self.coefficients, name) * getattr(features, name) for name in names)
        return 1 / (1 + math.exp(-max(min(logit, 50.0), -50.0)))

    @classmethod
    def load(cls, path: Path) -> "Calibration":
        """The calibration of a file that `save` wrote."""
        row = json.loads(path.read_text(encoding="utf-8"))
        return cls(Features(**row["coefficients"]), row["intercept"], row["threshold"])

    def save(self, path: Path, *, fitted_on: str) -> None:
        """Writes JSON; `fitted_on` says in words on which questions the numbers rest."""
        coefficients = {field.name: getattr(self.coefficients, field.name) for field in fields(Features)}
        row = {
            "fitted_on": fitted_on,
            "threshold": self.threshold,
            "intercept": self.intercept,
            "coefficients": coefficients,
        }
        path.write_text(json.dumps(row, indent=1) + "\n", encoding="utf-8")


def fit(rows: Sequence[Features], right: Sequence[bool], *, threshold: float = 0.5) -> Calibration:
    """The logistic regression (L2, C = 1, on standardised features) of `right` on the rows. Needs the extra `[train]`."""
    try:
        from sklearn.linear_model import LogisticRegression
    except ImportError as error:
        raise ImportError("fitting needs scikit-learn: pip install ask-the-article[train]") from error
    names = [field.name for field in fields(Features)]
    columns = [[getattr(row, name) for row in rows] for name in names]
    means = [sum(column) / len(column) for column in columns]
    scales = [math.sqrt(sum((x - m) ** 2 for x in c) / len(c)) or 1.0 for c, m in zip(columns, means, strict=True)]
    standard = [[(getattr(row, name) - m) / s for name, m, s in zip(names, means, scales, strict=True)] for row in rows]
    model = LogisticRegression().fit(standard, list(right))
    weights = [float(weight) / scale for weight, scale in zip(model.coef_[0], scales, strict=True)]
    intercept = float(model.intercept_[0]) - sum(w * m for w, m in zip(weights, means, strict=True))
    return Calibration(Features(*weights), intercept, threshold)


@cache
def calibration_of(folder: Path | None = None) -> Calibration:
    """The calibration in a reader's folder; where there is none, that of the reader that ships, which fits it less."""
    own = folder / _NAME if folder else None
    return Calibration.load(own if own and own.is_file() else MODELS / "reader" / _NAME)
