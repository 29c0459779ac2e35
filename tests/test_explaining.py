"""What was read for a question, against what `answer` gives for it."""

import pytest

from qa.answering import answer
from qa.article import Article
from qa.explaining import Reading, explain
from qa.filters import where
from qa.library import Library
from qa.loading import seeds
from qa.retriever import retrieve
from ui.why import render

QUESTION = "Where might the two leaders hold talks?"


@pytest.fixture(scope="module")
def library() -> Library:
    return Library.of(seeds())


def test_the_first_reading_is_the_answer_and_all_passages_are_there(library: Library) -> None:
    readings = explain(QUESTION, library)
    found = answer(QUESTION, library=library)
    assert readings[0].words == found.text
    assert readings[0].probability == pytest.approx(found.probability)
    assert (readings[0].start, readings[0].end) == (found.citations[0].start, found.citations[0].end)
    passages = retrieve([QUESTION], library)[0]
    assert {reading.passage for reading in readings} == set(passages)
    assert len(readings) == len(passages)
    for reading in readings:
        assert reading.words in reading.passage.text
        assert reading.cosine == max(hit.cosine for hit in reading.passage.hits if hit == reading.passage.hits[0])
    probabilities = [reading.probability or 0 for reading in readings]
    assert probabilities == sorted(probabilities, reverse=True)


def test_only_what_is_chosen_is_read_and_the_questions_own_time_counts(library: Library) -> None:
    only = explain(QUESTION, library, where=where(outlet="Wikinews"))
    assert only
    assert {reading.passage.article.outlet for reading in only} == {"Wikinews"}
    since = explain("Who has resigned since June 2020?", library)
    assert all(str(reading.passage.article.published) >= "2020-06-01" for reading in since)


def test_a_bad_question_is_refused(library: Library) -> None:
    with pytest.raises(ValueError, match="question: must not be empty"):
        explain(" ", library)


def test_the_table_marks_by_offsets_and_escapes() -> None:
    article = Article("The <b>mayor</b> met Putin. Putin left.", title="<i>T</i>")
    passage = retrieve(["Who left?"], Library.of([article]))[0][0]
    page = render([Reading(passage, 28, 33, 1.25, 0.5), Reading(passage, 0, 0, None, None)], threshold=0.3)
    assert "The &lt;b&gt;mayor&lt;/b&gt; met Putin. <mark>Putin</mark> left." in page
    assert "&lt;i&gt;T&lt;/i&gt;" in page
    assert "<td>50\u00a0%</td><td>+1.2</td>" in page
    assert "<td>–</td><td>–</td>" in page
    assert "2 passages were found" in page
    assert "needs a probability of 30\u00a0%" in page
