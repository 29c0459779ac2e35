"""`ask`: one question, or a file of questions, from the command line."""

import argparse
import csv
import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qa.commands import ANSWERED, NOT_STATED
from qa.commands.choosing import add_filter_options, chosen_library, chosen_where

if TYPE_CHECKING:
    from qa.answers import Answer, Candidate, Citation, Searched
    from qa.article import Article
    from qa.library import Library

_EPILOG = "Exit codes of ask: 0 all answered, 1 at least one not stated, 2 error."
_LIBRARY = "a library that `add` made, to ask (default: your own if it holds any article, else the seeds)"
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
    "corrected",
)


def add_parser(commands: Any) -> None:
    """Adds the command."""
    ask = commands.add_parser("ask", help="answer one question, or a file of questions", epilog=_EPILOG)
    ask.add_argument("question", nargs="?", help="the question")
    source = ask.add_mutually_exclusive_group()
    source.add_argument(
        "--article", action="append", type=Path, metavar="FILE", help="a file or folder to ask; may be repeated"
    )
    source.add_argument("--library", metavar="DIR", help=_LIBRARY)
    ask.add_argument("--questions", type=Path, metavar="FILE", help="a file with one question a line, instead of one")
    form = ask.add_mutually_exclusive_group()
    form.add_argument("--csv", action="store_true", help="write a row an answer as CSV (the default with --questions)")
    form.add_argument("--json", action="store_true", help="write every answer whole, as one line of JSON")
    ask.add_argument("--top-k", type=int, default=5, metavar="N", help="candidates at most (default: %(default)s)")
    ask.add_argument(
        "--threshold", type=float, metavar="P", help="least probability of an answer (default: calibrated)"
    )
    ask.add_argument("--literal", action="store_true", help="take no word of a question for a typo")
    add_filter_options(ask)
    ask.set_defaults(run=_ask)


def _ask(options: argparse.Namespace) -> int:
    questions, where = _questions(options), chosen_where(options)
    from transformers.utils.logging import disable_progress_bar

    from qa.answering import answer

    disable_progress_bar()
    answers = answer(
        questions,
        articles=options.article,
        library=_library(options),
        where=where,
        top_k=options.top_k,
        threshold=options.threshold,
        literal=options.literal,
    )
    if options.json:
        for each in answers:
            print(json.dumps(each.to_dict(), ensure_ascii=False))
    elif options.csv or options.questions:
        _write_csv(answers)
    else:
        if answers[0].corrected:
            print(f"Understood as: {answers[0].corrected}")
        print(_sentences(answers[0]))
    return ANSWERED if all(each.text is not None for each in answers) else NOT_STATED


def _library(options: argparse.Namespace) -> "Library | None":
    """The library to ask; None where articles are given, and for the seeds."""
    from qa.storage import default_folder

    if options.library is not None:
        return chosen_library(options)
    own = options.article is None and default_folder().is_dir()
    return (chosen_library(options) or None) if own else None  # an empty one is false


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
    """The answer for a reader: its words, its sentence and its source; or why there is none, and where it was sought."""
    percent = f"{answer.probability:.0%}"
    if answer.text is None:
        lines = [f"Not stated (the best candidate is right with a probability of {percent})."]
        lines += [f"  {_looked_through(answer.searched)}"] if answer.searched else []
        cited, before = answer.nearest, "Nearest sentence: "
    elif answer.kind == "evidence":
        cited, before = answer.citations[0], ""
        lines = [f"This sentence bears on it  ({percent})"]
    elif answer.kind == "list":
        return _items(answer, percent)
    else:
        cited, before = answer.citations[0], ""
        lines = [f"{answer.text} ({cited.days})  ({percent})" if cited.days else f"{answer.text}  ({percent})"]
    if cited:
        lines += _evidence(cited, before)
    if answer.candidates and len(answer.candidates[0].articles) > 1:
        sources = answer.candidates[0].sources
        lines += [f"  {sources} independent source{'s' if sources > 1 else ''}"]
    if answer.candidates and answer.candidates[0].also_in:
        lines += [f"  Also in: {'; '.join(map(_reported, answer.candidates[0].also_in))}"]
    if answer.developments:
        lines += ["  The articles differ:", *(f"    {_said(each)}" for each in answer.developments)]
    return "\n".join(lines)


def _items(answer: "Answer", percent: str) -> str:
    """The items of a list, one a line, and the sentences that hold them."""
    lines = [f"{len(answer.candidates)} items  ({percent})"]
    lines += [f"- {' '.join(each.text.split())}" for each in answer.candidates]
    firsts = {(each.article.id, each.sentence_start): each for each in reversed(answer.citations)}
    for each in reversed(firsts.values()):
        lines += _evidence(each)
    return "\n".join(lines)


def _evidence(cited: "Citation", before: str = "") -> list[str]:
    """The sentence with its source, who says it, and its days."""
    article = cited.article
    day = f"{article.published:%Y-%m-%d}" if article.published else ""
    source = ", ".join(part for part in (article.title or article.id, article.outlet, day) if part)
    notes = (cited.said_by, "; ".join(cited.date_notes))
    told = [f"  {' '.join(each.split())}" for each in notes if each]
    return [f"  {before}{' '.join(cited.sentence.split())}", f"  {source}", *told]


def _said(value: "Candidate") -> str:
    """A value with the days and outlets that give it: "12: 2021-05-09, Wikinews; 2021-05-10, VOA"."""
    days = f" ({value.citations[0].days})" if value.citations[0].days else ""
    return f"{' '.join(value.text.split())}{days}: {'; '.join(map(_reported, value.articles))}"


def _reported(article: "Article") -> str:
    """Day and outlet of the article: "2021-05-09, Wikinews"; its title or id where neither is known."""
    day = f"{article.published:%Y-%m-%d}" if article.published else ""
    return ", ".join(part for part in (day, article.outlet) if part) or article.title or article.id


def _looked_through(searched: "Searched") -> str:
    if not searched.articles:
        return "No article was looked through: none is chosen."
    articles = "1 article" if searched.articles == 1 else f"{searched.articles:,} articles"
    if searched.first is None:
        return f"Looked through: {articles}."
    days = f"of {searched.first}" if searched.first == searched.last else f"from {searched.first} to {searched.last}"
    return f"Looked through: {articles} {days}."


def _write_csv(answers: Iterable["Answer"]) -> None:
    writer = csv.DictWriter(sys.stdout, _COLUMNS, lineterminator="\n", extrasaction="ignore")
    writer.writeheader()
    for each in answers:
        cited = each.citations[0] if each.citations else each.nearest
        row: dict[str, Any] = cited.to_dict() if cited else {}
        if each.kind == "list":
            row["text"] = "; ".join(" ".join(item.text.split()) for item in each.candidates)
        row |= {"question": each.question, "kind": each.kind, "probability": f"{each.probability:.4f}"}
        row["corrected"] = each.corrected or ""
        if each.text is None:  # the sentence and its source are the nearest ones
            row |= {"text": "", "start": "", "end": ""}
        writer.writerow(row)
