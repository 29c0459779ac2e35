import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.answers import Answer, Candidate, Citation
from qa.article import Article
from qa.commands.ask import _sentences
from qa.sentences import split
from tests.benchmarks.kinds import speech
from ui.messages import render


def citation(text: str, words: str) -> Citation:
    article = Article(text)
    start = text.index(words)
    sentence = next(each for each in split(article) if each.start <= start < each.end)
    return Citation(article, start, start + len(words), sentence.start, sentence.end)


@pytest.mark.parametrize(
    ("text", "words", "speaker", "verb"),
    [
        ("“It is late,” said Ann Lee, the guard.", "late", "Ann Lee", "said"),
        ("“It is late,” said Ann Lee on Monday.", "late", "Ann Lee", "said"),
        ("“It is late,” Ann Lee said. “We must go home.”", "home", "Ann Lee", "said"),
        ("“Is it late?” Ann Lee asked.", "late", "Ann Lee", "asked"),
        ("“It is late,” said Ann Lee, “and we must go home.”", "home", "Ann Lee", "said"),
        ("Ann Lee, 45, of Leeds, said the road was closed.", "closed", "Ann Lee", "said"),
        ("The mayor opened the bridge and said it was safe.", "safe", "The mayor", "said"),
        ("Ann Lee has repeatedly denied that she took the money.", "money", "Ann Lee", "denied"),
        ("The road was closed, according to Ann Lee, the mayor.", "closed", "Ann Lee", "according to"),
        ("The road was closed, the mayor said on Monday.", "closed", "the mayor", "said"),
        ("Bob praised the team. Ann Lee called it a “joke”.", "joke", "Ann Lee", "called"),
        ("The mayor denied it, but Ann Lee said the road was closed.", "closed", "Ann Lee", "said"),
    ],
)
def test_who_says_it(text: str, words: str, speaker: str, verb: str) -> None:
    found = citation(text, words)
    assert (found.speaker, found.reporting_verb) == (speaker, verb)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Ann Lee said the road was closed.", "Ann Lee"),
        ("The bridge, called “The Rock”, opened in May.", "May"),
        ("The bridge, called “The Rock”, opened in May.", "The Rock"),
        ("The fire claimed 17 lives.", "17 lives"),
        ("She was told in May that it would close.", "May"),
        ("Ann Lee did not say where the money went.", "the money"),
        ("Ann Lee said it was safe; the road closed in May.", "May"),
        ("Ann Lee said it was safe. The road closed in May.", "May"),
        ("The road closed in May. Ann Lee said it was safe.", "May"),
    ],
)
def test_what_nobody_says(text: str, words: str) -> None:
    found = citation(text, words)
    assert (found.speaker, found.reporting_verb, found.said_by) == (None, None, "")


def test_quoted_are_words_between_marks() -> None:
    text = "Ann Lee called the road a “huge risk”, and said it was closed."
    assert citation(text, "huge risk").quoted
    assert citation(text, "“huge risk”").quoted
    assert not citation(text, "a “huge risk”").quoted
    assert not citation(text, "closed").quoted


def test_it_is_told_in_the_chat_on_the_command_line_and_in_json() -> None:
    found = citation("Ann <b> Lee denied that the road was closed.", "closed")
    answer = Answer("What?", "span", 0.9, (Candidate((found,), 0.9),), (), None)
    assert '<p class="said">said by Ann &lt;b&gt; Lee (denied)</p>' in render(answer, threshold=0.3, articles=1)
    assert "  said by Ann <b> Lee (denied)" in _sentences(answer).splitlines()
    told = answer.to_dict()["citations"][0]
    assert (told["speaker"], told["reporting_verb"], told["quoted"]) == ("Ann <b> Lee", "denied", False)


@given(
    st.lists(st.sampled_from(["said", "“", "”", '"', "‘", "’", "Ann Lee", ",", ".", "\n", "who", "and", "called", "x"]))
)
def test_whatever_the_text_speaker_and_verb_stand_in_it_beside_the_words(pieces: list[str]) -> None:
    article = Article(" ".join(["It", *pieces]))
    for sentence in split(article):
        middle = (sentence.start + sentence.end) // 2
        found = Citation(article, middle, middle + 1, sentence.start, sentence.end)
        if told := found.attribution:
            assert found.speaker
            assert not told.speaker[0] <= middle < told.speaker[1]
            assert found.reporting_verb in ("said", "called")


def test_the_sentences_written_for_the_figure() -> None:
    tune = speech("tune")
    assert (tune.speakers, tune.verbs, tune.quoted, tune.false) == (21, 21, 21, 0)
    kept = speech("kept")
    assert kept.speakers >= 14
    assert kept.verbs >= 15
    assert kept.quoted >= 19
    assert kept.false <= 1
