from pathlib import Path

import pytest

from qa.loading import seeds
from qa.questions import Part
from qa.reader import default_reader
from qa.training.calibration import fit_calibration

QUESTIONS = Path(__file__).parent / "data" / "seed_questions.jsonl"


def test_the_threshold_refuses_the_share_that_was_asked_for() -> None:
    """Of 30 answerable questions in two readings each, a tenth is six; the seventh weakest is the first to be answered."""
    seed = next(seeds())
    strict, readings = fit_calibration([QUESTIONS], articles=[seed], reader=default_reader(), refuse=0.1)
    lenient, _ = fit_calibration([QUESTIONS], articles=[seed], reader=default_reader(), refuse=0.0)
    assert readings == 80
    assert 0 < lenient.threshold < strict.threshold < 1
    assert strict.coefficients.margin > 0


def test_a_share_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="refuse: must be at least 0 and below 1, got 1"):
        fit_calibration([QUESTIONS], articles=[], reader=default_reader(), refuse=1)


def test_inside_the_article_alone_and_by_parts_each_question_is_read_once() -> None:
    seed = next(seeds())
    parts = [Part(1, 2), Part(2, 2)]
    owned = [part for part in parts if part.holds(seed)]
    assert len(owned) == 1
    _, readings = fit_calibration([QUESTIONS], articles=[seed], reader=default_reader(), mode="article", part=owned[0])
    assert readings == 40
