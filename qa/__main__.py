"""`python -m qa`: ask from the command line. Data goes to standard output, everything else to standard error."""

import argparse
import csv
import json
import os
import sys
import warnings
from collections.abc import Iterable
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from qa.answers import Answer

ANSWERED, NOT_STATED, ERROR = 0, 1, 2
_EPILOG = "Exit codes of ask: 0 all answered, 1 at least one not stated, 2 error."
_MODES = (
    "reader: each context alone; article: the whole chain in the question's article; library: over all (%(default)s)"
)
_COLUMNS = (
    "question",
    "kind",
    "text",
    "probability",
    "sentence",
    "title",
    "outlet",
    "published",
    "url",
    "start",
    "end",
)


def main(arguments: list[str] | None = None) -> int:
    """Runs the command and returns its exit code."""
    options = _parser().parse_args(arguments)
    warnings.showwarning = _show_warning
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):  # a terminal that lacks a character shows its escape
            stream.reconfigure(errors="backslashreplace")
    from qa.article import ArticleError  # light; what is heavy is imported by the command that needs it

    try:
        code: int = options.run(options)
    except BrokenPipeError:  # the reader of standard output has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return ERROR
    except (ArticleError, ValueError, ImportError, OSError) as error:
        print(f"error: {_printable(error)}", file=sys.stderr)
        return ERROR
    except KeyboardInterrupt:
        return 130
    return code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m qa", description="Ask news articles; get their own words.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    ask = commands.add_parser("ask", help="answer one question, or a file of questions", epilog=_EPILOG)
    ask.add_argument("question", nargs="?", help="the question")
    ask.add_argument(
        "--article",
        action="append",
        type=Path,
        metavar="FILE",
        help="a text or JSON lines file, or a folder of such, to ask; may be repeated (default: the seed articles)",
    )
    ask.add_argument("--questions", type=Path, metavar="FILE", help="a file with one question a line, instead of one")
    form = ask.add_mutually_exclusive_group()
    form.add_argument("--csv", action="store_true", help="write a row an answer as CSV (the default with --questions)")
    form.add_argument("--json", action="store_true", help="write every answer whole, as one line of JSON")
    ask.add_argument("--top-k", type=int, default=5, metavar="N", help="candidates at most (default: %(default)s)")
    ask.add_argument(
        "--threshold", type=float, metavar="P", help="least probability of an answer (default: calibrated)"
    )
    ask.set_defaults(run=_ask)
    _add_evaluate(commands)
    _add_train(commands)
    return parser


def _add_evaluate(commands: Any) -> None:
    evaluate = commands.add_parser("evaluate", help="measure how well the questions of a file are answered")
    evaluate.add_argument("questions", nargs="+", type=Path, metavar="FILE", help="SQuAD-layout JSON, or JSON lines")
    evaluate.add_argument("--mode", choices=("reader", "article", "library"), default="article", help=_MODES)
    evaluate.add_argument(
        "--articles", type=Path, metavar="SOURCE", help="articles to ask besides those of the questions"
    )
    evaluate.add_argument("--reader", metavar="FOLDER", help="another reader than the one that ships")
    evaluate.add_argument("--limit", type=int, metavar="N", help="ask only N of the questions, drawn by chance")
    evaluate.add_argument("--timed", type=int, default=100, metavar="N", help="ask N also alone, for the latency")
    evaluate.add_argument("--json", action="store_true", help="write the report as JSON")
    evaluate.add_argument("--plots", type=Path, metavar="DIR", help="write the plots as PNG to this folder")
    evaluate.set_defaults(run=_evaluate)


def _add_train(commands: Any) -> None:
    train = commands.add_parser("train", help="fit what the answers rest on to data of your own")
    parts = train.add_subparsers(required=True, metavar="PART")
    from qa.training.settings import add_encoder_options, add_options  # light

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
    calibration.set_defaults(run=_train_calibration)


def _ask(options: argparse.Namespace) -> int:
    questions = _questions(options)
    from transformers.utils.logging import disable_progress_bar

    from qa.answering import answer

    disable_progress_bar()
    answers = answer(questions, articles=options.article, top_k=options.top_k, threshold=options.threshold)
    if options.json:
        for each in answers:
            print(json.dumps(each.to_dict(), ensure_ascii=False))
    elif options.csv or options.questions:
        _write_csv(answers)
    else:
        print(_sentences(answers[0]))
    return ANSWERED if all(each.text is not None for each in answers) else NOT_STATED


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
        limit=options.limit,
        timed=options.timed,
    )
    print(json.dumps(report.to_dict(), ensure_ascii=False) if options.json else report)
    if options.plots:
        from qa.plots import plot

        print(*plot(report, options.plots), sep="\n", file=sys.stderr)
    return ANSWERED


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
    fitted, readings = fit_calibration(options.questions, articles=articles, reader=reader, refuse=options.refuse)
    names = ", ".join(path.name for path in options.questions)
    basis = f"{names}: {readings:,} readings, {options.refuse:.0%} of the answerable refused"
    fitted.save(folder / "calibration.json", fitted_on=basis)
    print(folder / "calibration.json", file=sys.stderr)
    return ANSWERED


def _questions(options: argparse.Namespace) -> list[str]:
    if (options.question is None) == (options.questions is None):
        raise ValueError("question: give either one question or --questions FILE")
    if options.question is not None:
        return [options.question]
    try:
        lines = options.questions.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise ValueError(f"{options.questions}: the file of questions cannot be read: {error}") from error
    questions = [line.strip() for line in lines if line.strip()]
    if not questions:
        raise ValueError(f"{options.questions}: the file holds no question")
    return questions


def _sentences(answer: "Answer") -> str:
    """The answer for a reader: its words, its sentence and its source; or why there is none."""
    percent = f"{answer.probability:.0%}"
    if answer.text is None:
        lines = [f"Not stated (the best candidate is right with a probability of {percent})."]
        cited, before = answer.nearest, "Nearest sentence: "
    else:
        lines = [f"{answer.text}  ({percent})"]
        cited, before = answer.citations[0], ""
    if cited:
        article = cited.article
        day = f"{article.published:%Y-%m-%d}" if article.published else ""
        source = ", ".join(part for part in (article.title or article.id, article.outlet, day) if part)
        lines += [f"  {before}{' '.join(cited.sentence.split())}", f"  {source}"]
    return "\n".join(lines)


def _write_csv(answers: Iterable["Answer"]) -> None:
    writer = csv.DictWriter(sys.stdout, _COLUMNS, lineterminator="\n", extrasaction="ignore")
    writer.writeheader()
    for each in answers:
        cited = each.citations[0] if each.citations else each.nearest
        row: dict[str, Any] = cited.to_dict() if cited else {}
        row |= {"question": each.question, "kind": each.kind, "probability": f"{each.probability:.4f}"}
        if each.text is None:  # the sentence and its source are the nearest ones
            row |= {"text": "", "start": "", "end": ""}
        writer.writerow(row)


def _printable(error: Exception) -> str:
    return str(error).encode("utf-8", "backslashreplace").decode()


def _show_warning(message: Warning | str, *_: Any, **__: Any) -> None:
    print(f"warning: {message}", file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
