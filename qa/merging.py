"""The reader's spans of all passages -> groups: what says the same stands together, once, with all its citations."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from qa.answers import Citation
from qa.reader import Span
from qa.retriever import Passage

_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3})")
_LEADING = re.compile(r"^(?:the|an?) +")
_OUTER = " \"'“”‘’«»()[]{},;:.!?…–—"


@dataclass(frozen=True, slots=True)
class Group:
    """Spans that say the same: their citations, best first, and the score and the passage of the best."""

    citations: tuple[Citation, ...]
    passage: Passage
    score: float

    @property
    def text(self) -> str:
        """The words of the best citation."""
        return self.citations[0].text


def merge(read: Sequence[tuple[Passage, Sequence[Span]]]) -> list[Group]:
    """The groups of all spans, best first; no citation overlaps another.

    Of spans that overlap, the best stands for all; equal words (case, punctuation and articles aside) are one group. A
    span that runs over the end of a sentence is left out. Scores stay as the reader gave them: over the null of their own
    window, on one scale, never normalised by passage.
    """
    found = [
        (span.score, passage, citation)
        for passage, spans in read
        for span in spans
        if (citation := _citation(passage, span)) is not None
    ]
    groups: dict[str, Group] = {}
    taken: list[Citation] = []
    for score, passage, citation in sorted(found, key=lambda each: -each[0]):
        if any(_overlap(citation, other) for other in taken):
            continue
        taken.append(citation)
        words = _key(citation.text)
        first = groups.get(words, Group((), passage, score))
        groups[words] = Group((*first.citations, citation), first.passage, first.score)
    return list(groups.values())


def _key(text: str) -> str:
    """What equal answers share: case, outer punctuation, a leading article and commas in numbers aside; 3.5 is not 35."""
    words = _THOUSANDS.sub("", " ".join(text.casefold().split())).strip(_OUTER)
    return _LEADING.sub("", words) or text


def _citation(passage: Passage, span: Span) -> Citation | None:
    start, end = passage.start + span.start, passage.start + span.end
    for sentence in passage.sentences:
        if sentence.start <= start and end <= sentence.end:
            return Citation(passage.article, start, end, sentence.start, sentence.end)
    return None


def _overlap(first: Citation, second: Citation) -> bool:
    return first.article.id == second.article.id and first.start < second.end and second.start < first.end
