"""A question that holds too little -> the question with what the last turn was about."""

import re
from collections.abc import Iterator, Sequence

from qa.conversation.clauses import clause, phrases
from qa.conversation.referents import referents
from qa.conversation.turns import Turn
from qa.conversation.words import names

_HURT = re.compile(
    r"^(.*\bhow many(?: (?!were|was|are|is)\w+)?) (injured|hurt|wounded|killed|arrested|rescued|missing|dead)$", re.I
)
_LONGER = 3  # questions with more in them that come before the question as typed
_NAMED = 5  # referents that are tried


def filled(question: str, turns: Sequence[Turn]) -> Iterator[str]:
    """For "How many died?" the question with the end of the last one, with its clause, or with what it names."""
    question = _HURT.sub(r"\1 were \2", question.rstrip("?!. "))
    parts, last = clause(question), clause(turns[-1].asked)
    verbless = parts is None or not parts.body
    if verbless and last:
        if not last.inverted and turns[-1].answer.stretch:
            yield last.asking_of(question, turns[-1].answer.stretch)
        yield last.asking(question) if last.inverted or last.auxiliary else f"{question} {last.rest}"
    own = question.lower()
    longer = [f"{question} {tail}" for tail in tails(turns) if tail.lower() not in own]
    yield from longer[:_LONGER]
    if not verbless:
        yield question  # the article that is spoken about may need no more
    yield from longer[_LONGER:]


def tails(turns: Sequence[Turn]) -> Iterator[str]:
    """Ends that a question may take over: "in the Arpit Palace", "when the hotel caught fire", "of Modi"."""
    asked = turns[-1].asked
    yield from (phrase for phrase in phrases(asked) if names(f"x {phrase}"))
    told = _event(turns[-1])
    if told:
        yield f"when {told}"
    for each in referents(turns)[:_NAMED]:
        if each.sort != "several":
            yield f"of {each.text}" if each.sort in ("person", "any") else f"in {each.text}"


def _event(turn: Turn) -> str | None:
    """What the last question takes for granted: "the hotel caught fire"."""
    parts = clause(turn.asked)
    if parts is None:
        return None
    if parts.inverted and not parts.lacks_object:
        return parts.happening()
    return parts.told(turn.answer.stretch) if turn.answer.stretch else None
