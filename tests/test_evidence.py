import qa
from qa.evidence import evidence
from qa.loading import seeds
from tests.test_answering import check_the_law

SEED = next(seeds())


def test_a_yes_no_question_gets_the_whole_sentence_that_bears_on_it() -> None:
    answer = qa.answer("Did KCNA confirm the visit?", articles=SEED)
    assert answer.kind == "evidence"
    assert answer.text == "North Korea’s state news agency KCNA also reportedly confirmed the visit."
    assert answer.citations[0].text == answer.citations[0].sentence
    check_the_law(answer)


def test_what_the_article_does_not_touch_is_not_stated() -> None:
    answer = qa.answer("Was the pilot of the helicopter drunk?", articles=SEED)
    assert (answer.kind, answer.text) == ("not stated", None)
    assert answer.nearest is not None
    check_the_law(answer)


def test_the_threshold_of_the_caller_counts() -> None:
    assert qa.answer("Did KCNA confirm the visit?", articles=SEED, threshold=1).kind == "not stated"
    answer = qa.answer("Was the pilot of the helicopter drunk?", articles=SEED, threshold=0)
    assert answer.kind == "evidence"
    check_the_law(answer)


def test_nothing_found_no_evidence() -> None:
    assert evidence([]) == []
