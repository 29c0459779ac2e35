"""Question -> what the reader finds for it: its passages, and their spans in groups that say the same."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from qa.encoder import common_words
from qa.library import Library
from qa.merging import Group, merge
from qa.reader import Reader
from qa.retriever import Passage, retrieve
from qa.spelling import corrected, doubtful

_SENTENCES = 8  # hits that passages are made of
_SPANS = 10  # of each passage
_NOW = re.compile(  # as an adverb by itself: not of "until now"
    r"(?<=\w)(?<!\bto)(?<!\bby)(?<!\bfrom)(?<!\btill)(?<!\buntil)\s+(?:now|currently|at\s+present)(?=\W*$|\s)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Read:
    """A question as it was read, mistyped words put right; the groups of what was found, best first; the passages."""

    question: str
    groups: list[Group]
    passages: list[Passage]


def read_passages(
    questions: Sequence[str], library: Library, *, where: str | None = None, reader: Reader, literal: bool = False
) -> list[Read]:
    """What is read for each question; with `literal` no word of it is put right."""
    retrieved = retrieve(questions, library, where=where, top_k=_SENTENCES)
    meant = list(questions)
    if not literal and (better := _corrections(questions, retrieved)):
        again = retrieve(list(better.values()), library, where=where, top_k=_SENTENCES)
        for (index, question), passages in zip(better.items(), again, strict=True):
            meant[index], retrieved[index] = question, passages
    pairs = [
        (_of_its_day(each), passage.text)
        for each, passages in zip(meant, retrieved, strict=True)
        for passage in passages
    ]
    spans = iter(reader.read_batch(pairs, top_k=_SPANS))
    return [
        Read(question, merge([(passage, next(spans)) for passage in passages]), passages)
        for question, passages in zip(meant, retrieved, strict=True)
    ]


def _of_its_day(question: str) -> str:
    """Without its "now": an article answers how things stand on its own day, and the library tells which day counts."""
    return _NOW.sub("", question)


def _corrections(questions: Sequence[str], retrieved: Sequence[Sequence[Passage]]) -> dict[int, str]:
    """The questions with mistyped words put right by the articles found for them, each by its place."""
    common, found = common_words(), {}
    for index, (question, passages) in enumerate(zip(questions, retrieved, strict=True)):
        if doubtful(question, common):
            articles = {passage.article.id: passage.article for passage in passages}.values()
            texts = [text for article in articles for text in (article.title or "", article.text)]
            if meant := corrected(question, texts, common):
                found[index] = meant
    return found
