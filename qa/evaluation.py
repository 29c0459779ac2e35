"""Questions with known answers -> a report: exact match, F1, abstention, calibration, recall and speed."""

import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import partial
from itertools import groupby
from pathlib import Path
from random import Random
from time import perf_counter
from typing import TypeVar, get_args

from qa.answering import answer
from qa.article import Article, ArticleError
from qa.calibration import calibration_of
from qa.library import Library, one_of
from qa.loading import load
from qa.noise import Noise, noisy
from qa.questions import Part, Question, read_questions
from qa.reader import Reader, default_reader
from qa.report import Mode, Outcome, Report, Timing
from qa.sentences import split

_BATCH = 32
_NO_SPAN = -sys.float_info.max  # the score where a context has no word: JSON knows no infinity
_FOUND = 8  # sentences that recall looks at
Item = TypeVar("Item")
Ask = Callable[[Sequence[Question]], list[Outcome]]


def evaluate(
    paths: str | Path | Sequence[str | Path],
    *,
    mode: Mode,
    articles: str | Path | Iterable[Article] | None = None,
    reader: Reader | None = None,
    library: Library | None = None,
    part: Part | None = None,
    limit: int | None = None,
    timed: int = 100,
    noise: Noise | None = None,
) -> Report:
    """How well the questions of one or several files (as `read_questions` takes them) are answered.

    The mode "reader" reads each context alone, by the rules of SQuAD 2.0: an answer scores at least 0 over the null. The
    others ask the whole chain, whose answers need the calibrated probability: "article" inside the question's own article,
    "library" over all articles, those of `articles` (a source for `load`, or articles) and those of the files. A `library`
    is asked as it stands, and must hold the articles of the questions. Of a `part` only its questions are asked, and `limit`
    of them at most, the same random ones each time; `timed` of them at most also one by one, for the latency. With a
    `noise` each is asked with one typo, or in lower case, and its references stay as they are.

    Raises `ValueError` for a bad argument or a question that is too long, `ArticleError` for files that cannot be used.
    """
    if mode not in get_args(Mode):
        raise ValueError(f"mode: must be one of {', '.join(get_args(Mode))}, got {mode!r}")
    if articles is not None and library is not None:
        raise ValueError("articles: must not be given together with a library; add them to it instead")
    if limit is not None and limit < 1:
        raise ValueError(f"limit: must be at least 1, got {limit}")
    if timed < 0:
        raise ValueError(f"timed: must be at least 0, got {timed}")
    known = {article.id: article for article in _given(articles, library)}
    questions = read_questions(paths, articles=known.values(), part=part)
    if not questions:
        raise ArticleError(f"{paths}: no question is there")
    chosen = reader or default_reader()
    asked = _sample(questions, limit)
    if noise:
        asked = [replace(question, text=noisy(question.text, noise)) for question in asked]
    chosen.check_questions([question.text for question in asked])
    batches = _batches(asked, mode)
    if mode == "reader":
        return Report.of(mode, 0.0, *_timed(partial(_read, reader=chosen), batches, timed))
    if library is None:
        library = Library.of(list({**{each.article.id: each.article for each in questions}, **known}.values()))
    elif absent := {question.article.id for question in asked} - known.keys():
        raise ArticleError(f"{paths}: the library lacks the article {min(absent)!r}, which a question is asked of")
    outcomes, timing = _timed(partial(_answer, library=library, mode=mode, reader=chosen), batches, timed)
    found = [rank for batch in batches for rank in ranks(batch, library=library, mode=mode)]
    ranked = [replace(outcome, rank=rank) for outcome, rank in zip(outcomes, found, strict=True)]
    return Report.of(mode, calibration_of(chosen.folder).threshold, ranked, timing)


def _given(articles: str | Path | Iterable[Article] | None, library: Library | None) -> Iterable[Article]:
    if library is not None:
        return library
    return load(articles) if isinstance(articles, str | Path) else articles or ()


def _read(batch: Sequence[Question], *, reader: Reader) -> list[Outcome]:
    found = reader.read_batch([(question.text, question.article.text) for question in batch])
    return [
        Outcome(question, question.article.text[spans[0].start : spans[0].end], spans[0].score)
        if spans
        else Outcome(question, "", _NO_SPAN)
        for question, spans in zip(batch, found, strict=True)
    ]


def _answer(batch: Sequence[Question], *, library: Library, mode: Mode, reader: Reader) -> list[Outcome]:
    asked, where = [question.text for question in batch], _where(batch, mode)
    found = answer(asked, library=library, where=where, top_k=1, threshold=0, reader=reader)
    return [
        Outcome(question, each.stretch or "", each.probability) for question, each in zip(batch, found, strict=True)
    ]


def ranks(batch: Sequence[Question], *, library: Library, mode: Mode) -> list[int | None]:
    """For each question the rank of the first sentence found that helps, if one does."""
    found = library.search([question.text for question in batch], where=_where(batch, mode), top_k=_FOUND)
    found_at: list[int | None] = []
    for question, hits in zip(batch, found, strict=True):
        near, places = _near(question), [(hit.sentence.article_id, hit.sentence.index) for hit in hits]
        found_at.append(next((rank for rank, place in enumerate(places, 1) if place in near), None))
    return found_at


def _near(question: Question) -> set[tuple[str, int]]:
    """The sentences, as (article_id, index), that hold a part of a right answer, and their direct neighbours."""
    gold = {
        sentence.index
        for sentence in split(question.article)
        for reference in question.references
        if sentence.start < reference.end and reference.start < sentence.end
    }
    return {(question.article.id, index + step) for index in gold for step in (-1, 0, 1)}


def _timed(ask: Ask, batches: Sequence[Sequence[Question]], timed: int) -> tuple[list[Outcome], Timing]:
    """What comes of all questions, and how long it took: in their batches, and `timed` of them one by one."""
    ask(batches[0][:1])  # what loads on first use is not the question's time
    start = perf_counter()
    outcomes = [outcome for batch in batches for outcome in ask(batch)]
    together, alone = perf_counter() - start, []
    for outcome in _sample(outcomes, timed):
        start = perf_counter()
        ask([outcome.question])
        alone.append(perf_counter() - start)
    return outcomes, Timing(tuple(alone), together)


def _batches(questions: Sequence[Question], mode: Mode) -> list[list[Question]]:
    """The questions by 32, in the mode "article" those of one article together."""
    groups = [list(questions)]
    if mode == "article":
        ordered = sorted(questions, key=lambda question: question.article.id)
        groups = [list(group) for _, group in groupby(ordered, key=lambda question: question.article.id)]
    return [group[start : start + _BATCH] for group in groups for start in range(0, len(group), _BATCH)]


def _where(batch: Sequence[Question], mode: Mode) -> str | None:
    return one_of("article_id", [batch[0].article.id]) if mode == "article" else None


def _sample(items: Sequence[Item], limit: int | None) -> list[Item]:
    """All items, or `limit` of them in their order, drawn by chance: even steps would fall in with a file's own rhythm."""
    if limit is None or limit >= len(items):
        return list(items)
    return [items[index] for index in sorted(Random(0).sample(range(len(items)), limit))]  # the same ones every time
