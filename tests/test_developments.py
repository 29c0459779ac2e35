"""Values that articles on one event give otherwise: which stand beside each other, in which order, and when none does."""

from collections.abc import Sequence
from datetime import date, timedelta

import pytest

from qa.article import Article
from qa.developments import asks_for_now, developments
from qa.library import Hit
from qa.merging import Group, merge
from qa.reader import Span
from qa.retriever import Passage
from qa.sentences import split

WRECK = "The ferry Rita sank off Palmar on Sunday."
FIRST = date(2021, 5, 9)
Told = tuple[str, str, int]
"""A sentence, the words that are read in it, and the days since the first report."""


def passage(number: int, told: Told, *, lead: str) -> tuple[Passage, list[Span]]:
    sentence, words, days = told
    text = f"{lead} {sentence}"
    title = "Ferry Rita sinks" if lead == WRECK else "Prize for bread"
    article = Article(text, id=str(number), title=title, published=FIRST + timedelta(days))
    sentences = tuple(split(article))
    start = text.rindex(words)
    found = Passage(article, 0, len(text), (Hit(sentences[0], 0.0, 0.0, 0.0),), sentences)
    return found, [Span(start, start + len(words), 9.0 - number)]


def shown(
    question: str, *told: Told, leads: Sequence[str] = (), probabilities: Sequence[float] = ()
) -> list[list[str]]:
    """The ids of the articles of each value, in the order shown; the first article gives the answer."""
    lead = [*leads, *[WRECK] * (len(told) - len(leads))]
    groups = merge([passage(number, each, lead=lead[number]) for number, each in enumerate(told)])
    likely = [*probabilities, *[0.9] * (len(told) - len(probabilities))]

    def weigh(some: Sequence[Group]) -> list[float]:
        return [likely[int(group.citations[0].article.id)] for group in some]

    values = developments(question, groups, groups[0], weigh=weigh)
    return [sorted(citation.article.id for citation in said.citations) for _, said in values]


DEAD = "How many people died on the Rita?"
TWELVE, DOZEN, SEVENTEEN = ("It killed 12 people.", "12", 0), ("Twelve died.", "Twelve", 1), ("It killed 17.", "17", 2)


def test_values_stand_in_order_of_publication_whatever_was_read_best() -> None:
    assert shown(DEAD, SEVENTEEN, TWELVE, DOZEN) == [["1", "2"], ["0"]]


def test_newest_first_when_the_question_asks_for_now() -> None:
    assert shown("How many people are dead now?", TWELVE, SEVENTEEN, DOZEN) == [["1"], ["0", "2"]]


@pytest.mark.parametrize(
    ("question", "now"),
    [
        ("What is the latest toll?", True),
        ("How many have died so far?", True),
        ("Who is currently the coach?", True),
        ("How many died?", False),
        ("Who is known for this?", False),
    ],
)
def test_questions_for_now(question: str, now: bool) -> None:
    assert asks_for_now(question) is now


def test_a_lone_voice_is_not_hidden_by_many() -> None:
    many = [("It killed 12 people.", "12", day) for day in range(5)]
    assert shown(DEAD, *many, ("It killed 14.", "14", 1)) == [["0", "1", "2", "3", "4"], ["5"]]


def test_nothing_is_shown_where_all_say_the_same() -> None:
    assert shown(DEAD, TWELVE, DOZEN) == []


def test_another_type_or_unit_or_fate_is_no_other_value() -> None:
    others = (("It killed 12 people.", "12", 0), ("It sank at 17 knots.", "17", 1), ("It hurt 17 people.", "17", 1))
    assert shown(DEAD, *others, ("The owner lost $17.", "$17", 1)) == []


def test_another_event_is_no_other_value() -> None:
    elsewhere = "A bakery in the capital won a prize for its bread, the jury of the yearly fair said."
    assert shown(DEAD, TWELVE, ("Rita, a cake, killed 17.", "17", 2), leads=(WRECK, elsewhere)) == []
    assert shown(DEAD, TWELVE, ("It killed 17.", "17", 700)) == []


def test_an_article_that_would_not_answer_alone_has_no_value() -> None:
    assert shown(DEAD, TWELVE, SEVENTEEN, probabilities=(0.9, 0.2)) == []
    assert shown(DEAD, TWELVE, SEVENTEEN, probabilities=(0.4, 0.9)) == []
    assert shown(DEAD, TWELVE, SEVENTEEN, probabilities=(0.6, 0.6)) == [["0"], ["1"]]


def test_a_rounded_value_and_a_wider_place_or_time_are_no_other_values() -> None:
    assert (
        shown("When did the Rita sink?", ("It sank on May 9.", "May 9", 0), ("It sank in May 2021.", "May 2021", 2))
        == []
    )
    where = ("It was towed to Nairobi, Kenya.", "Nairobi", 0), ("It was towed to Kenya.", "Kenya", 1)
    assert shown("Where was the Rita towed?", *where) == []


def test_several_names_may_be_right() -> None:
    said = ("Mabel Adeyemi sang.", "Mabel Adeyemi", 0), ("Zed Kovac sang.", "Zed Kovac", 1)
    assert shown("Who was captain of the Rita?", *said) == [["0"], ["1"]]
    assert shown("Who will perform on the Rita?", *said) == []
    assert shown("Which singers were on the Rita?", *said) == []
    assert shown("Who sang on the Rita?", ("Mabel Adeyemi and Ada Poe sang.", "Mabel Adeyemi", 0), said[1]) == []


@pytest.mark.parametrize(
    "sentence",
    [
        "In 1998 a storm killed 17.",
        "Last year a storm killed 17.",
        "In all the storm killed 17.",
        "Across Omsk a storm killed 17.",
        "In Dorun it killed 17.",
    ],
)
def test_what_is_told_of_another_time_or_place_or_of_the_whole_is_no_other_value(sentence: str) -> None:
    assert shown(DEAD, TWELVE, (sentence, "17", 2)) == []


def test_the_same_time_and_place_is_another_value() -> None:
    assert shown("How many did the Rita kill in Omsk?", TWELVE, ("In Omsk it killed 17.", "17", 2)) == [["0"], ["1"]]
    assert shown(DEAD, TWELVE, ("In 2021 it killed 17.", "17", 2)) == [["0"], ["1"]]
    assert shown(DEAD, TWELVE, ("Last year a storm came, but it killed 17.", "17", 2)) == [["0"], ["1"]]


def test_what_is_hoped_for_is_no_other_value_unless_it_is_asked_for() -> None:
    sold, hoped = ("It fetched $12.", "$12", 0), ("The owner hoped for $17.", "$17", 1)
    assert shown("How much did the Rita fetch?", sold, hoped) == []
    assert shown("How much will the Rita fetch?", sold, hoped) == [["0"], ["1"]]
