from dataclasses import replace
from datetime import date
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.answers import Answer, Candidate, Citation, Searched
from qa.article import Article
from ui.messages import confidence, error_sentence, label, render, source

HOSTILE = (
    "<script>alert(1)</script> <img src=x onerror=alert(2)> [a](javascript:b) **bold** $x$ &amp; \"q\" 's'\n\n# Head"
)


class Text(HTMLParser):
    """The text inside the first blockquote and inside its mark, and every tag that was met."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.quote = self.mark = ""
        self.tags: set[str] = set()
        self.done = False
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open.append(tag)
        self.tags.add(tag)

    def handle_endtag(self, tag: str) -> None:
        self.open.remove(tag)
        self.done |= tag == "blockquote"

    def handle_data(self, data: str) -> None:
        if self.done or "blockquote" not in self.open:
            return
        self.quote += data
        if "mark" in self.open:
            self.mark += data


def answer(text: str, start: int, end: int, title: str = "", outlet: str = "", url: str = "") -> Answer:
    article = Article(text, title=title, outlet=outlet, url=url, published=date(2023, 9, 11))
    citation = Citation(article, start, end, 0, len(text))
    return Answer("Who?", "span", 0.9, (Candidate((citation,), 0.9),), (), None)


def squeezed(text: str) -> str:
    return " ".join(text.split())


def test_answer_shows_words_sentence_source_and_confidence() -> None:
    page = render(answer("Kim met Putin.", 8, 13, title="Talks", outlet="VOA"), threshold=0.3, articles=1)
    assert '<p class="words">Putin</p>' in page
    assert "<blockquote>Kim met <mark>Putin</mark>.</blockquote>" in page
    assert "very likely, 90" in page
    assert "<cite>Talks</cite></button>" in page
    assert ' · VOA · <time datetime="2023-09-11">11 September 2023</time>' in page


def test_the_page_of_a_printed_article_is_told() -> None:
    article = Article("On the first page. Kim met Putin.", pages=(0, 19))
    citation = Citation(article, 27, 32, 19, 33)
    page = render(Answer("Who?", "span", 0.9, (Candidate((citation,), 0.9),), (), None), threshold=0.3, articles=1)
    assert "</span> · page 2</p>" in page


def test_a_citation_is_a_button_that_knows_its_place_and_shows_its_passage() -> None:
    text = "word " * 60 + "Kim met Putin. " + "then " * 60
    article = Article(text, id='a "quoted"  id')
    citation = Citation(article, 308, 313, 300, 314)
    page = render(Answer("Who?", "span", 0.9, (Candidate((citation,), 0.9),), (), None), threshold=0.3, articles=1)
    assert (
        f'data-article="a &quot;quoted&quot;  id" data-digest="{article.digest}" data-start="308" data-end="313"'
        in page
    )
    passage = page.partition('<span class="passage" hidden>')[2].partition("</span>")[0]
    assert passage.startswith("…word word")
    assert "word Kim met <mark>Putin</mark>. then" in passage
    assert passage.endswith("then…")


def test_days_stand_beside_the_words_and_below_the_sentence_which_stays_as_it_is() -> None:
    page = render(answer("Kim left on Monday, as said last week.", 9, 18), threshold=0.3, articles=1)
    assert '<p class="words">on Monday <small>(Mon 11 Sep 2023)</small></p>' in page
    assert "<blockquote>Kim left <mark>on Monday</mark>, as said last week.</blockquote>" in page
    assert '<p class="dates">Monday (Mon 11 Sep 2023) · last week (4–10 Sep 2023)</p>' in page
    assert "dates" not in render(answer("Kim met Putin.", 8, 13), threshold=0.3, articles=1)


@given(
    st.text(min_size=1)
    .filter(str.strip)
    .flatmap(lambda text: st.tuples(st.just(text), st.integers(0, len(text) - 1), st.integers(1, len(text))))
)
def test_the_law_holds_on_the_screen(case: tuple[str, int, int]) -> None:
    """What is marked is the cited span and nothing else, whatever the text; white space aside."""
    text, start, end = case
    if start >= end:
        return
    page = render(answer(text, start, end), threshold=0.3, articles=1)
    shown = Text(page)
    assert squeezed(shown.quote) == squeezed(text.replace("\r", " ").replace("\0", "\ufffd")) or "\0" in text
    if "\0" not in text:
        assert squeezed(shown.mark) == squeezed(text[start:end])
    assert shown.tags <= {
        "div",
        "p",
        "blockquote",
        "mark",
        "cite",
        "time",
        "a",
        "details",
        "summary",
        "ol",
        "li",
        "b",
        "small",
        "button",
        "span",
    }
    assert "\n" not in page


def test_hostile_text_is_shown_as_it_is() -> None:
    page = render(
        answer(HOSTILE, 0, 6, title=HOSTILE, outlet=HOSTILE, url="javascript:alert(3)"), threshold=0.3, articles=1
    )
    assert Text(page).tags <= {"div", "p", "blockquote", "mark", "cite", "time", "button", "span"}
    assert "href" not in page
    assert "<script" not in page
    assert Text(error_page()).tags == {"div", "p"}


def error_page() -> str:
    return error_sentence(ValueError(HOSTILE))


def test_not_stated_says_why_and_shows_the_nearest_sentence() -> None:
    article = Article("Kim met Putin.")
    nearest = Citation(article, 0, 14, 0, 14)
    weak = Candidate((Citation(article, 8, 13, 0, 14),), 0.06)
    page = render(Answer("When?", "not stated", 0.06, (), (weak,), nearest), threshold=0.3, articles=16)
    assert "Not stated" in page
    assert (
        "any of these 16 articles, “Putin”, is right with a probability of only 6\u00a0%; an answer needs 30\u00a0%."
        in page
    )
    assert "<blockquote>Kim met Putin.</blockquote>" in page
    assert "No passage of this article" in render(
        Answer("?", "not stated", 0.0, (), (), None), threshold=0.3, articles=1
    )


@pytest.mark.parametrize(
    ("searched", "sentence"),
    [
        (
            Searched(16, date(2006, 1, 2), date(2020, 6, 6)),
            "Looked through: 16 articles from 2 January 2006 to 6 June 2020.",
        ),
        (Searched(1600, date(2006, 1, 2), date(2006, 1, 2)), "Looked through: 1,600 articles of 2 January 2006."),
        (Searched(2, None, None), "Looked through: 2 articles."),
        (Searched(0, None, None), "No article was looked through"),
    ],
)
def test_not_stated_says_what_was_looked_through(searched: Searched, sentence: str) -> None:
    page = render(Answer("?", "not stated", 0.0, (), (), None, searched), threshold=0.3, articles=16)
    assert f" answers the question. {sentence}" in page


def test_one_article_was_looked_through_without_saying_so() -> None:
    alone = Searched(1, date(2006, 1, 2), date(2006, 1, 2))
    assert "ooked through" not in render(Answer("?", "not stated", 0.0, (), (), None, alone), threshold=0.3, articles=1)


def test_other_candidates_and_places_are_folded_away() -> None:
    article = Article("Kim met Putin. Putin left.")
    places = (Citation(article, 8, 13, 0, 14), Citation(article, 15, 20, 15, 26))
    other = Candidate((Citation(article, 0, 3, 0, 14),), 0.2)
    noise = Candidate((Citation(article, 4, 7, 0, 14),), 0.01)
    page = render(
        Answer("Who?", "span", 0.7, (Candidate(places, 0.7),), (other, noise), None), threshold=0.3, articles=1
    )
    assert '<details class="more places"><summary>Also read in (1)</summary>' in page
    assert '<details class="more candidates"><summary>Other candidates (1)</summary>' in page
    assert page.index("Putin</p>") < page.index("<details")


@pytest.mark.parametrize(
    ("probability", "word"), [(0.95, "very likely"), (0.6, "likely"), (0.5, "uncertain"), (0.1, "doubtful")]
)
def test_confidence_in_a_word_and_a_number(probability: float, word: str) -> None:
    assert confidence(probability) == f"{word}, {probability:.0%}".replace("%", "\u00a0%")


def test_no_probability_is_shown_as_certain_but_a_threshold_is_as_it_was_set() -> None:
    assert (confidence(0.999), confidence(0.001)) == ("very likely, 99\u00a0%", "doubtful, 1\u00a0%")
    weak = Candidate((Citation(Article("Kim met Putin."), 8, 13, 0, 14),), 0.002)
    page = render(Answer("Who?", "not stated", 0.002, (), (weak,), None), threshold=1.0, articles=1)
    assert "a probability of only 1\u00a0%; an answer needs 100\u00a0%." in page


def said(words: str, day: int, outlet: str, *, sources: int = 1) -> Candidate:
    article = Article(f"{words} people died.", id=f"{words}{day}", outlet=outlet, published=date(2021, 5, day))
    return Candidate((Citation(article, 0, len(words), 0, len(article.text)),), 0.9, sources)


def test_values_that_differ_stand_beside_each_other_with_days_and_outlets() -> None:
    values = (said("12", 9, "Wikinews"), said("<b>17</b>", 11, "V & A"))
    page = render(
        Answer("How many?", "span", 0.9, values[:1], values[1:], None, developments=values), threshold=0.3, articles=2
    )
    first, second = page.index("<li><b>12</b>"), page.index("<li><b>&lt;b&gt;17&lt;/b&gt;</b>")
    assert first < second
    assert '<time datetime="2021-05-09">9 May 2021</time>, Wikinews' in page[first:second]
    assert '<time datetime="2021-05-11">11 May 2021</time>, V &amp; A' in page[second:]
    assert "The articles differ:" in page
    assert "\n" not in page
    assert "differ" not in render(Answer("How many?", "span", 0.9, values[:1], (), None), threshold=0.3, articles=2)


def test_independent_sources_are_told_where_several_articles_say_so() -> None:
    one, other, copy = (said("12", day, "") for day in (9, 10, 11))
    citations = (*one.citations, *other.citations, *copy.citations)

    def page(*cited: Citation, sources: int) -> str:
        candidate = Candidate(cited, 0.9, sources)
        return render(Answer("How many?", "span", 0.9, (candidate,), (), None), threshold=0.3, articles=3)

    assert "2 independent sources" in page(*citations, sources=2)
    assert "one independent source" in page(*citations[:2], sources=1)
    assert "independent" not in page(citations[0], sources=1)


def test_label_is_the_title_or_a_short_lead() -> None:
    assert label(Article("Text.", title="A\n title")) == "A title"
    assert label(Article("One line.\nTwo.")) == "One line."
    long = label(Article("word " * 50))
    assert len(long) <= 80
    assert long.endswith("word…")


def test_source_links_only_to_the_web() -> None:
    assert source(Article("x")) == ""
    assert source(Article("x", url="file:///etc/passwd")) == ""
    assert source(Article("x", url="https://example.org/\n\n![i](https://example.org/p.png)")) == ""
    assert 'href="https://example.org/?a=1&amp;b=%22"' in source(Article("x", url="https://example.org/?a=1&b=%22"))


def test_errors_become_sentences() -> None:
    assert ">The question must not be empty, got &#x27; &#x27;.</p>" in error_sentence(
        ValueError("question: must not be empty, got ' '")
    )
    assert ">a.txt: there is no such file.</p>" in error_sentence(ValueError("a.txt: there is no such file"))


def test_copies_of_the_answers_article_are_told() -> None:
    copy = Article("The same.", published=date(2021, 5, 12), outlet="<AP>")
    candidate = replace(said("12", 9, "Wikinews"), also_in=(copy,))
    page = render(Answer("How many?", "span", 0.9, (candidate,), (), None), threshold=0.3, articles=2)
    assert 'Also in: <time datetime="2021-05-12">12 May 2021</time>, &lt;AP&gt;</p>' in page
