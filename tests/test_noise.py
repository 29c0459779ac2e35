import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.noise import noisy

QUESTION = "Where might Kim and Putin hold talks?"


def test_lower_case_alone_changes_nothing_else() -> None:
    assert noisy(QUESTION, "lower") == "where might kim and putin hold talks?"


def test_a_typo_is_one_changed_word_and_the_same_every_time() -> None:
    changed = noisy(QUESTION, "typo")
    assert changed == noisy(QUESTION, "typo") != QUESTION
    pairs = list(zip(QUESTION.split(), changed.split(), strict=True))
    assert sum(before != after for before, after in pairs) == 1


def test_a_question_without_a_long_word_stays() -> None:
    assert noisy("Who is he?", "typo") == "Who is he?"


@given(st.text(alphabet="abcdeé ?", max_size=30))
def test_a_typo_leaves_out_doubles_or_swaps_a_letter(question: str) -> None:
    changed = noisy(question, "typo")
    assert abs(len(changed) - len(question)) <= 1
    assert set(changed) <= set(question)
    assert changed.split(" ")[0][:1] == question.split(" ")[0][:1]


@pytest.mark.parametrize("question", ["Kim flew where?", "Which bridge fell in Lyon?"])
def test_the_first_letter_of_each_word_stays(question: str) -> None:
    assert [word[0] for word in noisy(question, "typo").split()] == [word[0] for word in question.split()]
