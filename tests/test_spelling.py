"""Mistyped words of a question are put right, by the words of the articles first; what may be meant so is left alone."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import qa
from qa.__main__ import main
from qa.article import Article
from qa.encoder import common_words
from qa.library import Library
from qa.noise import noisy
from qa.spelling import corrected, doubtful
from ui.service import Service
from ui.sources import Sources

TEXT = (
    "Mohammad Zarif met the premier of Tromsen in the rainforest near Kaukiri on Monday. "
    "Zarif said that the ministers had designed the agreement, and that the bikers were innocent."
)


def put_right(question: str) -> str | None:
    return corrected(question, [TEXT], common_words())


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Who met Zraif?", "Who met Zarif?"),
        ("Who met Zariff?", "Who met Zarif?"),
        ("who met zarf in tromsne", "who met zarif in tromsen"),
        ("Where is the rainfrest?", "Where is the rainforest?"),
        ("Who desinged the agreemnt?", "Who designed the agreement?"),
        ("Wehn did they meet?", "When did they meet?"),
        ("Waht did Zarif say?", "What did Zarif say?"),
        ("wich bikers were innocent?", "which bikers were innocent?"),
        ("Whre is Kaukiri?", "Where is Kaukiri?"),
        ("Who said it abuot the goverment?", "Who said it about the government?"),
        ("WHO MET ZRAIF?", "WHO MET ZARIF?"),
        ("Who met Zarix?", "Who met Zarif?"),  # a letter exchanged, for a name of the text
    ],
)
def test_a_slip_is_put_right(typed: str, meant: str) -> None:
    assert doubtful(typed, common_words())
    assert put_right(typed) == meant


@pytest.mark.parametrize(
    "question",
    [
        "Who met Zarif in the rainforest near Kaukiri?",
        "Who met Lavrov in Kaukiri?",  # a name that the article lacks is another name, not a slip
        "Who honoured the biker and the launderers?",  # inflected, and in British spelling
        "What was decriminalised?",
        "When did Seoul start blaring propaganda?",
        "Why were the backers detained?",
        "Who tweeted of the quakes?",
        "Were they there?",
        "Wen Jiabao met whom?",
        "",
        "??",
    ],
)
def test_what_may_be_meant_so_is_left_alone(question: str) -> None:
    assert put_right(question) is None


def test_a_name_is_put_right_only_by_a_name_of_the_articles() -> None:
    assert corrected("Who met Marryk?", ["They want to marry."], common_words()) is None
    assert corrected("Who met Marryk?", ["Maryk came."], common_words()) == "Who met Maryk?"


def test_a_name_of_the_articles_that_is_near_a_question_word_stays() -> None:
    assert corrected("Howe resigned when?", ["Geoffrey Howe resigned."], common_words()) is None
    assert corrected("Whey is made of what?", ["They make whey of milk."], common_words()) is None
    assert corrected("Wehn did Howe resign?", ["Geoffrey Howe resigned."], common_words()) == "When did Howe resign?"


@settings(max_examples=50, deadline=None)
@given(st.text(max_size=60))
def test_whatever_is_asked_other_words_than_letters_stay(question: str) -> None:
    found = put_right(question)
    if found is not None:
        assert [each for each in found if not each.isalpha()] == [each for each in question if not each.isalpha()]


def test_most_questions_with_a_typo_are_put_right_and_hardly_one_without() -> None:
    seed = next(qa.seeds())
    questions = [line for line in QUESTIONS.splitlines() if line]
    assert [each for each in questions if corrected(each, [seed.text], common_words())] == []
    restored = sum(corrected(noisy(each, "typo"), [seed.text], common_words()) == each for each in questions)
    assert restored >= 0.6 * len(questions)


QUESTIONS = """
Where might Kim and Putin hold talks?
How did the North Korean leader travel to Russia?
What does Moscow want from Pyongyang?
Which newspaper reported the planned meeting?
Who accompanied the leader on the armoured train?
When did the Kremlin confirm the visit?
What did Kamala Harris call the partnership?
Why is the weapons deal prohibited?
"""

ARTICLE = Article("Ada Lind resigned in Oslo on Monday. Bert Dahl was elected mayor of Bergen in June.", id="two")


def test_the_answer_tells_what_was_put_right() -> None:
    answer = qa.answer("Who resigend in Olso?", articles=ARTICLE)
    assert (answer.question, answer.corrected) == ("Who resigend in Olso?", "Who resigned in Oslo?")
    assert answer.text == "Ada Lind"
    assert answer.to_dict()["corrected"] == "Who resigned in Oslo?"
    assert qa.answer("Who resigned in Oslo?", articles=ARTICLE).corrected is None


def test_literally_nothing_is_put_right() -> None:
    assert qa.answer("Who resigend in Olso?", articles=ARTICLE, literal=True).corrected is None
    assert qa.converse("Who resigend in Olso?", articles=ARTICLE, literal=True).asked == "Who resigend in Olso?"


def test_questions_asked_together_are_put_right_each_by_itself() -> None:
    answers = qa.answer(["Who resigned in Oslo?", "Who was elcted mayor of Bergen?"], articles=ARTICLE)
    assert [each.corrected for each in answers] == [None, "Who was elected mayor of Bergen?"]
    assert [each.text for each in answers] == ["Ada Lind", "Bert Dahl"]


def test_a_bound_that_is_put_right_counts() -> None:
    days = (("Ada Lind", date(2019, 3, 4)), ("Bert Dahl", date(2020, 9, 7)))
    articles = [Article(f"{name} resigned in Oslo on Monday.", id=name, published=day) for name, day in days]
    for asked in ("sincce June 2020", "affter June 2020"):
        answer = qa.answer(f"Who resigned in Oslo {asked}?", articles=articles)
        assert (answer.text, len(answer.candidates)) == ("Bert Dahl", 1)
        assert answer.searched
        assert answer.searched.articles == 1
        literal = qa.answer(f"Who resigned in Oslo {asked}?", articles=articles, literal=True)
        assert literal.searched
        assert literal.searched.articles == 2


def test_the_chat_shows_how_it_understood_and_asks_as_typed() -> None:
    service = Service(Sources(Library.of([ARTICLE])))
    asked = {"reader": "a" * 16, "question": "Who resigend in Olso?", "talk": "1"}
    found = service.call("ask", asked)
    assert found["asked"] == "Who resigned in Oslo?"
    assert "Understood as: <q>Who resigned in Oslo?</q>" in str(found["html"])
    literal = service.call("ask", {**asked, "literal": True})
    assert literal["asked"] == "Who resigend in Olso?"
    assert "Understood as" not in str(literal["html"])


def test_the_command_says_how_it_understood(capsys: pytest.CaptureFixture[str]) -> None:
    main(["ask", "Wehre might Kim and Ptuin hold talks?"])
    assert capsys.readouterr().out.startswith("Understood as: Where might Kim and Putin hold talks?\nVladivostok")
    main(["ask", "Wehre might Kim and Ptuin hold talks?", "--literal"])
    assert not capsys.readouterr().out.startswith("Understood")
