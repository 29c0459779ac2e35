"""Answerable rows -> (question, the sentence that answers it, one that seems to): what an encoder learns from."""

import random
from collections import defaultdict
from collections.abc import Iterator, Sequence
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
    """A sentence: the number of its context, its own number there, and its words as the library embeds them."""

    context: int
    index: int
    words: str


def mine_pairs(rows: Sequence[Row], encoder: Encoder, *, seed: int) -> list[Pair]:
    """A pair for every answerable row whose title has a sentence that is no answer.

    The negative is drawn from the three sentences of the row's group that the encoder puts nearest to the question, the
    answer's own sentence, its neighbours and all that hold an answer's words left out.
    """
    rng, groups = random.Random(seed), defaultdict[str, list[Row]](list)
    for row in rows:
        if row.answers:
            groups[row.group].append(row)
    return [pair for group in groups.values() for pair in _of_group(group, encoder, rng)]


def _of_group(rows: Sequence[Row], encoder: Encoder, rng: random.Random) -> Iterator[Pair]:
    contexts = {text: number for number, text in enumerate(dict.fromkeys(row.context for row in rows))}
    titles = {row.context: row.title.replace("_", " ") for row in rows}
    places = [
        _Place(number, index, f"{titles[text]}. {text[start:end]}".removeprefix(". "))
        for text, number in contexts.items()
        for index, (start, end) in enumerate(sentences_of(text))
    ]
    vectors = encoder.encode([place.words for place in places])
    questions = encoder.encode([row.question for row in rows])
    for row, vector in zip(rows, questions, strict=True):
        pair = _pair(row, contexts[row.context], places, vectors @ vector, rng)
        if pair is not None:
            yield pair


def _pair(row: Row, context: int, places: Sequence[_Place], cosines: Vectors, rng: random.Random) -> Pair | None:
    gold = _gold(row)
    right = next((place for place in places if (place.context, place.index) == (context, gold)), None)
    texts = [text.lower() for text in row.answer_texts]
    hard = []
    for number in np.argsort(-cosines):
        place = places[int(number)]
        near = place.context == context and abs(place.index - gold) <= 1
        if not near and not any(text in place.words.lower() for text in texts):
            hard.append(place.words)
        if len(hard) == _HARDEST:
            break
    return Pair(row.question, right.words, rng.choice(hard)) if right and hard else None


def _gold(row: Row) -> int:
    """The number of the sentence in which the first answer begins."""
    start = row.answers[0][0]
    return max((i for i, (begin, _) in enumerate(sentences_of(row.context)) if begin <= start), default=0)
