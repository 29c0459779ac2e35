"""The article panel: the law holds there too, whatever the text and wherever the marks."""

from html.parser import HTMLParser

from hypothesis import given
from hypothesis import strategies as st

from qa.article import Article
from ui.panel import Mark, paragraphs, render

HOSTILE = "<script>alert(1)</script> <img src=x onerror=alert(2)> &amp; **bold** \"q\" 's'\n\n<h1>Head</h1>"


class Page(HTMLParser):
    """Each paragraph as (data-start, text), each mark as (data-start, data-end, current), and all tags."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.paragraphs: list[tuple[int, str]] = []
        self.marks: dict[tuple[int, int], str] = {}
        self.current: list[tuple[int, int]] = []
        self.pages: list[tuple[str, str]] = []
        self.tags: set[str] = set()
        self.mark: tuple[int, int] | None = None
        self.inside = False
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = {name: value or "" for name, value in attrs}
        self.tags.add(tag)
        if tag == "p" and "data-start" in known:
            self.inside = True
            self.paragraphs.append((int(known["data-start"]), ""))
        if tag == "mark":
            self.mark = int(known["data-start"]), int(known["data-end"])
            self.marks.setdefault(self.mark, "")
            self.current += [self.mark] if known.get("class") == "current" else []
        if tag == "span":
            self.pages.append((known["data-page"], self.paragraphs[-1][1]))

    def handle_endtag(self, tag: str) -> None:
        self.inside &= tag != "p"
        if tag == "mark":
            self.mark = None

    def handle_data(self, data: str) -> None:
        if self.inside:
            start, text = self.paragraphs[-1]
            self.paragraphs[-1] = start, text + data
        if self.mark is not None:
            self.marks[self.mark] += data


texts = st.text(min_size=1).filter(str.strip).filter(lambda text: "\0" not in text)
spans = st.lists(st.tuples(st.integers(-2, 40), st.integers(-2, 40), st.booleans()), max_size=5)


@given(texts, spans)
def test_the_law_holds_in_the_panel(text: str, marks: list[tuple[int, int, bool]]) -> None:
    article = Article(text)
    page = Page(render(article, [Mark(*mark) for mark in marks]))
    for start, shown in page.paragraphs:
        assert shown == text[start : start + len(shown)]
    covered = {at for start, shown in page.paragraphs for at in range(start, start + len(shown))}
    for start, end in page.marks:
        assert page.marks[start, end] == "".join(text[at] for at in range(start, end) if at in covered)
    assert "".join(text[at] for at in sorted(set(range(len(text))) - covered)).strip() == ""
    assert page.tags <= {"h2", "p", "div", "mark", "time"}


def test_a_mark_is_where_its_offsets_say_and_nowhere_else() -> None:
    article = Article("Kim met Putin. Putin met Kim.", title="Talks")
    page = Page(render(article, [Mark(15, 20, current=True), Mark(0, 3)]))
    assert page.marks == {(15, 20): "Putin", (0, 3): "Kim"}
    assert page.current == [(15, 20)]
    assert [text for _, text in page.paragraphs] == [article.text]


def test_of_marks_that_overlap_the_current_one_stays() -> None:
    page = Page(render(Article("Kim met Putin."), [Mark(0, 13), Mark(8, 13, current=True), Mark(4, 9)]))
    assert page.marks == {(8, 13): "Putin"}


def test_a_changed_article_has_no_mark_and_says_so() -> None:
    page = render(Article("Kim met Putin."), [Mark(8, 13, current=True)], changed=True)
    assert "<mark" not in page
    assert "has changed since" in page


def test_paragraphs_end_where_lines_do_unless_the_line_is_wrapped() -> None:
    article = Article("First one. Second one.\nA headline\n\nLast.")
    assert [article.text[start:end] for start, end in paragraphs(article)] == [
        "First one. Second one.",
        "A headline",
        "Last.",
    ]


def test_pages_begin_where_they_do_also_within_a_mark() -> None:
    article = Article("On the first page. It goes on here.", pages=(0, 22))
    page = Page(render(article, [Mark(19, 26, current=True)]))
    assert page.pages == [("1", ""), ("2", "On the first page. It ")]
    assert page.marks == {(19, 26): "It goes"}


def test_hostile_text_is_shown_as_it_is() -> None:
    article = Article(HOSTILE, title=HOSTILE, outlet=HOSTILE, author=HOSTILE, licence=HOSTILE)
    page = render(article, [Mark(0, 8)])
    assert Page(page).tags <= {"h2", "p", "div", "mark"}
    assert "<script" not in page


def test_another_language_is_told() -> None:
    assert "does not look English" in render(Article("Президент России встретится с лидером КНДР."))
    assert "does not look English" not in render(Article("Kim met Putin."))
