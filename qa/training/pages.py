"""Rows -> pages: the sentences of a context beside all questions asked of it, which is what an encoder learns from."""

import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from qa.training.mixing import sentences_of
from qa.training.rows import Row

_SENTENCES = 24  # of a page: of a longer article some sentences without an answer are left out, by chance
_QUESTIONS = 16
_TOGETHER = 3  # pages of one title in a batch: another paragraph on the same matter is the hardest to tell apart


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, the sentence that answers it (None: none of the page), and those that must not count as wrong."""

    question: str
    answer: str | None
    spared: frozenset[str] = frozenset()
    """The answer's neighbours, and whatever else holds its words."""


@dataclass(frozen=True, slots=True)
class Page:
    """Sentences of one context, as the library embeds them, and what is asked of it."""

    title: str
    sentences: tuple[str, ...]
    asked: tuple[Asked, ...]

    @property
    def texts(self) -> int:
        """How many texts an encoder embeds for it: its sentences and its questions."""
        return len(self.sentences) + len(self.asked)


def pages(rows: Iterable[Row], rng: random.Random) -> list[Page]:
    """The pages of the rows, those of one context together; an unanswerable row is asked of every sentence in vain."""
    by_context: dict[tuple[str, str], list[Row]] = {}
    for row in rows:
        by_context.setdefault((row.group, row.context), []).append(row)
    made = []
    for (group, text), asked in by_context.items():
        rng.shuffle(asked)
        title = asked[0].title.replace("_", " ")
        ranges = sentences_of(text)
        sentences = [f"{title}. {text[start:end]}".removeprefix(". ") for start, end in ranges]
        for first in range(0, len(asked), _QUESTIONS):
            some = [_asked(row, ranges, sentences) for row in asked[first : first + _QUESTIONS]]
            made.append(Page(group, _kept(sentences, some, rng), tuple(some)))
    return made


def batches(made: Sequence[Page], *, texts: int, rng: random.Random) -> Iterator[list[Page]]:
    """The pages in batches of about so many texts, up to three of one title side by side, the rest by chance."""
    by_title: dict[str, list[Page]] = {}
    for page in made:
        by_title.setdefault(page.title, []).append(page)
    together = []
    for same in by_title.values():
        rng.shuffle(same)
        together += [same[first : first + _TOGETHER] for first in range(0, len(same), _TOGETHER)]
    rng.shuffle(together)
    batch: list[Page] = []
    for some in together:
        batch += some
        if sum(page.texts for page in batch) >= texts:
            yield batch
            batch = []
    if batch:
        yield batch


def _asked(row: Row, ranges: Sequence[tuple[int, int]], sentences: Sequence[str]) -> Asked:
    if not row.answers:
        return Asked(row.question, None)
    start = row.answers[0][0]
    gold = max((index for index, (begin, _) in enumerate(ranges) if begin <= start), default=0)
    words = [text.lower() for text in row.answer_texts]
    holding = {each for each in sentences if any(text in each.lower() for text in words)}
    near = set(sentences[max(gold - 1, 0) : gold + 2])
    return Asked(row.question, sentences[gold], frozenset((holding | near) - {sentences[gold]}))


def _kept(sentences: Sequence[str], asked: Sequence[Asked], rng: random.Random) -> tuple[str, ...]:
    answers = {each.answer for each in asked}
    others = [each for each in dict.fromkeys(sentences) if each not in answers]
    spare = max(0, _SENTENCES - len(answers))
    chosen = answers | set(rng.sample(others, min(spare, len(others))))
    return tuple(each for each in dict.fromkeys(sentences) if each in chosen)
