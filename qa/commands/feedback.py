"""`export-feedback`: what readers said of answers in the chat, as questions for `train` and `evaluate`."""

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from qa.commands import ANSWERED


def add_parser(commands: Any) -> None:
    """Adds the command."""
    export = commands.add_parser(
        "export-feedback",
        help="write the feedback of the chat's readers as questions to train on and to evaluate with",
        epilog="Write it to a file whose name ends in .jsonl; `train reader` and `evaluate` take it.",
    )
    export.add_argument("file", nargs="?", type=Path, help="the feedback file (default: that of your own chat)")
    export.set_defaults(run=_export)


def _export(options: argparse.Namespace) -> int:
    from qa.feedback import read_feedback, to_squad
    from qa.storage import chat_folder

    given = read_feedback(options.file or chat_folder() / "feedback.jsonl")
    rows = list(to_squad(given))
    for row in rows:
        print(json.dumps(row, ensure_ascii=False))
    unanswerable = sum(row["is_impossible"] for row in rows)
    print(
        f"{len(given):,} words of readers give {len(rows):,} questions, {unanswerable:,} unanswerable", file=sys.stderr
    )
    return ANSWERED
