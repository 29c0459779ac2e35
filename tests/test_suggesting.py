"""Questions made of an article: every one is answered, with words that the article holds."""

import pytest

from qa.answering import answer
from qa.article import Article
from qa.loading import seeds
from qa.suggesting import suggest

FIRE = Article(
    "At least seventeen people died in the fire, officials said. Satyendra Jain, the city's home minister, blamed the owner. "
    "The bill was passed by the council on 3 March 2020. Narendra Modi announced three days of mourning.",
    title="Fire in Delhi",
)


def test_questions_of_each_kind_are_made_and_answered() -> None:
    questions = suggest(FIRE, top_k=10)
    assert "How many people died in the fire?" in questions
    assert "Who is Satyendra Jain?" in questions
    assert "When was the bill passed by the council?" in questions
    assert "Who announced three days of mourning?" in questions


@pytest.mark.parametrize("article", list(seeds())[:6], ids=lambda article: article.id[:24])
def test_every_question_on_a_seed_is_answered_and_reads_as_one(article: Article) -> None:
    questions = suggest(article)
    assert len(set(questions)) == len(questions) <= 4
    for found in answer(questions, articles=article):
        assert found.text is not None, found.question
        assert found.question.split()[0] in {"Who", "What", "When", "How"}
        assert found.question.endswith("?")
        assert not found.question.endswith((" the?", " of?", " and?"))


def test_the_seed_that_everyone_meets_first_has_some() -> None:
    assert len(suggest(next(seeds()))) >= 2


def test_a_text_with_nothing_to_ask_for_has_none() -> None:
    assert suggest(Article("it rained, and that was all there was to say of it")) == []


def test_kinds_take_turns() -> None:
    assert len({question.split()[0] for question in suggest(FIRE, top_k=3)}) == 3
