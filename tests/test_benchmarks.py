import numpy as np

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
