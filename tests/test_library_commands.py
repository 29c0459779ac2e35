import io
import json
import sys
from pathlib import Path
from typing import Any

import pytest

from qa.__main__ import main
from qa.commands import ANSWERED, ERROR, NOT_STATED
from qa.library import Library
from qa.loading import seeds
from tests.library_writer import Tiny

OSLO = "date 2024-05-01 Oslo was flooded on Monday. The mayor, Anne Lindboe, resigned after the flood."
ROWS = (
    {"id": "rome", "text": "Rome voted. The mayor, Roberto Gualtieri, won.", "date": "2020-03-01", "source": "VOA"},
    {"id": "it's", "text": "Paris slept. Nobody voted.", "title": "Paris\nsleeps", "source": "O'Neill's"},
)


@pytest.fixture(autouse=True)
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the user's own library is in these tests."""
    monkeypatch.setattr("platformdirs.user_data_path", lambda *_, **__: tmp_path / "data")
    return tmp_path / "data" / "library"


@pytest.fixture
def sources(tmp_path: Path) -> list[str]:
    (tmp_path / "oslo.txt").write_text(OSLO, encoding="utf-8")
    (tmp_path / "rows.jsonl").write_text("\n".join(map(json.dumps, ROWS)), encoding="utf-8")
    return [str(tmp_path / "oslo.txt"), str(tmp_path / "rows.jsonl")]


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = main(list(arguments))
    shown = capsys.readouterr()
    return code, shown.out, shown.err


def rows(text: str) -> list[Any]:
    return [json.loads(line) for line in text.splitlines()]


def test_from_sources_to_an_answer(sources: list[str], own: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(capsys, "add", *sources)
    assert (code, err) == (ANSWERED, "")
    assert out == f"added 3, replaced 0, unchanged 0, failed 0; {own} holds 3 articles\n"
    code, out, _ = run(capsys, "ask", "Which mayor resigned after the flood?")
    assert code == ANSWERED
    assert out.startswith("Anne Lindboe")
    assert "oslo.txt, 2024-05-01" in out
    code, out, _ = run(capsys, "ask", "Who resigned after the flood?", "--until", "2024-04-30")
    assert code == NOT_STATED
    assert "\n  Looked through: 1 article of 2020-03-01.\n" in out
    _, out, _ = run(capsys, "ask", "Which mayor resigned after the flood?", "--json")
    assert json.loads(out)["searched"] == {"articles": 3, "first": "2020-03-01", "last": "2024-05-01"}


def test_add_counts_and_tells_failures_which_stop_no_other(
    sources: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = str(tmp_path / "library")
    run(capsys, "add", *sources, "--library", folder)
    Path(sources[0]).write_text(OSLO + " It dried.", encoding="utf-8")
    (tmp_path / "new.txt").write_text("Bergen sang.", encoding="utf-8")
    given = ["none.txt", *sources, sys.executable, str(tmp_path / "new.txt")]
    code, out, err = run(capsys, "add", *given, "--library", folder, "--json")
    assert code == ERROR
    summary = json.loads(out)
    failures = summary.pop("failures")
    assert summary == {"added": 1, "replaced": 1, "unchanged": 2, "failed": 2, "library": folder, "articles": 4}
    assert [failure["source"] for failure in failures] == ["none.txt", sys.executable]
    assert all(failure["reason"] in err for failure in failures)
    assert [line.partition(":")[0] for line in err.splitlines()] == ["failed", "failed"]


def test_list_shows_and_chooses(sources: list[str], own: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(capsys, "add", *sources)
    assert run(capsys, "list")[1].splitlines() == [
        "2020-03-01\tVOA\tRome voted. The mayor, Roberto Gualtieri, won.\trome",
        f"2024-05-01\t\tOslo was flooded on Monday. The mayor, Anne Lindboe, resigned after the flood.\t{sources[0]}",
        "\tO'Neill's\tParis sleeps\tit's",
    ]
    chosen = run(capsys, "list", "--json", "--outlet", "VOA", "--outlet", "O'Neill's")[1]
    assert [(row["id"], row["published"]) for row in rows(chosen)] == [("rome", "2020-03-01"), ("it's", None)]
    assert [row["id"] for row in rows(run(capsys, "list", "--json", "--since", "2024-01-01")[1])] == [sources[0]]
    assert run(capsys, "list", "--id", "none") == (ANSWERED, "", "")


def test_remove_tells_what_was_not_there(sources: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    run(capsys, "add", *sources)
    code, out, err = run(capsys, "remove", "it's", "none", "rome")
    assert (code, out, err) == (ERROR, "removed 2 articles\n", "error: none: there is no such article\n")
    assert run(capsys, "remove", sources[0]) == (ANSWERED, "removed 1 article\n", "")


def test_info(sources: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "library"
    article = next(seeds())
    Library(folder).add([article])
    (tmp_path / "copy.txt").write_text("Advertisement. " + article.text, encoding="utf-8")
    run(capsys, "add", *sources, str(tmp_path / "copy.txt"), "--library", str(folder))
    info = json.loads(run(capsys, "info", "--library", str(folder), "--json")[1])
    assert info.pop("sentences") > 20
    assert info == {
        "uri": str(folder),
        "articles": 5,
        "stories": 4,
        "first": "2020-03-01",
        "last": "2024-05-01",
        "outlets": {"": 3, "O'Neill's": 1, "VOA": 1},
    }
    shown = run(capsys, "info", "--library", str(folder))[1]
    assert "articles   5, of which 1 wire copy\n" in shown
    assert "published  2020-03-01 to 2024-05-01\n" in shown


@pytest.mark.parametrize("command", [["list"], ["info"], ["remove", "x"], ["ask", "Who?"]])
def test_a_library_that_is_not_there_is_an_error_and_is_not_made(
    command: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "none"
    code, out, err = run(capsys, *command, "--library", str(folder))
    assert (code, out, err) == (ERROR, "", f"error: {folder}: there is no such library\n")
    assert not folder.exists()


def test_the_seeds_are_asked_while_the_users_own_library_is_empty(
    own: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Library(own, encoder=Tiny())
    assert run(capsys, "ask", "Where might Kim and Putin hold talks?")[1].startswith("Vladivostok")


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--since", "soon"], "since: must be a date"),
        (["--since", "2021-01-01", "--until", "2020-01-01"], "since: must not"),
    ],
)
def test_bad_days_are_refused(options: list[str], message: str, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(capsys, "ask", "Who?", *options)
    assert (code, out) == (ERROR, "")
    assert err.startswith(f"error: {message}")


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_progress_is_shown_on_a_terminal_only(sources: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Where there is none, standard error stays empty: see the first test."""
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    assert main(["add", *sources, "none.txt"]) == ERROR
    shown = terminal.getvalue()
    assert "3 articles [" in shown
    assert "failed: none.txt: there is no such file\n" in shown
