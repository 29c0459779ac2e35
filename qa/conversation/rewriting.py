"""A question that needs the turns before it -> questions that stand alone, the likeliest first."""

import re
from collections.abc import Iterator, Sequence

from qa.conversation.clauses import Clause, clause, sentence
from qa.conversation.filling import filled
from qa.conversation.needs import Need
from qa.conversation.pronouns import resolved
from qa.conversation.switching import switched
from qa.conversation.turns import Turn
from qa.conversation.words import known_names, words

_MOST = 6  # rewrites of a question
_EVENT = re.compile(
    r"\s+(?:(?:did|does|do|was|is|were|has|had)\s+(?:all\s+)?(?:that|this|it)|that|it|"
    r"(?:did|does|do|has|have|had|will|would|could|can)\s+(?:he|she|they|it|this|that))\b"
    r"(?:\s+(?:all|happen(?:ed|ing)?|take place|taken place|occur(?:red)?|be|been|start|begin|end|so|"
    r"(?:do|done)(?:\s+(?:it|that|this|so))?))*$",
    re.I,
)
_HAPPENING = re.compile(r"\b(?:happen(?:ed)?|occur(?:red)?|do(?:ne)? (?:it|that|this|so))\b", re.I)
_HANGING = re.compile(r"(what|who|where) (for|from|with|to|by|of)", re.I)
_TRAILING = re.compile(r"\s+(?:then|exactly|precisely|else|so)$", re.I)
_ASKS_THING = re.compile(r"(?:who|whom|what|which)(?: else| ones?)?", re.I)
_TELLING = re.compile(
    r"\b(says|said|say|told|tells|reports|reported|claims|claimed|confirms|confirmed|states|stated|announced|revealed)\b",
    re.I,
)
_QUOTED = re.compile('["“”]')
_LONGEST = 30  # words of a cited sentence that a question takes in


def rewrites(wanted: Need, turns: Sequence[Turn]) -> list[str]:
    """The questions that the follow-up may mean, the likeliest first; none where the turns offer nothing to fill it with.

    Each carries over what the follow-up lacks: the thing that a pronoun stands for, the clause that "Why?" asks about, or
    the rest of the question in which "And X?" puts something else.
    """
    if not turns:
        return []
    if wanted.topic:
        found = switched(wanted.topic, wanted.question, turns)
    else:
        rules = {"bare": _bare, "said": _said, "pronoun": resolved, "ellipsis": filled}
        found = rules[wanted.kind](wanted.question, turns)
    return list(dict.fromkeys(sentence(each) for each in found if each.strip(" ?")))[:_MOST]


def _bare(question: str, turns: Sequence[Turn]) -> Iterator[str]:
    """For "Why?" the last question with another question word."""
    text = question.strip(" ?.!")
    asked = _TRAILING.sub("", _EVENT.sub("", _TRAILING.sub("", text)))
    last = turns[-1]
    parts = clause(last.asked)
    thing = "it" in text.lower().split() and not _HAPPENING.search(text)  # "Where is it?" may mean a thing
    if thing:
        yield from list(resolved(question, turns))[:3]
    if parts:
        hanging = _HANGING.fullmatch(asked)
        end = f" {hanging[2]}" if hanging else ""
        yield from (
            f"{each}{end}" for each in _asked_again(hanging[1] if hanging else asked, parts, last.answer.stretch or "")
        )
    if not thing and "it" in text.lower().split():
        yield from list(resolved(question, turns))[:2]


def _asked_again(asked: str, parts: Clause, answer: str) -> Iterator[str]:
    """The clause with this question word."""
    if _ASKS_THING.fullmatch(asked) and parts.inverted and not parts.lacks_object:
        return  # "What else?" after "Where ...?" is no question
    if re.search(r"\bones?$", asked) and parts.noun:
        yield f"{re.sub(r'ones?$', parts.noun, asked)} {parts.body}"
    elif parts.inverted:
        yield parts.asking(asked, answer)
        told = parts.told(answer) if answer and parts.lacks_object else None
        if told:
            yield f"{asked} was it that {told}"
    else:
        counted = parts.noun if "how" in parts.asked.lower() else ""
        subjects = [f"the {counted}" if counted else answer] if counted or answer else []
        yield from (parts.asking_of(asked, subject) for subject in subjects)
        passive = parts.passive(asked)
        if passive:
            yield passive
        if not subjects:
            yield parts.asking(asked)


def _said(question: str, turns: Sequence[Turn]) -> Iterator[str]:
    """For "Who said so?" the question who says what the last answer says."""
    last, parts = turns[-1], clause(turns[-1].asked)
    verb = _TELLING.search(question)
    opening = f"Who {verb.group(1).lower()}" if verb else "Who said"
    answer = last.answer.stretch
    told = parts.told(answer) if parts and answer else None
    if told:
        yield f"{opening} that {told}"
    if last.cited and len(last.cited.sentence.split()) <= _LONGEST and not _QUOTED.search(last.cited.sentence):
        yield f"{opening} that {_lowered(last.cited.sentence.rstrip('.'), last)}"
    elif not told:
        asked = turns[-1].asked
        yield f"{opening} {asked[:1].lower()}{asked[1:]}"


def _lowered(text: str, turn: Turn) -> str:
    first = words(text)[0].text if words(text) else ""
    named = turn.cited is not None and first.lower() in known_names(turn.cited.article)
    return text if named or first.isupper() else f"{text[:1].lower()}{text[1:]}"
