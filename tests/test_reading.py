"""What is read for a question: which words of it are asked of each article."""

from datetime import date

import pytest

from qa.article import Article
from qa.library import Library
from qa.reader import default_reader
from qa.reading import read_passages

COACHES = {"Dunne": date(2018, 3, 1), "Aldana": date(2020, 3, 1)}
ARTICLES = [
    Article(
        f"Rovers won on Sunday. The coach of Rovers is {name}.", id=name, title=f"{name}'s Rovers win", published=day
    )
    for name, day in COACHES.items()
]


def scores(question: str) -> dict[str, float]:
    """Of the coaches' names, in the articles that hold them."""
    (read,) = read_passages([question], Library.of(ARTICLES), reader=default_reader())
    assert read.question == question
    readings = [each for group in read.groups for each in group.readings]
    return {each.citation.text: each.score for each in readings if each.citation.text in COACHES}


@pytest.mark.parametrize(
    "question",
    [
        "Who is the coach of Rovers now?",
        "Who is currently the coach of Rovers?",
        "Who is the coach of Rovers at present?",
    ],
)
def test_an_article_is_asked_how_things_stand_on_its_own_day(question: str) -> None:
    plain = scores("Who is the coach of Rovers?")
    assert set(plain) == set(COACHES)
    assert scores(question) == pytest.approx(plain, abs=0.2)


def test_until_now_stays_in_the_question() -> None:
    plain, until = scores("Who is the coach of Rovers?"), scores("Who was the coach of Rovers until now?")
    assert until["Dunne"] < plain["Dunne"] - 0.2
