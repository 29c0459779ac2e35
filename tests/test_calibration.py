import math
import random
from dataclasses import fields
from pathlib import Path

import pytest

from qa.calibration import Calibration, calibration_of, fit
from qa.features import Features


def row(margin: float, **others: float) -> Features:
    zero = {field.name: 0.0 for field in fields(Features)}
    return Features(**(zero | {"margin": margin} | others))


def test_probability_is_the_logistic_function() -> None:
    calibration = Calibration(row(0.5, names=2.0), intercept=-1.0, threshold=0.3)
    assert calibration.probability(row(3.0, names=0.25)) == pytest.approx(1 / (1 + math.exp(-(-1 + 1.5 + 0.5))))
    assert calibration.probability(row(1e9)) == pytest.approx(1.0)
    assert calibration.probability(row(-1e9)) == pytest.approx(0.0)


def test_fit_finds_the_probabilities_that_made_the_data() -> None:
    draw = random.Random(1)
    truth = Calibration(row(0.8, cosine=2.0), intercept=-1.0, threshold=0.5)
    rows = [row(draw.gauss(0, 2), cosine=draw.random()) for _ in range(4000)]
    right = [draw.random() < truth.probability(each) for each in rows]
    fitted = fit(rows, right)
    assert max(abs(fitted.probability(each) - truth.probability(each)) for each in rows) < 0.08


def test_saved_and_loaded_again(tmp_path: Path) -> None:
    calibration = Calibration(row(0.5, names=2.0), intercept=-1.0, threshold=0.3)
    calibration.save(tmp_path / "c.json", fitted_on="a test")
    assert Calibration.load(tmp_path / "c.json") == calibration


def test_the_one_that_ships_trusts_a_wider_margin_more() -> None:
    calibration = calibration_of()
    assert 0 < calibration.threshold < 1
    narrow, wide = (row(margin, cosine=0.5, names=1.0, words=2.0) for margin in (-2.0, 8.0))
    assert calibration.probability(wide) > calibration.probability(narrow) + 0.3


def test_a_reader_without_calibration_borrows_the_one_that_ships(tmp_path: Path) -> None:
    assert calibration_of(tmp_path) == calibration_of()
    own = Calibration(row(1.0), intercept=0.0, threshold=0.9)
    (tmp_path / "own").mkdir()
    own.save(tmp_path / "own" / "calibration.json", fitted_on="a test")
    assert calibration_of(tmp_path / "own") == own
