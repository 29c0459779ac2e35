import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa.article import Article
from qa.sentences import split

LABELS = Path(__file__).parent / "data" / "sentence_boundaries.jsonl"


def sentences(text: str) -> list[str]:
    return [text[sentence.start : sentence.end] for sentence in split(Article(text))]


@pytest.mark.parametrize(
    "marked",
    [
        "U.S. President Joe Biden met Gov. J. B. Pritzker.| He flew on.",
        "The visit to the U.S. was short.| They left the U.S. The army stayed.".replace("U.S. The", "U.S.| The"),
        "It costs $3.5 million.| No. 10 said so at 5 p.m. on Monday.",
        "He left at 5 p.m.| The train came.",
        "Harris said: “It is a huge mistake.”| She left.",
        "“Why now?” he asked.| “No!” she said.",
        "“It is late.| We go,” he said.",
        "Acme Inc. of Ohio fell 2.5%.| Shares of Acme Inc. rose on Feb. 3.",
        "A headline without a full stop|\n\nThe first paragraph.|\n\nThe second.",
        "SEOUL, South Korea ― North Korean leader Kim Jong Un is preparing.| He is.",
        "He waited… and waited.| Then he left...| Nobody came.",
        "Mr. Smith vs. Mrs. Jones, Jr., et al. v. St. Paul Corp. was heard.| It ended.",
        "The answer is no.| The vote is on Tuesday.",
        "He lived on 5th St.| The police came from St. Paul.",
        "A long line of prose that a mail program wrapped in the middle of\na sentence.| The next.",
        "Officials told reporters on Monday that President Joe\nBiden will visit Reykjavik in the coming week, and that\nIceland is preparing.|\nThe talks begin on Tuesday.",
        "A headline that is as long as the column of a mail program\n|The paragraph below it is one long line, as articles have them, and goes on well over the column of any mail program.",
    ],
)
def test_news_traps(marked: str) -> None:
    expected = [piece.strip() for piece in marked.split("|")]
    assert sentences(marked.replace("|", "")) == expected


def test_boundaries_of_articles_not_looked_at_while_writing_the_rules() -> None:
    gold: set[tuple[int, int]] = set()
    found: set[tuple[int, int]] = set()
    for number, line in enumerate(LABELS.read_text(encoding="utf-8").splitlines()):
        row = json.loads(line)
        gold |= {(number, end) for _, end in row["sentences"][:-1]}
        found |= {(number, sentence.end) for sentence in split(Article(row["text"]))[:-1]}
    precision, recall = len(gold & found) / len(found), len(gold & found) / len(gold)
    assert len(gold) >= 300
    assert 2 * precision * recall / (precision + recall) >= 0.97


PIECES = st.sampled_from(["U.S.", "Mr.", "“", "”", '"', ".", "?", "!", "…", " ", "\n", "\r\n", "\u2028", "a", "Kim", "3.5", "e\u0301", "שלום", "👩‍💻", "(", ")", "\x85", "No."])  # fmt: skip


@settings(deadline=None, max_examples=300)
@given(st.one_of(st.text(min_size=1), st.lists(PIECES, min_size=1).map("".join)).filter(str.strip))
def test_only_white_space_lies_between_sentences_and_none_overlap(text: str) -> None:
    position = 0
    for number, sentence in enumerate(split(Article(text))):
        assert sentence.index == number
        assert position <= sentence.start < sentence.end
        assert not text[position : sentence.start].strip()
        assert text[sentence.start : sentence.end] == text[sentence.start : sentence.end].strip()
        position = sentence.end
    assert not text[position:].strip()


def test_time_grows_with_the_length_not_its_square() -> None:
    assert len(sentences("Mr. " * 200_000)) == 1
    assert len(sentences("a line of words that is as long as the column of a mail program is\n" * 30_000)) == 1
    assert len(sentences("x" + "." * 200_000 + "y")) == 1
    assert len(sentences("x." + '"' * 200_000 + "y")) == 1
    assert len(sentences("x" * 500_000 + " " * 500_000 + ".")) >= 1
