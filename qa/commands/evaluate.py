"""`evaluate`: how well the questions of a file are answered."""

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from qa.commands import ANSWERED
from qa.commands.choosing import add_part

_MODES = (
    "reader: each context alone; article: the whole chain in the question's article; library: over all (%(default)s)"
)


def add_parser(commands: Any) -> None:
    """Adds the command."""
    evaluate = commands.add_parser("evaluate", help="measure how well the questions of a file are answered")
    evaluate.add_argument("questions", nargs="+", type=Path, metavar="FILE", help="SQuAD-layout JSON, or JSON lines")
    evaluate.add_argument("--mode", choices=("reader", "article", "library"), default="article", help=_MODES)
    evaluate.add_argument(
        "--articles", type=Path, metavar="SOURCE", help="articles to ask besides those of the questions"
    )
    evaluate.add_argument("--reader", metavar="FOLDER", help="another reader than the one that ships")
    add_part(evaluate)
    evaluate.add_argument("--limit", type=int, metavar="N", help="ask only N of the questions, drawn by chance")
    evaluate.add_argument("--timed", type=int, default=100, metavar="N", help="ask N also alone, for the latency")
    evaluate.add_argument("--noise", choices=("typo", "lower"), help="ask with one typo a question, or in lower case")
    evaluate.add_argument("--json", action="store_true", help="write the report as JSON")
    evaluate.add_argument("--plots", type=Path, metavar="DIR", help="write the plots as PNG to this folder")
    evaluate.set_defaults(run=_evaluate)


def _evaluate(options: argparse.Namespace) -> int:
    from transformers.utils.logging import disable_progress_bar

    from qa.evaluation import evaluate
    from qa.reader import Reader

    disable_progress_bar()
    report = evaluate(
        options.questions,
        mode=options.mode,
        articles=options.articles,
        reader=Reader.from_pretrained(options.reader) if options.reader else None,
        part=options.part,
        limit=options.limit,
        timed=options.timed,
        noise=options.noise,
    )
    print(json.dumps(report.to_dict(), ensure_ascii=False) if options.json else report)
    if options.plots:
        from qa.plots import plot

        print(*plot(report, options.plots), sep="\n", file=sys.stderr)
    return ANSWERED
