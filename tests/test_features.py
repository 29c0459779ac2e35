import math

import pytest

from qa.article import Article
from qa.features import features
from qa.library import Hit
from qa.merging import Group, merge
from qa.reader import Span
from qa.retriever import Passage
from qa.sentences import split

TEXT = "Kim Jong Un met Vladimir Putin on 13 September."


def groups(*spans: tuple[str, float], title: str = "") -> list[Group]:
    article = Article(TEXT, title=title)
    sentence = split(article)[0]
    passage = Passage(article, 0, len(TEXT), (Hit(sentence, 3.0, 0.4, 0.1),), (sentence,))
    return merge([(passage, [Span(TEXT.index(text), TEXT.index(text) + len(text), score) for text, score in spans])])


def read(found: list[Group]) -> list[Passage]:
    return [group.passage for group in found[:1]]


def test_margin_words_cosine_and_passages() -> None:
    both = groups(("Kim Jong Un", 6.0), ("Vladimir Putin", 2.5))
    first, second = features("Who?", both, read(both) * 4)
    assert (first.margin, second.margin) == (6.0, 2.5)
    assert (first.words, second.words) == (3.0, 2.0)
    assert first.cosine == 0.4
    assert first.passages == pytest.approx(math.log(4))
    long = groups(("Kim Jong Un met Vladimir", 6.0))
    assert features("Who?", long, read(long))[0].words == 4.0


def test_cosine_is_that_of_the_candidates_own_sentence() -> None:
    article = Article("Kim met Putin. Oslo slept. Rome sang.")
    sentences = tuple(split(article))
    hits = (Hit(sentences[0], 3.0, 0.7, 0.1), Hit(sentences[1], 3.0, 0.2, 0.05))
    passage = Passage(article, 0, len(article.text), hits, sentences)
    spans = [Span(start, start + 4, 1.0) for start in (8, 15, 27)]
    assert [row.cosine for row in features("Who?", merge([(passage, spans)]), [passage])] == [0.7, 0.2, 0.2]


@pytest.mark.parametrize(
    ("question", "title", "share"),
    [
        ("Whom did Kim meet?", "", 1.0),
        ("Whom did Kim meet in Moscow?", "", 0.5),
        ("Whom did Kim meet in Moscow?", "Moscow talks", 1.0),
        ("whom did he meet?", "", 1.0),
        ("Who met on 13 or 14 September?", "", 2 / 3),
    ],
)
def test_share_of_names_and_numbers_that_the_passage_holds(question: str, title: str, share: float) -> None:
    found = groups(("Kim Jong Un", 1.0), title=title)
    assert features(question, found, read(found))[0].names == pytest.approx(share)


@pytest.mark.parametrize(
    ("question", "text", "matches"),
    [
        ("When did they meet?", "13 September", 1.0),
        ("When did they meet?", "Kim Jong Un", 0.0),
        ("How many met?", "13 September", 1.0),
        ("Who met Putin?", "Kim Jong Un", 1.0),
        ("Who met Putin?", "met", 0.0),
        ("Why did they meet?", "met", 0.5),
        ("When did they meet?", "September", 1.0),
        ("What month did they meet in?", "13", 1.0),  # a part of "13 September"
        ("Who was there when Kim arrived?", "Vladimir Putin", 1.0),  # asks for a name
    ],
)
def test_type_of_the_answer(question: str, text: str, matches: float) -> None:
    found = groups((text, 1.0))
    assert features(question, found, read(found))[0].type_matches == matches


def test_a_number_is_no_time_unless_its_sentence_makes_it_one() -> None:
    article = Article("In 2019 about 2019 people met for 13 rounds; he may speak.")
    sentence = split(article)[0]
    passage = Passage(article, 0, len(article.text), (Hit(sentence, 3.0, 0.4, 0.1),), (sentence,))
    places = [(3, 7), (14, 18), (34, 36), (48, 51)]
    assert [article.text[start:end] for start, end in places] == ["2019", "2019", "13", "may"]
    for (start, end), matches in zip(places, (1.0, 0.0, 0.0, 0.0), strict=True):
        found = merge([(passage, [Span(start, end, 1.0)])])
        assert features("When did they meet?", found, [passage])[0].type_matches == matches


def test_no_groups_no_features() -> None:
    assert features("Who?", [], []) == []
