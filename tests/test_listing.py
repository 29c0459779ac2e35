import csv
import io
from contextlib import redirect_stdout
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.answering import answer
from qa.answers import Answer, Candidate, Citation
from qa.article import Article
from qa.commands.ask import _sentences, _write_csv
from qa.enumerating import enumerated
from qa.listing import listed
from qa.questions import Part
from tests.benchmarks.kinds import items as items_of
from tests.benchmarks.kinds import matched, questions
from tests.test_answering import check_the_law
from ui.history import as_markdown, as_text
from ui.messages import render

TEXT = "Talks took place in Rome. Chad, Mali and Niger signed the pact. Togo did so in May."


def items(text: str, span: str, *, kinds: bool = False) -> list[str]:
    start = text.index(span)
    places = enumerated(text, start, start + len(span), sentence=(0, len(text)), kinds=kinds)
    return [text[a:b] for a, b in places]


def candidate(text: str, words: str, probability: float, article: Article | None = None) -> Candidate:
    article = article or Article(text)
    start = text.index(words)
    before = text.rfind(". ", 0, start)
    sentence = 0 if before < 0 else before + 2
    end = text.index(".", start) + 1
    return Candidate((Citation(article, start, start + len(words), sentence, end),), probability)


def pact() -> Answer:
    article = Article(TEXT, title="Pact")
    found = listed("Which countries signed?", [candidate(TEXT, "Chad, Mali and Niger", 0.9, article)], 0.3)
    return Answer("Which countries signed?", "list", 0.9, found, (), None)


@pytest.mark.parametrize(
    ("text", "span", "expected"),
    [
        ("They wore hats, gloves, and boots.", "hats, gloves, and boots", ["hats", "gloves", "boots"]),
        ("They wore hats, gloves, and boots.", "hats", ["hats", "gloves", "boots"]),
        ("Chad, Mali and Niger signed.", "Niger", ["Chad", "Mali", "Niger"]),
        ("He speaks both Thai and Lao.", "both Thai and Lao", ["Thai", "Lao"]),
        ("They met in Rome and Oslo in the north.", "Rome and Oslo in the north", ["Rome", "Oslo"]),
        ("It is A1, a drug; B2, an acid; and C3, a salt.", "A1", ["A1", "B2", "C3"]),
        ("It hit trade, tariffs and other matters.", "trade, tariffs and other matters", ["trade", "tariffs"]),
        (
            "It fell on cars, the sale and repair of bikes, and boats.",
            "cars",
            ["cars", "the sale and repair of bikes", "boats"],
        ),
        ("The Food and Drug Administration knew.", "Food and Drug Administration", ["Food and Drug Administration"]),
        ("They met in Bonn, Germany.", "Bonn, Germany", ["Bonn, Germany"]),
        ("Ann Lee, the mayor, and Bo signed.", "Bo", ["Bo"]),
        ("Legal and religious groups came.", "Legal and religious groups", ["Legal and religious groups"]),
        ("Bo resigned.", "Bo", ["Bo"]),
        ("Bo, a judge, ruled that polls close, and votes be held.", "Bo", ["Bo"]),
        ("Chad, Mali and Niger signed.", "Chad", ["Chad", "Mali", "Niger"]),
    ],
)
def test_the_items_of_an_enumeration(text: str, span: str, expected: list[str]) -> None:
    assert items(text, span) == expected


def test_kinds_are_the_adjectives_without_their_noun() -> None:
    assert items("He sent cruel and comical and typical notes.", "comical and typical notes", kinds=True) == [
        "comical",
        "typical",
    ]


def test_other_candidates_of_the_same_type_join_in_the_order_of_the_text() -> None:
    article = Article("Ann Lee signed first. The ink was red. Bo Dahl signed last. Lee smiled.")
    given = [("Bo Dahl", 0.8), ("Ann Lee", 0.6), ("red", 0.5), ("Lee smiled"[:3], 0.4)]
    found = listed("Who were the signers?", [candidate(article.text, *each, article) for each in given], 0.3)
    assert [(each.text, each.probability) for each in found] == [("Ann Lee", 0.6), ("Bo Dahl", 0.8)]
    alone = listed("Who were the signers?", [candidate(article.text, *each, article) for each in given], 0.7)
    assert [each.text for each in alone] == ["Bo Dahl"]


def test_a_list_question_gets_every_item_with_its_citation() -> None:
    found = answer("Which countries signed the pact?", articles=Article(TEXT))
    assert found.kind == "list"
    assert [each.text for each in found.candidates][:3] == ["Chad", "Mali", "Niger"]
    check_the_law(found)
    assert answer("Who were the hosts of the talks about cheese on Mars?", articles=Article(TEXT)).kind != "list"


def test_the_stretch_is_what_one_span_would_have_been() -> None:
    assert pact().stretch == "Chad, Mali and Niger"
    article = Article("Ann Lee signed. Bo Dahl too.")
    apart = (candidate(article.text, "Ann Lee", 0.4, article), candidate(article.text, "Bo Dahl", 0.8, article))
    assert Answer("Who were they?", "list", 0.8, apart, (), None).stretch == "Bo Dahl"
    assert Answer("Who?", "span", 0.8, apart[:1], (), None).stretch == "Ann Lee"
    assert Answer("Who?", "not stated", 0.1, (), (), None).stretch is None


def test_the_chat_shows_every_item_as_a_citation_and_marks_them_in_their_sentence() -> None:
    page = render(pact(), threshold=0.3, articles=1)
    shown = page.partition('<ul class="words items">')[2].partition("</ul>")[0]
    assert shown.count('<button type="button" class="cite"') == shown.count("<li>") == 3
    assert 'data-start="26" data-end="30">Chad</button>' in shown
    marked = "<mark>Chad</mark>, <mark>Mali</mark> and <mark>Niger</mark> signed the pact."
    assert f"<blockquote>{marked}</blockquote>" in page
    assert page.count("<blockquote>") == 1


def test_a_list_is_taken_along_and_told_on_the_command_line() -> None:
    found = pact()
    assert as_text(found) == (
        "Which countries signed?\n- Chad\n- Mali\n- Niger\n“Chad, Mali and Niger signed the pact.”\nPact"
    )
    assert "\n\n- Chad\n- Mali\n- Niger\n\n> **Chad**, **Mali** and **Niger** signed the pact" in as_markdown(found)
    lines = _sentences(found).splitlines()
    assert lines[:4] == ["3 items  (90%)", "- Chad", "- Mali", "- Niger"]
    assert lines[4:] == ["  Chad, Mali and Niger signed the pact.", "  Pact"]
    with redirect_stdout(io.StringIO()) as out:
        _write_csv([found])
    (row,) = csv.DictReader(io.StringIO(out.getvalue()))
    assert (row["kind"], row["text"], row["start"]) == ("list", "Chad; Mali; Niger", "26")


@given(
    st.lists(
        st.sampled_from(["Chad", "Mali", "the", "cruel", ",", ";", "and", "or", "both", "other", "in", "."]), min_size=1
    )
)
def test_items_are_spans_of_the_sentence_apart_and_in_order(pieces: list[str]) -> None:
    text = " ".join(pieces).replace(" ,", ",").replace(" ;", ";")
    for start in range(len(text)):
        places = enumerated(text, start, len(text), sentence=(0, len(text)), kinds=True)
        assert all(0 <= a < b <= len(text) for a, b in places)
        assert all(one[1] <= two[0] for one, two in pairwise(places))


def test_matching_counts_each_reference_once() -> None:
    assert matched(["Chad", "the Mali", "Chad"], ["Mali", "Chad"]) == 2
    assert matched(["President Idi Amin"], ["Idi Amin"]) == 1
    assert matched(["President Idi Amin"], ["Idi Amin"], least=1.0) == 0
    assert matched(["Togo"], ["Chad"]) == 0


def test_the_questions_kept_get_most_items_and_few_others() -> None:
    asked = questions("lists", Part(2, 2))
    given = [items_of(question) for question in asked]
    right = sum(matched(each, question.answers) for each, question in zip(given, asked, strict=True))
    assert right >= 0.9 * sum(map(len, given))
    assert right >= 0.85 * sum(len(question.answers) for question in asked)
