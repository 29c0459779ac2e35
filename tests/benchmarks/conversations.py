"""How well follow-ups are understood: F1 beside that of the hand-rewritten questions, and how often rules rewrite in vain."""

import argparse
import gzip
import json
import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

from qa.answering import answer
from qa.answers import Answer, Candidate, Citation
from qa.article import Article
from qa.conversation import Conversation, Turn, understand
from qa.filters import one_of
from qa.library import Library
from qa.metrics import f1
from qa.reader import Reader, default_reader
from qa.sentences import split
from tests.conversations import Half, WrittenConversation, WrittenTurn, written_articles, written_conversations

_AIM = 0.85  # of the F1 of the hand-rewritten questions
_MOST_REWRITTEN = 0.02
_QUESTIONS = 1000


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A follow-up with what came of it."""

    conversation: WrittenConversation
    turn: WrittenTurn
    understood: str | None
    said: str
    said_of_rewritten: str
    said_literally: str

    def f1(self, said: str) -> float:
        """The F1 of these words against the answers of the turn."""
        return f1(said, self.conversation.answers(self.turn))


def main(arguments: Sequence[str] | None = None) -> int:
    """Prints the figures; 1 where an aim is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--half", choices=("tune", "more", "kept"), default="kept")
    parser.add_argument("--mode", choices=("library", "article"), help="only one of the two")
    parser.add_argument("--data", type=Path, help="the folder of the development data: also count needless rewrites")
    parser.add_argument("--reader", help="a reader's folder or hub name instead of the one that ships")
    parser.add_argument("--show", action="store_true", help="every follow-up of a half for tuning")
    given = parser.parse_args(arguments)
    if given.show and given.half == "kept":
        parser.error("--show: the half kept is for figures only")
    reader = Reader.from_pretrained(given.reader) if given.reader else default_reader()
    library = Library.of(written_articles(given.half))
    missed = False
    if given.data:
        share = needless(given.data)
        print(
            f"rewritten of {_QUESTIONS:,} questions after another of their article: {100 * share:.1f} %\n", flush=True
        )
        assert share < _MOST_REWRITTEN, share
    print(f"| half {given.half} | follow-ups | literal F1 | understood F1 | hand-rewritten F1 | ratio |")
    print("|---|---|---|---|---|---|", flush=True)
    for mode in (given.mode,) if given.mode else ("library", "article"):
        found = list(follow_ups(given.half, library, reader=reader, inside=mode == "article"))
        if given.show:
            _show(found)
        missed |= _report(mode, found) < _AIM
    return int(missed)


def _report(mode: str, found: Sequence[FollowUp]) -> float:
    """Prints the rows of a mode; the ratio of the follow-ups that need context."""
    needy = [each for each in found if each.turn.needs_context]
    alone = [each for each in found if not each.turn.needs_context]
    ratio = 0.0
    for name, chosen in (("all", found), ("stand alone", alone), ("need context", needy)):
        means = _means(chosen)
        ratio = means[1] / means[2]
        columns = " | ".join(f"{100 * mean:.1f}" for mean in means)
        print(f"| {mode}, {name} | {len(chosen)} | {columns} | {100 * ratio:.0f} % |")
    counts = [f"{sum(each.understood is not None for each in those)} of {len(those)}" for those in (needy, alone)]
    print(f"| {mode}, rewritten | {counts[0]} that need it, {counts[1]} that do not | | | | |", flush=True)
    return ratio


def follow_ups(half: Half, library: Library, *, reader: Reader, inside: bool) -> Iterator[FollowUp]:
    """Every follow-up of the half, asked over the library, or `inside` its article, after the chain's own answers."""
    for conversation in written_conversations(half):
        where = one_of("article_id", [conversation.article.id]) if inside else None
        options: dict[str, Any] = {"library": library, "where": where, "threshold": 0, "reader": reader}
        held = Conversation(library=library, where=where, reader=reader)
        turns = [held.ask(turn.question) for turn in conversation.turns]
        asked = list(dict.fromkeys(text for turn in conversation.turns for text in (turn.rewritten, turn.question)))
        told = {text: each.stretch or "" for text, each in zip(asked, answer(asked, **options), strict=True)}
        for place, (turn, found) in enumerate(zip(conversation.turns, turns, strict=True)):
            if place:
                yield FollowUp(
                    conversation,
                    turn,
                    found.understood,
                    _words(found.answer),
                    told[turn.rewritten],
                    told[turn.question],
                )


def _words(answer: Answer) -> str:
    """The best candidate, stated or not: what is measured is the question, not the threshold."""
    best = [*answer.candidates, *answer.alternatives][:1]
    return best[0].text if best else ""


def _means(found: Sequence[FollowUp]) -> tuple[float, float, float]:
    """The mean F1 over those that the article answers: asked literally, as understood, and as rewritten by hand."""
    stated = [each for each in found if each.turn.places]
    return (
        sum(each.f1(each.said_literally) for each in stated) / len(stated),
        sum(each.f1(each.said) for each in stated) / len(stated),
        sum(each.f1(each.said_of_rewritten) for each in stated) / len(stated),
    )


def needless(data: Path, *, questions: int = _QUESTIONS) -> float:
    """The share of questions that stand alone, each after another question of its article, that rules would rewrite."""
    with gzip.open(data / "dev" / "squad2_dev_half_b.jsonl.gz", "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    by_title: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        by_title[row["title"]].append(row)
    chance = Random(0)
    count = 0
    for row in chance.sample(rows, questions):
        before = chance.choice([other for other in by_title[row["title"]] if other["question"] != row["question"]])
        count += bool(understand(row["question"], [_turn(before)]))
    return count / questions


def _turn(row: dict[str, Any]) -> Turn:
    """The question as a turn, with its first reference as the answer, or not stated where it has none."""
    article = Article(row["context"], title=row["title"])
    candidates: tuple[Candidate, ...] = ()
    for reference in row["answers"][:1]:
        start, end = reference["answer_start"], reference["answer_start"] + len(reference["text"])
        place = next((each for each in split(article) if each.start <= start < each.end), None)
        bounds = (place.start, max(place.end, end)) if place else (start, end)
        candidates = (Candidate((Citation(article, start, end, *bounds),), 1.0),)
    kind = "span" if candidates else "not stated"
    return Turn(row["question"], None, Answer(row["question"], kind, 1.0, candidates, (), None))  # type: ignore[arg-type]


def _show(found: Sequence[FollowUp]) -> None:
    for each in found:
        gold = " / ".join(each.conversation.answers(each.turn)) or "(not stated)"
        print(
            f"{each.f1(each.said):.1f} {each.f1(each.said_of_rewritten):.1f} | {each.turn.question} | {each.understood} | "
            f"{each.said} | {each.turn.rewritten} | {each.said_of_rewritten} | {gold}"
        )


if __name__ == "__main__":
    sys.exit(main())
