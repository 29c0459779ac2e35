"""`train`: a reader, a sentence encoder or the calibration, from data of your own."""

import argparse
import sys
from pathlib import Path
from typing import Any

from qa.commands import ANSWERED
from qa.commands.choosing import add_part
from qa.training.settings import add_encoder_options, add_options  # light


def add_parser(commands: Any) -> None:
    """Adds the command and its parts."""
    train = commands.add_parser("train", help="fit what the answers rest on to data of your own")
    parts = train.add_subparsers(required=True, metavar="PART")
    reader = parts.add_parser("reader", help="the weights of a reader, from any checkpoint")
    add_options(reader)
    reader.set_defaults(run=_train_reader)
    encoder = parts.add_parser("encoder", help="the weights of a sentence encoder, from those of another")
    add_encoder_options(encoder)
    encoder.set_defaults(run=_train_encoder)
    calibration = parts.add_parser("calibration", help="the probabilities and the threshold of a reader")
    calibration.add_argument(
        "questions", nargs="+", type=Path, metavar="FILE", help="as for evaluate; none may be trained on"
    )
    calibration.add_argument("--articles", type=Path, metavar="SOURCE", help="the library over which they are asked")
    calibration.add_argument("--reader", metavar="FOLDER", help="the reader, and where its calibration.json is written")
    calibration.add_argument(
        "--refuse", type=float, default=0.12, metavar="SHARE", help="of the answerable, at most (%(default)s)"
    )
    modes = ("article", "library", "both")
    calibration.add_argument("--mode", choices=modes, default="both", help="where each question is asked (%(default)s)")
    add_part(calibration)
    calibration.set_defaults(run=_train_calibration)


def _train_reader(options: argparse.Namespace) -> int:
    from qa.training.reader import train
    from qa.training.settings import from_options

    train(from_options(options), resume=options.resume)
    return ANSWERED


def _train_encoder(options: argparse.Namespace) -> int:
    from qa.training.encoder import train
    from qa.training.settings import encoder_from_options

    train(encoder_from_options(options), resume=options.resume)
    return ANSWERED


def _train_calibration(options: argparse.Namespace) -> int:
    from transformers.utils.logging import disable_progress_bar

    from qa.inference import MODELS
    from qa.loading import load
    from qa.reader import Reader
    from qa.training.calibration import fit_calibration

    disable_progress_bar()
    folder = Path(options.reader or MODELS / "reader")
    articles = list(load(options.articles)) if options.articles else []
    reader = Reader.from_pretrained(folder)
    fitted, readings = fit_calibration(
        options.questions,
        articles=articles,
        reader=reader,
        refuse=options.refuse,
        mode=options.mode,
        part=options.part,
    )
    names = ", ".join(path.name for path in options.questions)
    part = f" (part {options.part.number}/{options.part.of} by title)" if options.part else ""
    basis = f"{names}{part}: {readings:,} readings, {options.refuse:.0%} of the answerable refused"
    fitted.save(folder / "calibration.json", fitted_on=basis)
    print(folder / "calibration.json", file=sys.stderr)
    return ANSWERED
