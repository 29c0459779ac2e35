"""The conversations of `tests/data`: questions as they are typed, and as a person writes them out."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from qa.article import Article
from qa.loading import load

DATA = Path(__file__).parent / "data"
Half = Literal["tune", "kept", "more"]


@dataclass(frozen=True, slots=True)
class WrittenTurn:
    """A question as typed, as rewritten by hand, and the places of its answers in the article, half-open."""

    question: str
    needs_context: bool
    kind: str
    rewritten: str
    places: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class WrittenConversation:
    """The turns of a conversation about one article."""

    id: str
    half: Half
    article: Article
    turns: tuple[WrittenTurn, ...]

    def answers(self, turn: WrittenTurn) -> list[str]:
        """The article's words at the turn's places."""
        return [self.article.text[start:end] for start, end in turn.places]


def written_articles(half: Half | None = None) -> list[Article]:
    """The articles that conversations of that half are held over, in the order of their file."""
    return list(load(DATA / f"conversation_articles{_ending(half)}.jsonl.gz"))


def written_conversations(half: Half | None = None) -> list[WrittenConversation]:
    """The conversations of that half, or of "tune" and "kept"; "more" are those for tuning that were written later."""
    articles = {article.id: article for article in written_articles(half)}
    rows = [json.loads(line) for line in written_file(half).read_text(encoding="utf-8").splitlines()]
    return [
        WrittenConversation(
            row["id"],
            row["half"],
            articles[row["article_id"]],
            tuple(
                WrittenTurn(
                    turn["question"],
                    turn["needs_context"],
                    turn["kind"],
                    turn["rewritten"],
                    tuple((each["answer_start"], each["answer_start"] + len(each["text"])) for each in turn["answers"]),
                )
                for turn in row["turns"]
            ),
        )
        for row in rows
        if half in (None, row["half"])
    ]


def written_file(half: Half | None = None) -> Path:
    """The file that holds them."""
    return DATA / f"conversations{_ending(half)}.jsonl"


def _ending(half: Half | None) -> str:
    return "_more" if half == "more" else ""
