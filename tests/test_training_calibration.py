import json
from os import symlink
from pathlib import Path
from shutil import copytree

import pytest

from qa.__main__ import main
from qa.inference import MODELS
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


def test_the_command_fits_on_a_part_and_says_so(tmp_path: Path) -> None:
    copytree(MODELS / "reader", tmp_path / "reader", copy_function=symlink)
    (tmp_path / "reader" / "calibration.json").unlink()
    owned = next(number for number in (1, 2) if Part(number, 2).holds(next(seeds())))
    options = ["--reader", str(tmp_path / "reader"), "--mode", "article", "--part", f"{owned}/2"]
    assert main(["train", "calibration", str(QUESTIONS), *options]) == 0
    written = json.loads((tmp_path / "reader" / "calibration.json").read_text("utf-8"))
    assert written["fitted_on"] == (
        f"seed_questions.jsonl (part {owned}/2 by title): 40 readings, 12% of the answerable refused"
    )


def test_evaluate_asks_only_its_part(capsys: pytest.CaptureFixture[str]) -> None:
    owned = next(number for number in (1, 2) if Part(number, 2).holds(next(seeds())))
    command = ["evaluate", str(QUESTIONS), "--mode", "reader", "--timed", "0", "--json", "--part"]
    assert main([*command, f"{owned}/2"]) == 0
    assert json.loads(capsys.readouterr().out)["overall"]["questions"] == 40
    assert main([*command, f"{3 - owned}/2"]) == 2
    assert "no question is there" in capsys.readouterr().err
    with pytest.raises(SystemExit):
        main([*command, "3/2"])
