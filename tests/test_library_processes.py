import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from qa.library import AddReport, Library
from tests.library_writer import Tiny, article, mark

ROOT = Path(__file__).parent.parent


def run(deed: str, folder: Path, amount: float) -> Any:
    command = [sys.executable, "-m", "tests.library_writer", deed, str(folder), str(amount)]
    environment = os.environ | {"OMP_NUM_THREADS": "1"}
    shown = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert shown.returncode == 0, shown.stderr
    return json.loads(shown.stdout)


def test_nothing_that_was_reported_is_lost_when_the_writer_is_killed_55_times(tmp_path: Path) -> None:
    """After each kill another process found every reported article once, in its reported revision, and by its words."""
    told = run("kill", tmp_path / "library", 55)
    assert len(told["reported"]) == 55
    assert all(told["reported"][1::2])
    assert sum(told["reported"]) >= 27
    library = Library(tmp_path / "library", encoder=Tiny())
    held = [article(name, revision) for name, revision in told["held"].items()]
    assert {each.id: each for each in library} == {each.id: each for each in held}
    assert library.add(held) == AddReport(added=0, replaced=0, unchanged=len(held))
    ours = [hit for each in held for hit in library.search([mark(each.id, told["held"][each.id])], top_k=1)[0]]
    assert [hit.sentence.article_id for hit in ours] == [each.id for each in held]


def test_two_processes_read_while_one_writes(tmp_path: Path) -> None:
    """Every search found the article that stood still, and the one that was being replaced."""
    assert min(run("share", tmp_path / "library", 2)) >= 3
