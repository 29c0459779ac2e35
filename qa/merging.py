"""The reader's spans of all passages -> groups: what says the same stands together, once, with all its citations."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from qa.answers import Citation
from qa.article import Article
from qa.keys import Key, key_of
from qa.names import Name, full_names, joined
from qa.reader import Span
from qa.retriever import Passage

_NAMES_WITHIN = 20_000  # characters of an article that are looked through for full names


@dataclass(frozen=True, slots=True)
class Reading:
    """One span that was read: where it stands, its score over the null of its window, and what it names."""

    citation: Citation
    passage: Passage
    score: float
    key: Key


@dataclass(frozen=True, slots=True)
class Group:
    """Readings that say the same, best first: the score and the passage are those of the best."""

    readings: tuple[Reading, ...]

    @property
    def citations(self) -> tuple[Citation, ...]:
        """The citations of all readings, best first."""
        return tuple(reading.citation for reading in self.readings)

    @property
    def passage(self) -> Passage:
        """The passage of the best."""
        return self.readings[0].passage

    @property
    def score(self) -> float:
        """The score of the best."""
        return self.readings[0].score

    @property
    def text(self) -> str:
        """The words of the best citation."""
        return self.readings[0].citation.text


def merge(read: Sequence[tuple[Passage, Sequence[Span]]]) -> list[Group]:
    """The groups of all spans, best first; no citation overlaps another.

    Of spans that overlap, the best stands for all. Equal words are one group (case, punctuation and articles aside), and so
    are equal numbers with their units, sums of money, dates, and names: a short name joins a long one if exactly one
    extends it. A span that runs over the end of a sentence is left out. Scores stay as the reader gave them: over the null
    of their own window, on one scale, never normalised by passage.
    """
    found = [
        (span.score, passage, citation)
        for passage, spans in read
        for span in spans
        if (citation := _citation(passage, span)) is not None
    ]
    readings: list[Reading] = []
    for score, passage, citation in sorted(found, key=lambda each: -each[0]):
        if not any(citation.overlaps(other.citation) for other in readings):
            readings.append(Reading(citation, passage, score, key_of(citation)))
    return _grouped(_with_whole_names(readings))


def count_sources(articles: Iterable[Article], stories: Mapping[str, str]) -> int:
    """How many independent sources the articles are: those of one story or one outlet are one.

    `stories` gives the story of an article's id, as `Library.groups` does; one that is missing is a story of its own.
    """
    sources: list[set[tuple[str, str]]] = []
    for article in articles:
        marks = {("story", stories.get(article.id, article.id))}
        marks |= {("outlet", article.outlet.casefold())} if article.outlet else set()
        same = [source for source in sources if source & marks]
        sources = [source for source in sources if source not in same] + [marks.union(*same)]
    return len(sources)


def _grouped(readings: Sequence[Reading]) -> list[Group]:
    """Each reading in the first group whose best it equals: a later one may know more, but the best is what is shown."""
    groups: list[list[Reading]] = []
    for reading in readings:
        home = next((group for group in groups if all(reading.key.equals(other.key) for other in group)), None)
        if home is None:
            groups.append([reading])
        else:
            home.append(reading)
    return [Group(tuple(group)) for group in groups]


def _with_whole_names(readings: Sequence[Reading]) -> list[Reading]:
    """The readings, each short name replaced by the long one that it stands for."""
    known: set[Name] = set()
    own: list[Name | None] = []
    for reading in readings:
        name = reading.key.value if reading.key.kind == "name" and isinstance(reading.key.value, tuple) else None
        if name is not None:
            whole = full_names(name, reading.citation.article.text[:_NAMES_WITHIN])
            known |= whole | {name}
            name = next(iter(whole)) if len(whole) == 1 else name
        own.append(name)
    stands = joined(known)
    return [
        reading if name is None else replace(reading, key=replace(reading.key, value=stands.get(name, name)))
        for reading, name in zip(readings, own, strict=True)
    ]


def _citation(passage: Passage, span: Span) -> Citation | None:
    start, end = passage.start + span.start, passage.start + span.end
    for sentence in passage.sentences:
        if sentence.start <= start and end <= sentence.end:
            return Citation(passage.article, start, end, sentence.start, sentence.end)
    return None
