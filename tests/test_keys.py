"""What equal answers share: numbers with units, money, days and names, read by hand-made cases."""

from datetime import date

import pytest

from qa.answers import Citation
from qa.article import Article
from qa.keys import Key, key_of
from qa.library import Hit
from qa.merging import count_sources, merge
from qa.quantities import quantities, rounds
from qa.reader import Span
from qa.retriever import Passage
from qa.sentences import split


def key(sentence: str, words: str, *, published: date | None = None) -> Key:
    start = sentence.index(words)
    return key_of(Citation(Article(sentence, published=published), start, start + len(words), 0, len(sentence)))


def merged(*said: tuple[str, str]) -> list[list[str]]:
    """The words of each group, where every sentence is an article of its own and the first is read best."""
    read = []
    for number, (sentence, words) in enumerate(said):
        article = Article(sentence, id=str(number), published=date(2021, 5, 12))
        sentences = tuple(split(article))
        passage = Passage(article, 0, len(sentence), (Hit(sentences[0], 0.0, 0.0, 0.0),), sentences)
        start = sentence.index(words)
        read.append((passage, [Span(start, start + len(words), 9.0 - number)]))
    return [[citation.text for citation in group.citations] for group in merge(read)]


def alone(*words: str) -> list[list[str]]:
    return merged(*((f"It was {each}.", each) for each in words))


@pytest.mark.parametrize(
    "words",
    [
        ("12", "twelve", "Twelve"),
        ("$3 billion", "$3bn", "three billion dollars", "US$3 billion", "3bn dollars"),
        ("€450m", "450 million euros", "€450 million"),
        ("five per cent", "5%", "5 percent"),
        ("118 miners", "one hundred and eighteen miners"),
        ("2 hours 24 minutes", "two hours and 24 minutes"),
        ("90 km/h", "90 kilometres per hour", "90 kph"),
        ("May 9", "9 May 2021", "Sunday", "last Sunday"),
        ("nearly $3 billion", "$2.98 billion"),
        ("the Kremlin", "Kremlin"),
    ],
)
def test_equal_values_are_one_answer(words: tuple[str, ...]) -> None:
    assert alone(*words) == [list(words)]


@pytest.mark.parametrize(
    "words",
    [
        ("3.5 percent", "35 percent", "3.5 percentage points"),
        ("$50", "€50", "50%"),
        ("12 miles", "12 kilometres", "12 days"),
        ("May 9", "May 10", "May 2021"),
        ("2020", "2,020 people"),
        ("nearly $3 billion", "$2.7 billion"),
        ("40", "43"),
        ("Paul Henderson", "Grace Henderson"),
        ("Geneva, Switzerland", "Geneva, New York"),
    ],
)
def test_other_values_are_other_answers(words: tuple[str, ...]) -> None:
    assert alone(*words) == [[each] for each in words]


def test_a_short_name_joins_the_one_long_name_that_extends_it() -> None:
    assert merged(
        ("Kim met Vladimir Putin.", "Vladimir Putin"),
        ("Kim met Putin.", "Putin"),
        ("Kim met President Putin.", "President Putin"),
        ("Kim met Russian President Vladimir Putin.", "Russian President Vladimir Putin"),
    ) == [["Vladimir Putin", "Putin", "President Putin", "Russian President Vladimir Putin"]]


def test_a_short_name_that_two_extend_joins_neither() -> None:
    assert alone("Hillary Clinton", "Bill Clinton", "Clinton") == [["Hillary Clinton"], ["Bill Clinton"], ["Clinton"]]


def test_the_article_tells_whose_family_name_it_is() -> None:
    about_her = "Hillary Clinton spoke. Later Clinton left."
    start = about_her.rindex("Clinton")
    article = Article(about_her, id="her")
    passage = Passage(article, 0, len(about_her), (Hit(split(article)[0], 0.0, 0.0, 0.0),), tuple(split(article)))
    others = [("It was Bill Clinton.", "Bill Clinton"), ("It was Hillary Clinton.", "Hillary Clinton")]
    read = [(passage, [Span(start, start + len("Clinton"), 1.0)])]
    for number, (sentence, words) in enumerate(others):
        other = Article(sentence, id=str(number))
        place = Passage(other, 0, len(sentence), (Hit(split(other)[0], 0.0, 0.0, 0.0),), tuple(split(other)))
        read.append((place, [Span(7, 7 + len(words), 9.0)]))
    assert [[each.text for each in group.citations] for group in merge(read)] == [
        ["Bill Clinton"],
        ["Hillary Clinton", "Clinton"],
    ]


def test_the_dead_are_not_the_injured() -> None:
    dead, hurt = key("12 people were killed.", "12 people"), key("12 people were injured.", "12 people")
    assert (dead.fate, hurt.fate) == ("dead", "hurt")
    assert not dead.equals(hurt)
    assert dead.equals(key("At least twelve died.", "twelve"))


def test_until_belongs_to_the_question_and_since_to_the_answer() -> None:
    day = date(2019, 8, 29)
    plain = key("It was closed on October 14.", "October 14", published=day)
    assert plain.kind == "date"
    assert plain.equals(key("It is closed until October 14.", "October 14", published=day))
    assert plain.equals(key("It is closed until October 14.", "until October 14", published=day))
    assert not plain.equals(
        key("It has been closed since October 14.", "since October 14", published=date(2019, 11, 1))
    )


def test_words_that_come_to_a_number_are_that_number() -> None:
    rose = "The number of people who died in the wreck off the island rose to 17 on Tuesday."
    long = key(rose, "The number of people who died in the wreck off the island rose to 17")
    assert (long.kind, long.value, long.fate) == ("number", 17.0, "dead")
    assert (
        key("A man who had once robbed 3 banks and fled died.", "A man who had once robbed 3 banks and fled").kind
        == "words"
    )


def test_a_rounded_number_stands_for_those_that_round_to_it() -> None:
    assert [rounds(40.0, exact) for exact in (37.0, 38.0, 44.0, 46.0)] == [True, True, True, False]
    assert not rounds(43.0, 40.0)


def test_a_smaller_unit_goes_on_with_a_larger_one() -> None:
    assert [(each.value, each.unit) for each in quantities("It took 3 hours and 30 minutes, 40 minutes more.")] == [
        (3.5, "hour"),
        (40.0, "minute"),
    ]


def test_copies_and_articles_of_one_outlet_are_one_source() -> None:
    def article(name: str, outlet: str) -> Article:
        return Article(f"{name}.", id=name, outlet=outlet)

    articles = [
        article("a", "VOA"),
        article("b", "Wikinews"),
        article("c", "voa"),
        article("d", "AP"),
        article("e", ""),
    ]
    assert count_sources(articles, {}) == 4
    assert count_sources(articles, {"b": "s", "d": "s"}) == 3
