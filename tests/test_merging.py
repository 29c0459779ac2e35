from qa.article import Article
from qa.library import Hit
from qa.merging import merge
from qa.reader import Span
from qa.retriever import Passage
from qa.sentences import split

ARTICLE = Article("Kim met Putin. The talks were in Moscow. Later Putin flew to Sochi.", id="a")


def passage(article: Article) -> Passage:
    sentences = tuple(split(article))
    return Passage(article, 0, len(article.text), (Hit(sentences[0], 1.0, 0.5, 0.1),), sentences)


def span(text: str, score: float, occurrence: int = 0) -> Span:
    start = -1
    for _ in range(occurrence + 1):
        start = ARTICLE.text.index(text, start + 1)
    return Span(start, start + len(text), score)


def test_equal_words_are_one_group_with_every_place() -> None:
    groups = merge([(passage(ARTICLE), [span("Putin", 2.0, 1), span("Putin", 5.0), span("Moscow", 3.0)])])
    assert [(group.text, group.score, len(group.citations)) for group in groups] == [
        ("Putin", 5.0, 2),
        ("Moscow", 3.0, 1),
    ]
    assert [citation.start for citation in groups[0].citations] == [8, 47]


def test_other_numbers_are_other_answers_and_the_same_ones_are_not() -> None:
    words = [
        "3.5 percent",
        "35 percent",
        "$50",
        "50%",
        "-5",
        "5",
        "1,250",
        "1250",
        "The Kremlin",
        "kremlin,",
        "an Oscar",
        "Oscar",
    ]
    article = Article(" | ".join(words), id="n")
    starts = [sum(len(word) + 3 for word in words[:index]) for index in range(len(words))]
    spans = [Span(start, start + len(word), 9.0 - start / 100) for start, word in zip(starts, words, strict=True)]
    texts = [[citation.text for citation in each.citations] for each in merge([(passage(article), spans)])]
    assert texts == [
        ["3.5 percent"],
        ["35 percent"],
        ["$50"],
        ["50%"],
        ["-5"],
        ["5"],
        ["1,250", "1250"],
        ["The Kremlin", "kremlin,"],
        ["an Oscar", "Oscar"],
    ]


def test_of_nested_spans_the_best_stands_for_all() -> None:
    groups = merge([(passage(ARTICLE), [span("Kim met Putin", 1.0), span("Kim", 4.0), span("Putin", 2.0)])])
    assert [group.text for group in groups] == ["Kim", "Putin"]


def test_spans_over_a_sentence_end_are_left_out() -> None:
    assert merge([(passage(ARTICLE), [span("Putin. The talks", 9.0)])]) == []


def test_scores_of_all_passages_stand_on_one_scale() -> None:
    """Nineteen passages that are sure to hold nothing do not silence the one that holds the answer (cdQA#314)."""
    sure_of_nothing = [(passage(Article(f"Nothing {n}.", id=str(n))), [Span(0, 7, -9.0 - n)]) for n in range(19)]
    groups = merge([*sure_of_nothing, (passage(ARTICLE), [span("Moscow", 4.0)])])
    assert (groups[0].text, groups[0].score) == ("Moscow", 4.0)


def test_equal_words_in_two_articles_are_one_group() -> None:
    other = Article("Putin spoke.", id="b")
    groups = merge([(passage(ARTICLE), [span("Putin", 2.0)]), (passage(other), [Span(0, 5, 3.0)])])
    assert [[citation.article.id for citation in group.citations] for group in groups] == [["b", "a"]]


def test_the_sentence_around_a_citation() -> None:
    citation = merge([(passage(ARTICLE), [span("Moscow", 1.0)])])[0].citations[0]
    assert citation.sentence == "The talks were in Moscow."
    assert citation.text == "Moscow"
