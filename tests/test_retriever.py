from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from qa.article import Article
from qa.library import Hit, Library
from qa.loading import seeds
from qa.retriever import Passage, _passages, retrieve
from qa.sentences import split

WORDS = st.integers(1, 90)


def passages(lengths: list[int], chosen: set[int]) -> list[Passage]:
    article = Article(" ".join("Word" + " word" * (length - 1) + "." for length in lengths), id="a")
    sentences = split(article)
    hits = [Hit(sentences[index], 1.0, 0.5, 1 / (rank + 21)) for rank, index in enumerate(sorted(chosen))]
    return _passages(hits, {"a": article}, {"a": sentences})


@settings(deadline=None)
@given(
    st.lists(WORDS, min_size=1, max_size=30).flatmap(
        lambda lengths: st.tuples(st.just(lengths), st.sets(st.integers(0, len(lengths) - 1), min_size=1))
    )
)
def test_every_hit_is_in_exactly_one_passage_of_whole_consecutive_sentences(case: tuple[list[int], set[int]]) -> None:
    lengths, chosen = case
    found = passages(lengths, chosen)
    assert sorted(hit.sentence.index for passage in found for hit in passage.hits) == sorted(chosen)
    for passage in found:
        numbers = [sentence.index for sentence in passage.sentences]
        assert numbers == list(range(numbers[0], numbers[-1] + 1))
        assert (passage.start, passage.end) == (passage.sentences[0].start, passage.sentences[-1].end)
        assert len(numbers) == 1 or len(passage.text.split()) <= 120
    spans = sorted((passage.start, passage.end) for passage in found)
    assert all(first[1] <= second[0] for first, second in pairwise(spans))


def test_a_hit_is_widened_by_its_neighbours() -> None:
    (passage,) = passages([10] * 9, {4})
    assert [sentence.index for sentence in passage.sentences] == [3, 4, 5]


def test_hits_of_an_article_that_was_removed_or_replaced_meanwhile_are_passed_over() -> None:
    old, new = Article("Kim met Putin. They spoke.", id="a"), Article("Kim slept.", id="a")
    hits = [Hit(sentence, 1.0, 0.5, 0.1) for sentence in split(old)]
    assert _passages(hits, {}, {}) == []
    assert _passages(hits, {"a": new}, {"a": split(new)}) == []


def test_a_long_run_is_cut_into_even_parts() -> None:
    found = passages([30] * 9, set(range(9)))
    assert sorted(len(passage.text.split()) for passage in found) == [90, 90, 90]


def test_passages_come_best_first_and_from_the_right_article() -> None:
    found = retrieve(["Where might Kim and Putin hold talks?", "Who died in Karol Bagh?"], Library.of(list(seeds())))
    assert "Vladivostok" in found[0][0].text
    assert "Karol Bagh" in found[1][0].article.title
    for each in found:
        scores = [passage.hits[0].fused for passage in each]
        assert scores == sorted(scores, reverse=True)
