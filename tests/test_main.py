import csv
import io
import json
import subprocess
import sys
import time
from pathlib import Path

import pytest

from qa.__main__ import main
from qa.commands import ANSWERED, ERROR, NOT_STATED
from qa.loading import SEEDS

SEED = str(SEEDS / "000_6d468acdb8bdde8c.txt")


def test_ask_for_people(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ask", "Where might Kim and Putin hold talks?", "--article", SEED]) == ANSWERED
    shown = capsys.readouterr().out.splitlines()
    assert shown[0].startswith("Vladivostok  (")
    assert shown[1].strip().startswith("Last week, The New York Times reported")
    assert "2023-09-11" in shown[2]


def test_not_stated_has_an_exit_code_of_its_own(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ask", "What is the moon made of?", "--article", SEED]) == NOT_STATED
    assert capsys.readouterr().out.startswith("Not stated (")


def test_json_is_the_whole_answer(capsys: pytest.CaptureFixture[str]) -> None:
    main(["ask", "Where might Kim and Putin hold talks?", "--article", SEED, "--json", "--top-k", "2"])
    row = json.loads(capsys.readouterr().out)
    assert row["text"] == "Vladivostok"
    assert len(row["candidates"]) + len(row["alternatives"]) == 2
    citation = row["candidates"][0]["citations"][0]
    assert row["citations"] == row["candidates"][0]["citations"]
    text = Path(SEED).read_text(encoding="utf-8").split("date 2023-09-11 ")[1].strip()
    assert text[citation["start"] : citation["end"]] == "Vladivostok"


def test_values_that_differ_are_listed_by_day(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    texts = {
        "2021-05-09": "The ferry Rita sank off Palmar on Sunday and twelve people died, the coast guard said.",
        "2021-05-10": "Divers went down to the ferry Rita on Monday. At least 12 people died when it sank off Palmar.",
        "2021-05-11": "The toll has risen. On the ferry Rita, which sank off Palmar, 17 people died, officials said.",
    }
    rows = [
        {"text": text, "id": day, "title": "Ferry sinks", "date": day, "source": f"Outlet {day[-1]}"}
        for day, text in texts.items()
    ]
    file = tmp_path / "wreck.jsonl"
    file.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    assert main(["ask", "How many people died when the ferry Rita sank?", "--article", str(file)]) == ANSWERED
    shown = [line.strip() for line in capsys.readouterr().out.splitlines()]
    values = shown[shown.index("The articles differ:") + 1 :]
    assert [value.partition(": ")[2] for value in values] == [
        "2021-05-09, Outlet 9; 2021-05-10, Outlet 0",
        "2021-05-11, Outlet 1",
    ]
    assert [value.partition(" ")[0].rstrip(":").casefold() in ("12", "twelve", "17") for value in values] == [
        True,
        True,
    ]


def test_csv_tells_the_question_that_was_answered(capsys: pytest.CaptureFixture[str]) -> None:
    asked = "Wehre might Kim and Ptuin hold talks?"
    for more, meant in (([], "Where might Kim and Putin hold talks?"), (["--literal"], "")):
        main(["ask", asked, "--article", SEED, "--csv", *more])
        (row,) = csv.DictReader(io.StringIO(capsys.readouterr().out))
        assert (row["question"], row["corrected"]) == (asked, meant)


def test_file_of_questions_to_csv_and_json_lines(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    questions = tmp_path / "q.txt"
    questions.write_text("Where might Kim and Putin hold talks?\n\nWhat is the moon made of?\n", encoding="utf-8")
    assert main(["ask", "--questions", str(questions), "--article", SEED]) == NOT_STATED
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert [(row["kind"], row["text"]) for row in rows] == [("span", "Vladivostok"), ("not stated", "")]
    assert rows[1]["sentence"]
    main(["ask", "--questions", str(questions), "--article", SEED, "--json"])
    assert [json.loads(line)["kind"] for line in capsys.readouterr().out.splitlines()] == ["span", "not stated"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["ask", ""], "question: must not be empty"),
        (["ask", "why " * 2500], "question: must have at most 2,000 characters"),
        (["ask", "Who \udcff met?"], "question: must be valid Unicode"),
        (["ask", "Who?", "--article", "x" * 400], "cannot be read"),
        (["evaluate", "none.jsonl", "--reader", "/none/here"], "/none/here: there is no such folder"),
        (["ask"], "give either one question or --questions FILE"),
        (["ask", "Who?", "--article", "none.txt"], "none.txt: there is no such file"),
        (["ask", "Who?", "--article", sys.executable], "is a binary file"),
        (["ask", "--questions", "none.txt"], "the file of questions cannot be read"),
        (["ask", "Who?", "--threshold", "7"], "threshold: must be between 0 and 1"),
    ],
)
def test_errors_are_one_sentence_on_standard_error(
    arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == ERROR
    shown = capsys.readouterr()
    assert shown.out == ""
    assert shown.err.count("\n") == 1
    assert shown.err.startswith("error: ")
    assert message in shown.err


def test_warnings_are_sentences_too(tmp_path: Path) -> None:
    path = tmp_path / "russian.txt"
    path.write_text("Президент России встретится с лидером КНДР в городе Владивосток.", encoding="utf-8")
    command = [sys.executable, "-m", "qa", "ask", "Who meets?", "--article", str(path)]
    shown = subprocess.run(command, capture_output=True, text=True, check=False)
    assert shown.returncode in (ANSWERED, NOT_STATED)
    assert "warning: " + str(path) + ": does not look English" in shown.stderr
    assert "Traceback" not in shown.stderr


def test_usage_is_wrong_with_code_2_and_help_is_quick() -> None:
    for command in (["--help"], ["ask", "--help"]):
        seconds = []
        for _ in range(3):
            start = time.perf_counter()
            shown = subprocess.run([sys.executable, "-m", "qa", *command], capture_output=True, text=True, check=True)
            seconds.append(time.perf_counter() - start)
        assert "usage: python -m qa" in shown.stdout
        assert min(seconds) < 0.5
    assert subprocess.run([sys.executable, "-m", "qa", "sing"], capture_output=True, check=False).returncode == ERROR
