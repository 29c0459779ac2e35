"""A question and the turns so far -> a turn: asked as it stands, or as the rewrite that the articles answer best."""

from collections.abc import Iterable, Sequence
from datetime import date

from qa.answering import Source, answer, both, library_of
from qa.answers import Answer, Citation
from qa.conversation.needs import Need, need
from qa.conversation.rewriting import rewrites
from qa.conversation.turns import Turn, article_of
from qa.conversation.words import anchors, known_names
from qa.dates import question_period
from qa.filters import one_of
from qa.library import Library
from qa.metrics import normalise
from qa.reader import Reader, default_reader

_STEP = 0.1  # probability that a rewrite must have over one that is likelier by a place
_AGREEING = 0.1  # of the probability of each other rewrite that gets the same words is added to a rewrite's
_REPEATED = 0.3  # probability that is taken from a rewrite that gets the words which were answered last


def understand(question: str, turns: Sequence[Turn]) -> list[str]:
    """The questions that stand alone and that the question may mean, the likeliest first; none where it stands alone.

    Rules alone decide, from the question and the turns before it; nothing is read.
    """
    wanted = _need(question, turns)
    return rewrites(wanted, turns) if wanted else []


def _need(question: str, turns: Sequence[Turn]) -> Need | None:
    article = article_of(turns)
    return need(question, known_names(article) if article else ()) if turns else None


def _names_nothing(question: str, turns: Sequence[Turn]) -> bool:
    """Whether it has no name and no number: "When did the ship arrive?" is of the article that is spoken about."""
    article = article_of(turns)
    return article is not None and not anchors(question, known_names(article))


def converse(
    question: str,
    turns: Sequence[Turn] = (),
    *,
    articles: Source | Iterable[Source] | None = None,
    library: Library | None = None,
    where: str | None = None,
    top_k: int = 5,
    threshold: float | None = None,
    reader: Reader | None = None,
    now: date | str | None = None,
    literal: bool = False,
) -> Turn:
    """The question's turn: `understood` says what was asked in its place, None where it stands alone or is asked `literal`.

    What the question is rewritten to stands on rules; the reader's scores choose only among the rewrites. They are read in
    the article that the last answer cites, then, if it does not state it, the best of them in all that is asked; so are a
    follow-up that the turns offer nothing to rewrite with, and a question that names nothing, as they were typed. All else
    is as for `qa.answer`, which raises the same errors, and which puts no mistyped word right if asked `literal`.
    """
    asked = library_of(articles, library)
    chosen = reader or default_reader()
    chosen.check_questions([question])
    alone = literal or _need(question, turns) is None
    fitting = [] if alone else _short_enough(understand(question, turns), chosen)
    near = not literal and (not alone or _names_nothing(question, turns))

    def read(questions: Sequence[str], condition: str | None) -> list[Answer]:
        return answer(
            list(questions),
            library=asked,
            where=condition,
            top_k=top_k,
            threshold=threshold,
            reader=chosen,
            now=now,
            literal=literal,
        )

    if not near:
        return Turn(question, None, read([question], where)[0])
    bounded = where if alone else _bounded(where, turns, now)
    focus = _focus(asked, bounded, turns)
    best = _best(read(fitting or [question], focus or bounded), turns[-1].cited if turns else None)
    if focus and best.text is None:
        wider = read([best.question], bounded)[0]
        best = best if wider.text is None else wider
    return Turn(question, None if normalise(best.question) == normalise(question) else best.question, best)


class Conversation:
    """Questions asked one after another of the same articles; a follow-up is understood from the turns before it."""

    def __init__(
        self,
        *,
        articles: Source | Iterable[Source] | None = None,
        library: Library | None = None,
        where: str | None = None,
        top_k: int = 5,
        threshold: float | None = None,
        reader: Reader | None = None,
        now: date | str | None = None,
    ) -> None:
        self._library = library_of(articles, library)
        self._where, self._top_k, self._threshold, self._reader, self._now = where, top_k, threshold, reader, now
        self._turns: list[Turn] = []

    @property
    def turns(self) -> tuple[Turn, ...]:
        """What was said so far."""
        return tuple(self._turns)

    def ask(self, question: str, *, literal: bool = False) -> Turn:
        """The turn of this question, which joins the conversation; `literal` asks it word for word."""
        turn = converse(
            question,
            self._turns,
            library=self._library,
            where=self._where,
            top_k=self._top_k,
            threshold=self._threshold,
            reader=self._reader,
            now=self._now,
            literal=literal,
        )
        self._turns.append(turn)
        return turn

    def undo(self) -> Turn | None:
        """The last turn, taken back: the conversation goes on as if it had not been. None where there is none."""
        return self._turns.pop() if self._turns else None


def _short_enough(questions: Sequence[str], reader: Reader) -> list[str]:
    """Those that the reader takes."""
    kept = []
    for question in questions:
        try:
            reader.check_questions([question])
        except ValueError:
            continue
        kept.append(question)
    return kept


def _best(answers: Sequence[Answer], last: Citation | None) -> Answer:
    """The answer of the rewrite to choose, after what was answered `last`; the first of equals."""
    found = [_citation(each) for each in answers]

    def merit(place: int) -> float:
        own = found[place]
        if own is None:
            return -_STEP * place
        agreeing = sum(
            answers[other].probability
            for other, each in enumerate(found)
            if other != place and each is not None and each.overlaps(own)
        )
        repeated = last is not None and normalise(last.text) == normalise(own.text)
        return answers[place].probability + _AGREEING * agreeing - _REPEATED * repeated - _STEP * place

    return answers[max(range(len(answers)), key=merit)]


def _citation(answer: Answer) -> Citation | None:
    """The citation of the best candidate, whether or not it was sure enough to be the answer."""
    best = (*answer.candidates, *answer.alternatives)[:1]
    return best[0].citations[0] if best else None


def _focus(library: Library, where: str | None, turns: Sequence[Turn]) -> str | None:
    """The condition that holds for the article of the conversation alone; None where there is none within `where`."""
    article = article_of(turns)
    if article is None:
        return None
    condition = both(where, one_of("article_id", [article.id]))
    return condition if library.searched(where=condition).articles else None


def _bounded(where: str | None, turns: Sequence[Turn], now: date | str | None) -> str | None:
    """`where` with the bound ("since June 2020") of the last question, which a follow-up keeps."""
    period = question_period(turns[-1].asked, now)
    return both(where, period.where if period else None)
