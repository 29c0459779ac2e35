from pathlib import Path
from threading import Thread

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa.loading import seeds
from qa.reader import Span, _balanced, default_reader
from qa.training.settings import Settings

SEED = next(seeds()).text


def test_reads_the_articles_own_words() -> None:
    span = default_reader().read("Where could the talks be held?", SEED)[0]
    assert SEED[span.start : span.end] == "Vladivostok"
    assert span.score > 0


def test_batch_gives_what_each_pair_gives_alone() -> None:
    reader = default_reader()
    pairs = [
        ("Who warned of consequences?", SEED),
        ("Who?", "Kim."),
        ("Where could the talks be held?", SEED[:900]),
    ]
    for pair, together in zip(pairs, reader.read_batch(pairs, top_k=5), strict=True):
        alone = reader.read(*pair, top_k=5)
        assert [(span.start, span.end) for span in alone] == [(span.start, span.end) for span in together]
        assert [span.score for span in alone] == pytest.approx([span.score for span in together], abs=1e-3)


def test_long_context_is_read_in_windows_that_overlap() -> None:
    filler = "The committee met again and nothing was decided. " * 150
    context = filler + "Kim Jong Un met Vladimir Putin in Vladivostok. " + filler
    span = default_reader().read("Where did Kim Jong Un meet Vladimir Putin?", context)[0]
    assert context[span.start : span.end] == "Vladivostok"


def test_windows_are_as_long_as_in_training_and_leave_room_beside_the_longest_question() -> None:
    reader = default_reader()
    assert reader.max_window == Settings(Path(), Path(), ()).length
    question = "where " * reader.max_question
    windows = reader.windows([(question, "Kim met Putin. " * 200)])
    assert {len(window) for window in windows[:-1]} == {reader.max_window}
    assert sum(windows[0].inside) - reader.stride > 0
    assert reader.read(question, "Kim met Putin. " * 200)


ALPHABET = ["Kim", "Putin", " ", ". ", ", ", "“", "”", "\r\n", "é", "e\u0301", "שלום", "مرحبا", "👩‍💻", "3.5", "x" * 300, "U.S.", "\u0627\u064b"]  # fmt: skip


@settings(deadline=None, max_examples=40)
@given(st.lists(st.one_of(st.sampled_from(ALPHABET), st.text(max_size=5)), min_size=1).map("".join).filter(str.strip))
def test_spans_lie_in_the_context_and_tear_no_word(context: str) -> None:
    for span in default_reader().read("Who met Kim?", context, top_k=20):
        assert 0 <= span.start < span.end <= len(context)
        for edge in (span.start, span.end):
            around = context[max(edge - 1, 0) : edge + 1]
            assert not (len(around) == 2 and edge > 0 and around.isascii() and around.isalnum())
            assert context[edge : edge + 1] not in ("\u0301", "\u064b", "\u200d") or edge == 0


@pytest.mark.parametrize(
    ("marked", "whole"),
    [
        ("calling it [a “huge mistake].” She left", "a “huge mistake.”"),
        ("on [CBS’s “Face the Nation],” she said", "CBS’s “Face the Nation,”"),
        ("called [“huge] and bad” by her", "huge"),
        ("called [“huge]” by her", "“huge”"),
        ('called ["huge] and bad" by her', "huge"),
        ('a ["huge" mistake] by her', '"huge" mistake'),
        ("the [presidency’s office] said", "presidency’s office"),
        ("the [huge mistake]” she said", "huge mistake"),
        ("a “very [huge mistake”] she said", "huge mistake"),
    ],
)
def test_quotation_marks_come_in_pairs(marked: str, whole: str) -> None:
    start, end = marked.index("["), marked.index("]") - 1
    context = marked.replace("[", "").replace("]", "")
    found = _balanced(context, start, end)
    assert context[found[0] : found[1]] == whole


def test_numbers_stay_whole() -> None:
    text = "Prices rose 3.5 percent to 1,250 dollars."
    for span in default_reader().read("How much did prices rise?", text, top_k=50):
        assert text[span.start : span.end] not in ("3", "5", "5 percent", "1", "250", "250 dollars")


def test_initials_and_names_with_an_ampersand_stay_whole() -> None:
    text = "The U.S. and U.N. signed AT&T's deal."
    found = {text[span.start : span.end] for span in default_reader().read("Who signed?", text, top_k=200)}
    assert {"U.S.", "U.N.", "AT&T"} <= found
    assert not {"U", "U.S", "U.N", "S.", "N.", "AT", "T"} & found


@pytest.mark.parametrize(
    ("question", "context", "message"),
    [
        (" ", "Text.", "question: must not be empty"),
        ("Who?", "\n", "context: must not be empty"),
        ("why " * 400, "Text.", "question: must have at most 128 tokens, got 400"),
        ("why " * 2500, "Text.", "question: must have at most 2,000 characters, got 10,000"),
        ("Who \udcff?", "Text.", "question: must be valid Unicode"),
    ],
)
def test_bad_input_is_refused_in_a_sentence(question: str, context: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        default_reader().read(question, context)


def test_top_k_is_checked_and_nothing_asked_is_nothing_answered() -> None:
    with pytest.raises(ValueError, match="top_k: must be at least 1, got 0"):
        default_reader().read("Who?", "Kim.", top_k=0)
    assert default_reader().read_batch([]) == []


def test_threads_may_share_a_reader() -> None:
    reader, found, expected = default_reader(), [], default_reader().read("Who met Putin?", SEED[:400])

    def read() -> None:
        for length in (200, 300, 400):
            reader.read("Who met Putin " * (length // 40), SEED[:length] * (length // 100), top_k=length // 100)
        found.append(reader.read("Who met Putin?", SEED[:400]))

    threads = [Thread(target=read) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [[(span.start, span.end) for span in spans] for spans in found] == [
        [(span.start, span.end) for span in expected]
    ] * 4
    assert all(isinstance(span, Span) for spans in found for span in spans)
