from dataclasses import replace

import pytest

from qa.answering import answer
from qa.answers import Citation
from qa.article import Article
from qa.keys import key_of
from qa.merging import Group, Reading
from qa.questions import Part
from qa.retriever import Passage
from qa.units import with_units
from tests.benchmarks.kinds import questions


def group(text: str, words: str) -> Group:
    article = Article(text)
    start = text.index(words)
    citation = Citation(article, start, start + len(words), 0, len(text))
    return Group((Reading(citation, Passage(article, 0, len(text), ()), 1.0, key_of(citation)),))


@pytest.mark.parametrize(
    ("question", "text", "words", "expected"),
    [
        ("How many people died?", "At least 12 people died.", "12", "12 people"),
        ("How many planes fell?", "Two Russian fighter planes fell.", "Two", "Two Russian fighter planes"),
        ("How many were aboard?", "It carried eight others on board.", "eight", "eight others"),
        ("How many deaths were there?", "Thousands of deaths followed.", "Thousands", "Thousands of deaths"),
        ("how much did it cost", "It cost 3 million euros.", "3 million", "3 million euros"),
        ("How many people died?", "At least 12 died in May.", "12", "12"),
        ("How many people died?", "Of 12 injured people one died.", "12", "12 injured people"),
        ("How much of it burned?", "It burned 10% of the woods.", "10%", "10%"),
        ("When did people die?", "12 people died.", "12", "12"),
        ("How many people died?", "The people of Rome voted.", "The", "The"),
    ],
)
def test_a_number_with_its_unit(question: str, text: str, words: str, expected: str) -> None:
    (found,) = with_units(question, [group(text, words)])
    assert found
    assert found.text == expected


def test_the_better_candidate_takes_the_words() -> None:
    one = group("12 people died.", "12")
    other = Citation(one.citations[0].article, 3, 9, 0, 15)
    second = Group((replace(one.readings[0], citation=other),))
    found = with_units("How many people died?", [one, second])
    assert [each and each.text for each in found] == ["12 people", None]
    found = with_units("How many people died?", [second, one])
    assert [each and each.text for each in found] == ["people", "12"]


def test_the_answer_holds_it() -> None:
    found = answer("How many people died?", articles=Article("Officials said 12 people died in the fire on Monday."))
    assert found.text == "12 people"


def test_the_answers_kept_mostly_end_in_a_word() -> None:
    asked = questions("how_many", Part(2, 2))
    texts = [answer(question.text, articles=question.article).text or "" for question in asked]
    longest = [max(question.answers, key=len) for question in asked]
    units = [(text, words.split()[-1]) for text, words in zip(texts, longest, strict=True)]
    assert sum(unit in text.split() for text, unit in units) >= 0.7 * len(asked)
