import pytest

from qa.metrics import exact_match, f1, normalise


def test_normalise() -> None:
    assert normalise(" The U.S.  President’s plan, an idea!") == "us president’s plan idea"


@pytest.mark.parametrize(
    ("prediction", "references", "em", "expected"),
    [
        ("the Kremlin", ["Kremlin"], 1.0, 1.0),
        ("Vladimir Putin", ["Putin"], 0.0, 2 / 3),  # precision 1/2, recall 1
        ("Vladimir Putin", ["Putin", "President Vladimir Putin"], 0.0, 0.8),  # precision 1, recall 2/3
        ("two two three", ["two three three"], 0.0, 2 / 3),  # two tokens in common, three in each
        ("", [], 1.0, 1.0),
        ("Kim", [], 0.0, 0.0),
        ("", ["Kim"], 0.0, 0.0),
    ],
)
def test_scores_worked_by_hand(prediction: str, references: list[str], em: float, expected: float) -> None:
    assert exact_match(prediction, references) == em
    assert f1(prediction, references) == pytest.approx(expected)
