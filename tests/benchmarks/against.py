"""Ours against the transformers 5.2 pipeline and the Haystack 2.31 reader, in interleaved rounds of one run: a ratio.

`python -m tests.benchmarks.against --data DATA --transformers-python PYTHON --haystack-python PYTHON`; see the README.
"""

import argparse
import json
import os
import platform
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from itertools import groupby
from pathlib import Path
from random import Random
from statistics import fmean, median, quantiles
from typing import Any

from qa.article import Article
from qa.inference import MODELS
from qa.loading import load
from qa.metrics import f1
from qa.questions import Question, read_questions
from tests.benchmarks.systems import CLOCKS, Setup

ROOT = Path(__file__).parent.parent.parent
BATCH = 32
OURS, BATCHES = "ours", "ours, in batches"
AIMS = {"article": 4.0, "library": 10.0, BATCHES: 2.0}


@dataclass(frozen=True, slots=True)
class Turn:
    """What one system did in one round: its answers, and the seconds of each question, or of all together."""

    answers: list[str]
    seconds: list[float]

    @property
    def per_second(self) -> float:
        """Questions a second."""
        return len(self.answers) / sum(self.seconds)


@dataclass(frozen=True, slots=True)
class Row:
    """One system in one setting; medians and extremes over the rounds, F1 and percentiles over all questions."""

    setting: str
    system: str
    per_second: float
    ratio: float | None
    """Ours one by one over this system, in questions a second; for our batches, over ours one by one."""
    least: float | None
    most: float | None
    aim: float | None
    f1: dict[str, float]
    """Percent, of the answerable questions, without abstaining, by the question file."""
    p50: float | None
    """Milliseconds of a question asked alone."""
    p95: float | None


class Worker:
    """A system served by a Python of its own."""

    def __init__(self, system: str, python: str, setup: Setup) -> None:
        command = [python, "-m", "tests.benchmarks.systems", system]
        quiet = {"HF_HUB_OFFLINE": "1", "HAYSTACK_TELEMETRY_ENABLED": "False", "TQDM_DISABLE": "1"}
        self._process = subprocess.Popen(
            command,
            cwd=ROOT,
            env=os.environ | quiet | {"OMP_NUM_THREADS": str(setup.threads)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self._send(asdict(setup))

    def ask(self, questions: Sequence[Question], **options: Any) -> dict[str, Any]:
        """The reply of `tests.benchmarks.systems`."""
        return self._send({"questions": [question.text for question in questions], **options})

    def close(self) -> None:
        """Ends the process."""
        self._process.communicate()

    def _send(self, message: dict[str, Any]) -> dict[str, Any]:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(message) + "\n")
        self._process.stdin.flush()
        reply = self._process.stdout.readline()
        if not reply:
            raise RuntimeError(f"{self._process.args!r} ended; its error is above")
        parsed: dict[str, Any] = json.loads(reply)
        return parsed


def article_rounds(questions: Sequence[Question], words: tuple[int, int]) -> list[list[Question]]:
    """A round is the questions of one article that has so many words, at most 32."""
    least, most = words
    fitting = [question for question in questions if least <= len(question.article.text.split()) <= most]
    groups = [list(group) for _, group in groupby(fitting, key=lambda question: question.article.id)]
    return [group[start : start + BATCH] for group in groups for start in range(0, len(group), BATCH)]


def library_rounds(questions: Sequence[Question]) -> list[list[Question]]:
    """A round is 32 questions drawn by chance, each question once."""
    drawn = Random(0).sample(list(questions), len(questions))
    return [drawn[start : start + BATCH] for start in range(0, len(drawn), BATCH)]


def run(workers: dict[str, Worker], rounds: Sequence[list[Question]], *, on_article: bool) -> dict[str, list[Turn]]:
    """Every system's turn in every round, the first to go changing from round to round."""
    turns: dict[str, list[Turn]] = {name: [] for name in [*workers, BATCHES]}
    sys.stderr.write(f"{len(rounds)} rounds ")
    for number, asked in enumerate(rounds):
        article = asked[0].article.id if on_article else None
        found = (
            None if on_article or "haystack" not in workers else workers["haystack"].ask(asked, search=True)["found"]
        )
        names = list(turns)
        for name in names[number % len(names) :] + names[: number % len(names)]:
            worker = workers[OURS if name == BATCHES else name]
            if found is None and name == "pipeline" and not on_article:
                continue  # it has no retriever of its own
            reply = worker.ask(asked, article=article, found=found, together=name == BATCHES)
            turns[name].append(Turn(**reply))
        sys.stderr.write(".")
        sys.stderr.flush()
    sys.stderr.write("\n")
    return {name: made for name, made in turns.items() if made}


def rows(
    setting: str, turns: dict[str, list[Turn]], rounds: Sequence[list[Question]], files: dict[str, str]
) -> list[Row]:
    """The table of a setting; `files` tells which file a question's article is asked on in."""
    ours = [turn.per_second for turn in turns[OURS]]
    made = []
    for name, of_system in turns.items():
        speeds = [turn.per_second for turn in of_system]
        pairs = list(zip(ours, speeds, strict=True))
        ratios = [theirs / own if name == BATCHES else own / theirs for own, theirs in pairs]
        alone = sorted(1000 * seconds for turn in of_system for seconds in turn.seconds)
        timed = name != BATCHES and len(alone) > 1
        cuts = quantiles(alone, n=20, method="inclusive") if timed else []
        made.append(
            Row(
                setting,
                name,
                median(speeds),
                None if name == OURS else median(ratios),
                None if name == OURS else min(ratios),
                None if name == OURS else max(ratios),
                None if name == OURS else AIMS.get(name, AIMS[setting]),
                _f1(of_system, rounds, files),
                median(alone) if timed else None,
                cuts[-1] if cuts else None,
            )
        )
    return made


def _f1(turns: Sequence[Turn], rounds: Sequence[list[Question]], files: dict[str, str]) -> dict[str, float]:
    values: dict[str, list[float]] = {}
    for turn, asked in zip(turns, rounds, strict=True):
        for question, answer in zip(asked, turn.answers, strict=True):
            if question.references:
                values.setdefault(files[question.article.id], []).append(f1(answer, question.answers))
    return {name: 100 * fmean(of_file) for name, of_file in values.items()}


def table(made: Sequence[Row]) -> str:
    """The rows in Markdown."""
    lines = [
        "| setting | system | questions/s | ratio (rounds) | aim | F1 | p50 | p95 |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for row in made:
        ratio = "–" if row.ratio is None else f"**{row.ratio:.1f}** ({row.least:.1f}–{row.most:.1f})"
        scores = " · ".join(f"{name} {value:.1f}" for name, value in row.f1.items())
        times = [f"{value:.0f} ms" if value else "–" for value in (row.p50, row.p95)]
        aim = f"{row.aim:g}" if row.aim else "–"
        cells = [row.setting, row.system, f"{row.per_second:.1f}", ratio, aim, scores, *times]
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def machine() -> dict[str, Any]:
    """The day and the processor."""
    known = Path("/proc/cpuinfo")
    flags = known.read_text(encoding="utf-8") if known.is_file() else ""
    extra = [name for name in ("avx512f", "avx512_bf16", "amx_bf16", "amx_int8") if name in flags]
    return {"date": date.today().isoformat(), "cores": os.cpu_count(), "kind": [platform.machine(), *extra]}


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description="Questions a second against two other readers, as ratios in one run.")
    parser.add_argument("--data", type=Path, required=True, help="the folder with news/articles.jsonl.gz and dev.json")
    parser.add_argument("--transformers-python", help="a Python that has transformers 5.2 and torch")
    parser.add_argument(
        "--haystack-python", help="a Python that has haystack-ai 2.31, transformers 4, accelerate, torch"
    )
    parser.add_argument("--settings", nargs="+", choices=["article", "library"], default=["article", "library"])
    parser.add_argument("--words", nargs=2, type=int, default=[350, 450], help="of the articles of the first setting")
    parser.add_argument("--rounds", type=int, help="at most so many of each setting")
    parser.add_argument(
        "--reader", type=Path, default=MODELS / "reader", help="the folder of the weights, for all three"
    )
    parser.add_argument("--threads", type=int, default=os.cpu_count() or 1)
    parser.add_argument(
        "--clock", choices=sorted(CLOCKS), default="wall", help="cpu, with --threads 1: on a busy machine"
    )
    parser.add_argument("--top-k", type=int, default=5)
    parser.add_argument("--json", type=Path, help="also write every figure here, with the seconds of every round")
    return parser


def _setup(options: argparse.Namespace, library: Sequence[Article], asked: Sequence[Question]) -> Setup:
    articles = {each.id: each for each in [*library, *(question.article for question in asked)]}
    return Setup(
        str(options.reader.resolve()),
        options.threads,
        options.clock,
        options.top_k,
        30,  # what our reader's answers have at most
        {name: each.text for name, each in articles.items()},
        {name: each.title for name, each in articles.items()},
        [each.id for each in library],
    )


def main(arguments: list[str] | None = None) -> None:
    """Runs the settings, and writes the table."""
    options = _parser().parse_args(arguments)
    news = options.data / "news"
    library = list(load(news / "articles.jsonl.gz"))
    by_file = {name: read_questions(news / f"{name}.json", articles=library) for name in ("dev", "calibration")}
    files = {question.article.id: name for name, asked in by_file.items() for question in asked}
    everything = [question for asked in by_file.values() for question in asked]
    rounds = {
        "article": article_rounds(everything, tuple(options.words)),
        "library": library_rounds(by_file["dev"]),
    }
    setup = _setup(options, library, everything)
    pythons = {OURS: sys.executable, "pipeline": options.transformers_python, "haystack": options.haystack_python}
    workers = {name: Worker(name, python, setup) for name, python in pythons.items() if python}
    made, log = [], {}
    try:
        for setting in options.settings:
            asked = rounds[setting][: options.rounds]
            turns = run(workers, asked, on_article=setting == "article")
            made += rows(setting, turns, asked, files)
            log[setting] = {name: [turn.seconds for turn in of_system] for name, of_system in turns.items()}
    finally:
        for worker in workers.values():
            worker.close()
    sys.stdout.write(f"{table(made)}\n")
    if options.json:
        run_with = {"threads": options.threads, "clock": options.clock}
        figures = {"machine": machine(), **run_with, "rows": [asdict(row) for row in made], "seconds": log}
        options.json.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
