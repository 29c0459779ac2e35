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


def test_margin_gap_cosine_and_passages() -> None:
    first, second = features("Who?", groups(("Kim Jong Un", 6.0), ("Vladimir Putin", 2.5)), 4)
    assert (first.margin, first.gap, second.gap) == (6.0, 3.5, -3.5)
    assert first.cosine == 0.4
    assert first.passages == pytest.approx(math.log(4))
    assert features("Who?", groups(("Kim Jong Un", 6.0)), 1)[0].gap == 10.0


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
    assert features(question, groups(("Kim Jong Un", 1.0), title=title), 1)[0].names == pytest.approx(share)


@pytest.mark.parametrize(
    ("question", "text", "matches"),
    [
        ("When did they meet?", "13 September", 1.0),
        ("When did they meet?", "Kim Jong Un", 0.0),
        ("How many met?", "13 September", 1.0),
        ("Who met Putin?", "Kim Jong Un", 1.0),
        ("Who met Putin?", "met", 0.0),
        ("Why did they meet?", "met", 0.5),
    ],
)
def test_type_of_the_answer(question: str, text: str, matches: float) -> None:
    assert features(question, groups((text, 1.0)), 1)[0].type_matches == matches


def test_no_groups_no_features() -> None:
    assert features("Who?", [], 3) == []
