import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from matplotlib.image import imread

from qa.article import Article
from qa.plots import plot
from qa.questions import Question, Reference
from qa.report import Mode, Outcome, Report, Timing

KIM = Article("Kim met Putin.")
RIGHT, NONE = Question("Who?", KIM, (Reference(0, 3),)), Question("Why?", KIM, ())
OUTCOMES = [Outcome(RIGHT if step % 3 else NONE, "Kim" if step % 5 else "Putin", step / 40) for step in range(41)]
NAMES = ["reliability.png", "risk_coverage.png", "scores.png"]


def report(mode: Mode = "library", outcomes: list[Outcome] = OUTCOMES, threshold: float = 0.4) -> Report:
    return Report.of(mode, threshold, outcomes, Timing((), 1.0))


def test_three_pictures_are_drawn_without_pyplot(tmp_path: Path) -> None:
    others = "matplotlib.pyplot" in sys.modules  # gradio may have imported it before
    paths = plot(report(), tmp_path / "new" / "plots")
    assert paths == [tmp_path / "new" / "plots" / name for name in NAMES]
    for path in paths:
        pixels = np.asarray(imread(path))
        assert pixels.shape[:2] == (800, 1120)
        assert 0.1 < (pixels[..., :3] == 1).all(axis=-1).mean() < 0.99  # drawn on white, and not all of it
    assert ("matplotlib.pyplot" in sys.modules) == others


def test_a_reader_has_no_reliability(tmp_path: Path) -> None:
    scored = [replace(each, score=40 * each.score - 20) for each in OUTCOMES]
    none = Outcome(NONE, "", -sys.float_info.max)
    assert [path.name for path in plot(report("reader", [*scored, none], 0.0), tmp_path)] == NAMES[1:]


@pytest.mark.parametrize(
    ("mode", "outcomes"),
    [
        ("library", [Outcome(RIGHT, "Kim", 0.9)]),
        ("library", [Outcome(NONE, "", 0.0)]),
        ("library", [Outcome(RIGHT, "Kim", 1.0), Outcome(NONE, "Kim", 1.0)]),
        ("reader", [Outcome(NONE, "Kim", 0.1)]),
        ("reader", [Outcome(NONE, "", -sys.float_info.max)]),
    ],
)
def test_few_outcomes_are_drawn_too(tmp_path: Path, mode: Mode, outcomes: list[Outcome]) -> None:
    for path in plot(report(mode, outcomes), tmp_path):
        assert path.read_bytes().startswith(b"\x89PNG")


def test_without_matplotlib_the_extra_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib.figure", None)
    with pytest.raises(ImportError, match=r"pip install ask-the-article\[train\]"):
        plot(report(), tmp_path / "plots")
    assert not (tmp_path / "plots").exists()
