"""Question -> Answer: the reader's spans of all passages on one scale, merged, weighed, and given up where too weak."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import overload

from qa.answers import Answer, Candidate, Citation
from qa.article import Article, parse_date
from qa.asking import kind_asked
from qa.calibration import Calibration, calibration_of
from qa.dates import QuestionPeriod, question_period
from qa.developments import developments, supporters
from qa.evidence import THRESHOLD, evidence
from qa.features import features
from qa.library import Library
from qa.listing import listed, overlap
from qa.loading import load, seeds
from qa.merging import Group, count_sources
from qa.reader import Reader, default_reader
from qa.reading import Read, read_passages
from qa.retriever import Passage
from qa.units import with_units

Source = Article | str | Path
_PREFERENCE = 0.1  # probability that a candidate may lack and still come first, if published when the question says


@overload
def answer(  # type: ignore[overload-overlap]  # a str is a Sequence[str]; it is asked as one question
    question: str,
    *,
    articles: Source | Iterable[Source] | None = None,
    library: Library | None = None,
    where: str | None = None,
    top_k: int = 5,
    threshold: float | None = None,
    reader: Reader | None = None,
    now: date | str | None = None,
    literal: bool = False,
) -> Answer: ...


@overload
def answer(
    question: Sequence[str],
    *,
    articles: Source | Iterable[Source] | None = None,
    library: Library | None = None,
    where: str | None = None,
    top_k: int = 5,
    threshold: float | None = None,
    reader: Reader | None = None,
    now: date | str | None = None,
    literal: bool = False,
) -> list[Answer]: ...


def answer(
    question: str | Sequence[str],
    *,
    articles: Source | Iterable[Source] | None = None,
    library: Library | None = None,
    where: str | None = None,
    top_k: int = 5,
    threshold: float | None = None,
    reader: Reader | None = None,
    now: date | str | None = None,
    literal: bool = False,
) -> Answer | list[Answer]:
    """The articles' own words that answer the question; a list of questions gives a list of answers, in less time each.

    `articles`: one or several of `Article`, `str` (a text) and `Path` (a file or folder); or a `library`, in which `where`
    chooses (as for `Library.search`); with neither, the seeds. At most `top_k` candidates come back, the answer among
    them. Below `threshold`, the least probability of an answer (0 to 1; None: the calibrated one), it is "not stated".
    What was published after the day `now` is not read; from it count the days of a question such as "Who resigned this
    week?". A question with a bound of its own ("since June 2020") reads what was published within it, or without a date.
    A yes/no question gets the sentence that bears on it, `kind` "evidence", with a threshold of its own. A question for
    several ("Which countries signed?") gets each as a candidate, `kind` "list"; together they count as one of `top_k`.
    A word that seems mistyped is put right by the articles' own words, or a common one, and `corrected` tells so; with
    `literal` none is.

    Raises `ValueError` for an empty or overlong question and for `articles` together with a `library`, and `ArticleError`
    for an article that cannot be used.
    """
    if question is None:
        raise ValueError("question: must be a str or a list of them, got None")
    questions = [question] if isinstance(question, str) else list(question)
    if top_k < 1:
        raise ValueError(f"top_k: must be at least 1, got {top_k}")
    if threshold is not None and not 0 <= threshold <= 1:
        raise ValueError(f"threshold: must be between 0 and 1, got {threshold}")
    if not questions:
        return []
    chosen = reader or default_reader()
    chosen.check_questions(questions)
    calibration = calibration_of(chosen.folder)
    least = calibration.threshold if threshold is None else threshold
    asked = library_of(articles, library)
    periods = [question_period(each, now) for each in questions]
    conditions = [_condition(where, now, period) for period in periods]
    read = _read_by_condition(questions, conditions, asked, chosen, literal=literal)
    for index, each in enumerate(read):  # "sincce June 2020": a bound that only the question put right has
        if each.question != questions[index] and (meant := question_period(each.question, now)) != periods[index]:
            periods[index], conditions[index] = meant, _condition(where, now, meant)
            (read[index],) = read_passages([each.question], asked, where=conditions[index], reader=chosen, literal=True)
    stories = _stories(read, asked)
    answers = [
        _finished(
            _evidence(each, THRESHOLD if threshold is None else threshold, top_k)
            if kind_asked(each.question) == "evidence"
            else _answer(each, calibration, least, top_k, period=period, stories=stories),
            question,
            asked,
            condition,
        )
        for question, period, condition, each in zip(questions, periods, conditions, read, strict=True)
    ]
    return answers[0] if isinstance(question, str) else answers


def _read_by_condition(
    questions: Sequence[str], conditions: Sequence[str | None], library: Library, reader: Reader, *, literal: bool
) -> list[Read]:
    """What `read_passages` gives for each question: those with the same condition are read together."""
    read: dict[int, Read] = {}
    for condition in dict.fromkeys(conditions):
        chosen = [index for index, each in enumerate(conditions) if each == condition]
        together = [questions[index] for index in chosen]
        found = read_passages(together, library, where=condition, reader=reader, literal=literal)
        read.update(zip(chosen, found, strict=True))
    return [read[index] for index in range(len(questions))]


def _answer(
    read: Read,
    calibration: Calibration,
    threshold: float,
    top_k: int,
    *,
    period: QuestionPeriod | None,
    stories: Mapping[str, str],
) -> Answer:
    question, groups, passages = read.question, read.groups, read.passages

    def weigh(some: Sequence[Group]) -> list[float]:
        return [calibration.probability(row) for row in features(question, some, passages)]

    shown = zip(with_units(question, groups), weigh(groups), strict=True)
    weighed = [(_candidate(question, each, probability, stories), each) for each, probability in shown if each]
    groups = [each for _, each in weighed]
    ranked = sorted(weighed, key=lambda each: (each[0].probability >= threshold, _rank(each[0], period)), reverse=True)
    candidates = tuple(candidate for candidate, _ in ranked[:top_k])
    probability = candidates[0].probability if candidates else 0.0
    if not candidates or probability < threshold:
        return Answer(question, "not stated", probability, (), candidates, _nearest(passages))
    if kind_asked(question) == "list" and len(items := listed(question, candidates, threshold)) > 1:
        others = tuple(each for each in candidates if not any(overlap(each, item) for item in items))
        return Answer(question, "list", probability, items, others, None)
    probabilities = {id(group): candidate.probability for candidate, group in weighed}
    values = tuple(
        _candidate(question, said, probabilities[id(group)], stories)
        for group, said in developments(question, groups, ranked[0][1], weigh=weigh)
    )
    return Answer(question, "span", probability, candidates[:1], candidates[1:], None, developments=values)


def _finished(found: Answer, question: str, library: Library, where: str | None) -> Answer:
    """The answer to the question as typed, with what was looked through, and the copies of what is cited."""
    copies = [library.also_in([article.id for article in each.articles], where=where) for each in found.candidates]
    candidates = tuple(replace(each, also_in=tuple(also)) for each, also in zip(found.candidates, copies, strict=True))
    corrected = None if found.question == question else found.question
    searched = library.searched(where=where)
    return replace(found, question=question, corrected=corrected, candidates=candidates, searched=searched)


def _candidate(question: str, group: Group, probability: float, stories: Mapping[str, str]) -> Candidate:
    return Candidate(group.citations, probability, count_sources(supporters(question, group), stories))


def _stories(read: Iterable[Read], library: Library) -> dict[str, str]:
    """The stories of all articles that are cited beside another one for the same."""
    cited = [{each.article.id for each in group.citations} for one in read for group in one.groups]
    together = set().union(*(ids for ids in cited if len(ids) > 1))
    return library.groups(together) if together else {}


def _evidence(read: Read, threshold: float, top_k: int) -> Answer:
    candidates = tuple(evidence(read.groups)[:top_k])
    probability = candidates[0].probability if candidates else 0.0
    if candidates and probability >= threshold:
        return Answer(read.question, "evidence", probability, candidates[:1], candidates[1:], None)
    return Answer(read.question, "not stated", probability, (), candidates, _nearest(read.passages))


def _rank(candidate: Candidate, period: QuestionPeriod | None) -> float:
    """Its probability, and a little more where it was published in the period that the question names."""
    within = period is not None and any(period.prefers(each.article.published) for each in candidate.citations)
    return candidate.probability + _PREFERENCE * within


def _nearest(passages: Sequence[Passage]) -> Citation | None:
    """The sentence that the retriever put first."""
    if not passages:
        return None
    sentence = passages[0].hits[0].sentence
    return Citation(passages[0].article, sentence.start, sentence.end, sentence.start, sentence.end)


def library_of(articles: Source | Iterable[Source] | None, library: Library | None) -> Library:
    """The library that is asked: the one given, or one of the articles, or of the seeds. Raises as `answer` does."""
    if articles is not None and library is not None:
        raise ValueError("articles: must not be given together with a library; add them to it instead")
    if library is not None:
        return library
    if articles is None:
        return _kept(tuple(seeds()))
    sources = [articles] if isinstance(articles, Article | str | Path) else list(articles)
    found = [article for source in sources for article in _articles(source)]
    if not found:
        raise ValueError("articles: must name at least one article, got none")
    texts: dict[str, Article] = {}
    for article in found:
        if texts.setdefault(article.id, article).text != article.text:
            raise ValueError(f"articles: must not give two texts the same id, got {article.id!r} twice")
    return _kept(tuple(found))


@lru_cache(maxsize=8)
def _kept(articles: tuple[Article, ...]) -> Library:
    """The library of these articles, kept for the next question on them."""
    return Library.of(articles)


def _articles(source: Source) -> Iterable[Article]:
    if isinstance(source, Article):
        return [source]
    return load(source) if isinstance(source, Path) else [Article(source)]


def _condition(where: str | None, now: date | str | None, period: QuestionPeriod | None) -> str | None:
    """`where`, published until `now`, and within the question's own bounds."""
    day = parse_date(now)
    until = f"(published IS NULL OR published <= date '{day:%Y-%m-%d}')" if day else None
    return both(both(where, until), period.where if period else None)


def both(first: str | None, second: str | None) -> str | None:
    """The condition that both hold, each of them only if given."""
    return f"({first}) AND {second}" if first and second else first or second
