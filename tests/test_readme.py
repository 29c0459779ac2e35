import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_every_line_of_python_runs(tmp_path: Path) -> None:
    (tmp_path / "seeds").symlink_to(ROOT / "seeds")
    code = "\n".join(re.findall(r"```python\n(.*?)```", README, flags=re.DOTALL))
    code += "\nassert answer.text == 'Kamala Harris' or 'Harris' in answer.text, answer\nassert len(answers) == 2\nassert spans\n"
    code += "\nassert met['answer'] == 'Kim' and set(met) == {'score', 'start', 'end', 'answer'}, met\n"
    code += "\nassert len(report.candidates + report.alternatives) <= 3 and report.probability\nassert told.question\n"
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    shown = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
    )
    assert shown.returncode == 0, shown.stderr
    assert "huge mistake" in shown.stdout


def test_old_code_of_others_stands_before_ours_and_is_not_run() -> None:
    section = README.split("## Coming from transformers, Haystack or cdQA")[1].split("\n## ")[0]
    assert re.findall(r"^```(\w+)", section, flags=re.MULTILINE) == ["py", "python"] * 3  # only "python" is ours
    for theirs in re.findall(r"```py\n(.*?)```", section, flags=re.DOTALL):
        compile(theirs, "README.md", "exec")


def test_every_link_leads_somewhere() -> None:
    for page in ROOT.glob("**/README.md"):
        if ".venv" in page.parts:
            continue
        for target in re.findall(r"\]\((?!https?:)([^)#]+)\)", page.read_text(encoding="utf-8")):
            assert (page.parent / target).exists(), f"{page}: {target}"


def test_the_files_that_are_named_exist() -> None:
    for name in re.findall(r"`((?:qa|ui|seeds|tests)/[\w/.]+)`", README):
        assert (ROOT / name).exists(), name
