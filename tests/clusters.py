"""How well equal answers of several articles are merged and disagreements shown."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import Any

import qa
from qa.answers import Answer, Candidate
from qa.article import Article
from qa.library import Library
from qa.merging import Group, merge
from qa.ranking import Hit
from qa.reader import Span
from qa.retriever import Passage
from qa.sentences import split

CLUSTERS = Path(__file__).parent / "data" / "event_clusters.jsonl"
Place = tuple[str, int, int]


@dataclass(frozen=True, slots=True)
class Asked:
    """A question on a cluster with the places that answer it, grouped by what they say, and others that do not."""

    cluster: str
    text: str
    now: bool
    groups: tuple[tuple[Place, ...], ...]
    values: tuple[int, ...]
    """The groups that disagree, in order of publication; empty where none does."""
    others: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Cluster:
    """Articles on an event, or on events that are easily taken for one."""

    id: str
    part: str
    articles: tuple[Article, ...]
    questions: tuple[Asked, ...]


@dataclass(frozen=True, slots=True)
class Pairs:
    """Pairs of places: how many were merged, how many should be, and how many both."""

    merged: int
    gold: int
    both: int

    @property
    def precision(self) -> float:
        return self.both / self.merged

    @property
    def recall(self) -> float:
        return self.both / self.gold


@dataclass(frozen=True, slots=True)
class Shares:
    """Clusters by whether they have a disagreement: how many there are, and for how many one is shown (and rightly)."""

    differing: int
    shown: int
    agreeing: int
    falsely: int

    def to_dict(self) -> dict[str, int]:
        return {name: getattr(self, name) for name in self.__slots__}


def clusters(part: str | None = None) -> list[Cluster]:
    """The clusters of one part ("tune" or "kept": odd or even numbers), or all."""
    rows = [json.loads(line) for line in CLUSTERS.read_text(encoding="utf-8").splitlines()]
    return [_cluster(row) for row in rows if part in (None, row["part"])]


def merged_pairs(chosen: Sequence[Cluster]) -> Pairs:
    """The gold places of each question merged as if a reader had found them all."""
    merged = gold = both = 0
    for cluster in chosen:
        articles = {article.id: article for article in cluster.articles}
        for asked in cluster.questions:
            wanted = _pairs(asked.groups)
            unjudged = _pairs([asked.others])  # two that answer another question may well say the same
            got = _pairs([_places(group) for group in merge(_read(asked, articles))]) - unjudged
            merged, gold, both = merged + len(got), gold + len(wanted), both + len(got & wanted)
    return Pairs(merged, gold, both)


def answers(chosen: Sequence[Cluster], *, together: bool = False) -> Iterator[tuple[Asked, Answer]]:
    """Every question asked of its own cluster's articles, or of those of all clusters together."""
    whole = Library.of([article for cluster in clusters() for article in cluster.articles]) if together else None
    for cluster in chosen:
        library = whole or Library.of(cluster.articles)
        found = qa.answer([asked.text for asked in cluster.questions], library=library)
        yield from zip(cluster.questions, found, strict=True)


def shares(asked: Iterable[tuple[Asked, Answer]]) -> Shares:
    """The shares of clusters: one with a disagreement counts if every question that has one shows it; one without, falsely,
    if any question shows one. A value shown at a question without one, in a cluster that has one, counts as not shown."""
    by_cluster: dict[str, list[tuple[Asked, Answer]]] = {}
    for question, answer in asked:
        by_cluster.setdefault(question.cluster, []).append((question, answer))
    differing = [each for each in by_cluster.values() if any(question.values for question, _ in each)]
    agreeing = [each for each in by_cluster.values() if not any(question.values for question, _ in each)]
    well = [all(right(*one) if one[0].values else not shown(one[1]) for one in each) for each in differing]
    falsely = [any(shown(answer) for _, answer in each) for each in agreeing]
    return Shares(len(differing), sum(well), len(agreeing), sum(falsely))


def shown(answer: Answer) -> list[set[Place]]:
    """The places of each value that stands beside another, in the order shown."""
    return [_places(each) for each in answer.developments]


def right(asked: Asked, answer: Answer) -> bool:
    """Whether at least two of the values that disagree are shown, every one from its gold places, and in their order."""
    gold = [asked.groups[index] for index in asked.values]
    found = [next((n for n, places in enumerate(gold) if _touches(places, got)), -1) for got in shown(answer)]
    days = [[each.article.published for each in value.citations] for value in answer.developments]
    ends = [max(published) if asked.now else min(published) for published in days]  # type: ignore[type-var]
    return len(set(found)) > 1 and -1 not in found and ends == sorted(ends, reverse=asked.now)  # type: ignore[type-var]


def _touches(places: Sequence[Place], got: set[Place]) -> bool:
    return any(a == b and start < last and first < end for a, start, end in places for b, first, last in got)


def _pairs(groups: Sequence[Sequence[Place] | set[Place]]) -> set[tuple[Place, Place]]:
    return {pair for group in groups for pair in combinations(sorted(group), 2)}


def _places(group: Group | Candidate) -> set[Place]:
    return {(each.article.id, each.start, each.end) for each in group.citations}


def _read(asked: Asked, articles: dict[str, Article]) -> list[tuple[Passage, list[Span]]]:
    read = []
    places = [place for group in (*asked.groups, asked.others) for place in group]
    for name in sorted({name for name, _, _ in places}):
        article = articles[name]
        sentences = tuple(split(article))
        passage = Passage(article, 0, len(article.text), (Hit(sentences[0], 0.0, 0.0, 0.0),), sentences)
        spans = [Span(start, end, 9.0 - n) for n, (other, start, end) in enumerate(places) if other == name]
        read.append((passage, spans))
    return read


def _cluster(row: dict[str, Any]) -> Cluster:
    articles = tuple(
        Article(each["text"], title=each["title"], id=each["id"], published=each["date"], outlet=each["source"])
        for each in row["articles"]
    )
    questions = tuple(
        Asked(
            row["id"],
            each["question"],
            each["now"],
            tuple(tuple(_place(place) for place in group) for group in each["groups"]),
            tuple(each["values"]),
            tuple(_place(place) for place in each["others"]),
        )
        for each in row["questions"]
    )
    return Cluster(row["id"], row["part"], articles, questions)


def _place(row: dict[str, Any]) -> Place:
    return row["article_id"], row["start"], row["start"] + len(row["text"])
