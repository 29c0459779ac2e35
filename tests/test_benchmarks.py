from dataclasses import fields

import numpy as np
import pytest

from qa.calibration import Calibration
from qa.features import Features
from tests.benchmarks import cross_validation
from tests.benchmarks.cross_validation import Reading, cross_validated, table
from tests.benchmarks.encoders import interval


def test_a_steady_gain_is_above_zero_and_chance_is_not() -> None:
    owners = [f"article {number // 5}" for number in range(500)]
    steady = np.array([1.0 if number % 10 == 0 else 0.0 for number in range(500)])
    low, high = interval(steady, owners)
    assert 0 < low < 0.1 < high < 0.15
    chance = np.random.default_rng(1).choice([-1.0, 0.0, 1.0], 500)
    low, high = interval(chance - chance.mean(), owners)
    assert low < 0 < high


def test_questions_of_one_article_are_drawn_together() -> None:
    """Twenty equal questions of one article say no more than one: the interval is as wide as with two articles."""
    lone = interval(np.array([1.0, 0.0]), ["a", "b"])
    many = interval(np.array([1.0] * 20 + [0.0] * 20), ["a"] * 20 + ["b"] * 20)
    assert lone == many == (0.0, 1.0)


def reading(article: str, mode: str, margins: list[float], values: list[float], *, answerable: bool) -> Reading:
    rest = dict.fromkeys([field.name for field in fields(Features)], 0.0)
    return Reading(mode, article, answerable, [Features(**rest | {"margin": each}) for each in margins], values)


def by_margin() -> Calibration:
    weights = dict.fromkeys([field.name for field in fields(Features)], 0.0) | {"margin": 1.0}
    return Calibration(Features(**weights), 0.0, 0.5)


def test_no_calibration_weighs_an_article_that_it_was_fitted_on(monkeypatch: pytest.MonkeyPatch) -> None:
    fitted_on = []

    def fitted(known: list[Reading]) -> Calibration:
        fitted_on.append({each.article for each in known})
        return by_margin()

    monkeypatch.setattr(cross_validation, "fitted", fitted)
    known = [reading(f"a{n % 23}", "article", [float(n)], [1.0], answerable=True) for n in range(60)]
    found = cross_validated(known)
    assert sorted(each.reading.rows[0].margin for each in found) == list(range(60))
    assert len(fitted_on) == 10
    everything = {each.article for each in known}
    left_out = [everything - each for each in fitted_on]
    assert sum(len(each) for each in left_out) == 23
    assert set().union(*left_out) == everything


def test_the_most_probable_candidate_counts_and_each_mode_has_its_row() -> None:
    right = [reading("a", "article", [2.0 + n, 9.0], [0.0, 1.0], answerable=True) for n in range(4)]
    wrong = [reading("b", "article", [3.0], [0.0], answerable=True)]
    null = [reading("a", "article", [margin], [0.0], answerable=False) for margin in (-1.0, 4.0)]
    library = [
        reading("a", "library", [1.0], [0.5], answerable=True),
        reading("a", "library", [2.0], [0.0], answerable=False),
    ]
    found = [cross_validation.scored(each, by_margin()) for each in right + wrong + null + library]
    assert table("some", found) == [
        "| some | article | 7 | 80.0 | 0.900 | 50.0 |",
        "| some | library | 2 | 50.0 | 0.000 | 0.0 |",
    ]
