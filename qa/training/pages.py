"""Answerable rows -> (question, the sentence that answers it, one that seems to): what an encoder learns from."""

import random
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from qa.encoder import Encoder, Vectors
from qa.training.mixing import sentences_of
from qa.training.rows import Row

_HARDEST = 3  # of the sentences most like the question one is drawn: the first is at times an answer too


@dataclass(frozen=True, slots=True)
class Pair:
    """A question, the sentence that holds its answer, and one of the same title that seems to, as embedded."""

    question: str
    sentence: str
    negative: str


@dataclass(frozen=True, slots=True)
class _Place:
    """A sentence: its context, its number there, and its words as the library embeds them."""

    context: str
    index: int
    words: str


def mine_pairs(rows: Sequence[Row], encoder: Encoder, *, seed: int) -> list[Pair]:
    """A pair for every answerable row whose title has a sentence that is no answer.

    The negative is drawn from the three sentences of the row's group that the encoder puts nearest to the question, the
    answer's own sentence, its neighbours and all that hold an answer's words left out.
    """
    rng = random.Random(seed)
    asked = [row for row in rows if row.answers]
    places = _places(asked)
    vectors = encoder.encode([place.words for held in places.values() for place in held])
    ends = np.cumsum([len(held) for held in places.values()])
    of_group = {group: vectors[end - len(held) : end] for (group, held), end in zip(places.items(), ends, strict=True)}
    questions = encoder.encode([row.question for row in asked])
    pairs = [
        _pair(row, places[row.group], of_group[row.group] @ question, rng)
        for row, question in zip(asked, questions, strict=True)
    ]
    return [pair for pair in pairs if pair]


def _places(rows: Sequence[Row]) -> dict[str, list[_Place]]:
    """The sentences of each group's contexts, every context once."""
    contexts = {(row.group, row.context): row.title.replace("_", " ") for row in rows}
    places: dict[str, list[_Place]] = {}
    for (group, text), title in contexts.items():
        for index, (start, end) in enumerate(sentences_of(text)):
            words = f"{title}. {text[start:end]}".removeprefix(". ")
            places.setdefault(group, []).append(_Place(text, index, words))
    return places


def _pair(row: Row, places: Sequence[_Place], cosines: Vectors, rng: random.Random) -> Pair | None:
    gold = _gold(row)
    texts = [text.lower() for text in row.answer_texts]
    right, hard = "", []
    for number in np.argsort(-cosines):
        place = places[int(number)]
        distance = abs(place.index - gold) if place.context == row.context else 2
        right = place.words if distance == 0 else right
        if distance > 1 and not any(text in place.words.lower() for text in texts):
            hard.append(place.words)
    return Pair(row.question, right, rng.choice(hard[:_HARDEST])) if right and hard else None


def _gold(row: Row) -> int:
    """The number of the sentence in which the first answer begins."""
    start = row.answers[0][0]
    return max((i for i, (begin, _) in enumerate(sentences_of(row.context)) if begin <= start), default=0)
