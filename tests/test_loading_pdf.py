from dataclasses import replace
from datetime import date, datetime, timedelta, timezone
from io import BytesIO
from pathlib import Path

import pypdf
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.answers import Citation
from qa.article import Article, ArticleError
from qa.documents.paragraphs import join_pages
from qa.loading import load
from tests.printed import pdf, xmp

PAGES = [
    [
        "HARBOUR NEWS, No. 17",
        "",
        "Kim to meet Putin in Russia",
        "11 September 2023",
        "SEOUL - North Korean leader Kim Jong Un is preparing to travel to Rus-",
        "sia and to meet President Putin there, two ofﬁcials said on Monday. The",
        "armoured train with its old-fashioned dining car was seen near the border.",
        "They expect talks about the ﬂow of weapons.",
        "Nothing of this has been conﬁrmed, and the visit would be the ﬁrst presi-",
        "1",
    ],
    [
        "HARBOUR NEWS, No. 17",
        "dential journey abroad for four years. In 2019 Kim had gone by train to",
        "Vladivostok. Its old-",
        "fashioned hotels are full this week, said a man who runs the Anglo-",
        "Korean Society.",
        "2",
    ],
]
TEXT = [
    "HARBOUR NEWS, No. 17",
    "Kim to meet Putin in Russia",
    "11 September 2023",
    "SEOUL - North Korean leader Kim Jong Un is preparing to travel to Russia and to meet President Putin there, two officials said on Monday. The armoured train with its old-fashioned dining car was seen near the border. They expect talks about the flow of weapons.",
    "Nothing of this has been confirmed, and the visit would be the first presidential journey abroad for four years. In 2019 Kim had gone by train to Vladivostok. Its old-fashioned hotels are full this week, said a man who runs the Anglo-Korean Society.",
]


@pytest.fixture
def article(tmp_path: Path) -> Article:
    (tmp_path / "a.pdf").write_bytes(pdf(PAGES, information="/Title (Kim to meet Putin) /Author (Min-ji Park)"))
    (article,) = load(tmp_path / "a.pdf")
    return article


def test_lines_are_paragraphs_without_ligatures_and_hyphens(article: Article) -> None:
    assert article.text.replace("\n\n", "\n") == "\n".join(TEXT)


def test_a_citation_knows_its_page(article: Article) -> None:
    def page(words: str) -> int | None:
        start = article.text.index(words)
        citation = Citation(article, start, start + len(words), start, start + len(words))
        assert citation.text == words
        assert citation.to_dict()["page"] == citation.page
        return citation.page

    assert len(article.pages) == 2
    assert article.text[article.pages[1] :].startswith("dential journey abroad")
    assert [page(words) for words in ("HARBOUR", "first", "presidential", "journey", "Society")] == [1, 1, 1, 2, 2]


def test_other_articles_have_no_page() -> None:
    article = Article("Kim met Putin.")
    assert article.pages == ()
    assert Citation(article, 0, 3, 0, 14).page is None


@pytest.mark.parametrize("pages", [(1,), (0, 5, 3), (0, 99)])
def test_pages_ascend_within_the_text(pages: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match="pages: must ascend from 0 within the text"):
        Article("Kim met Putin.", pages=pages)
    assert replace(Article("Kim met Putin."), pages=[0, 4]).pages == (0, 4)  # type: ignore[arg-type]


def test_what_the_metadata_state(tmp_path: Path, article: Article) -> None:
    assert (article.title, article.author, article.published) == ("Kim to meet Putin", "Min-ji Park", date(2023, 9, 11))
    packet = xmp(
        prism__publicationDate="2023-09-11T08:30:00+09:00",
        dc__publisher="<rdf:Bag><rdf:li>Harbour News</rdf:li></rdf:Bag>",
        dc__rights='<rdf:Alt><rdf:li xml:lang="x-default">CC BY 4.0</rdf:li></rdf:Alt>',
    )
    made = "/Title (Microsoft Word - draft3.docx) /CreationDate (D:20251011083000+09'00')"
    (tmp_path / "b.pdf").write_bytes(pdf([["Kim met Putin on Monday."]], information=made, xmp=packet))
    known = next(load(tmp_path / "b.pdf"))
    assert known.published == datetime(2023, 9, 11, 8, 30, tzinfo=timezone(timedelta(hours=9)))
    assert str(known.published).endswith("08:30:00+09:00")
    assert (known.title, known.outlet, known.licence) == ("", "Harbour News", "CC BY 4.0")


def test_the_day_on_which_a_file_was_made_is_no_date_of_publication(tmp_path: Path) -> None:
    made = "/CreationDate (D:20251011083000+09'00')"
    (tmp_path / "a.pdf").write_bytes(pdf([["Kim met Putin on Monday."]], information=made))
    assert next(load(tmp_path / "a.pdf")).published is None


def test_pages_without_text(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(pdf([[], ["Kim met Putin."], [], ["They talked."], []]))
    article = next(load(tmp_path / "a.pdf"))
    assert article.text == "Kim met Putin. They talked."
    assert article.pages == (0, 0, 15, 15, 27)
    assert Citation(article, 15, 19, 15, 27).page == 4
    (tmp_path / "b.pdf").write_bytes(pdf([[], []]))
    with pytest.raises(ArticleError, match="its 2 pages are images, or empty"):
        list(load(tmp_path / "b.pdf"))


def test_a_password(tmp_path: Path) -> None:
    for name, password in (("locked.pdf", "secret"), ("open.pdf", "")):
        writer = pypdf.PdfWriter(clone_from=BytesIO(pdf([["Kim met Putin."]])))
        writer.encrypt(password, owner_password="owner", algorithm="RC4-128")
        writer.write(tmp_path / name)
    with pytest.raises(ArticleError, match="is protected by a password"):
        list(load(tmp_path / "locked.pdf"))
    assert next(load(tmp_path / "open.pdf")).text == "Kim met Putin."


@given(st.binary(max_size=80), st.integers(0, 900))
def test_a_broken_file_is_an_error_or_an_article(rubbish: bytes, place: int) -> None:
    from qa.documents.document import Document
    from qa.documents.pdf import read

    whole = pdf(PAGES)
    document = Document("a.pdf", whole[:place] + rubbish + whole[place + len(rubbish) :], "pdf")
    try:
        named = next(read(document)).id
    except ArticleError as error:
        named = str(error).partition(": ")[0]
    assert named == "a.pdf"


LINE = st.text("abcdeXYZ .,é", min_size=1, max_size=60)


@given(st.lists(st.lists(LINE, max_size=8), max_size=5))
def test_joining_loses_no_word_and_every_page_begins_where_its_words_do(pages: list[list[str]]) -> None:
    numbered = [[f"p{page}l{line} {text}" for line, text in enumerate(lines)] for page, lines in enumerate(pages)]
    # letters as numbers, so that no line is taken for a running head
    numbered = [[row.translate(str.maketrans("0123456789", "qrstuvwmno")) for row in rows] for rows in numbered]
    text, starts = join_pages(["\n".join(rows) for rows in numbered])
    assert text.split() == " ".join(row for rows in numbered for row in rows).split()
    assert list(starts) == sorted(starts)
    assert len(starts) == len(pages)
    for rows, start in zip(numbered, starts, strict=True):
        if rows:
            assert text[start:].startswith(rows[0].split()[0])


@pytest.mark.parametrize(
    ("lines", "text"),
    [
        ("The exam-\nple is clear.", "The example is clear."),
        ("The exam\u00ad\nple is clear.", "The example is clear."),
        ("The ex\u00adample is clear.", "The example is clear."),
        ("A state-of-the-\nart ship.", "A state-of-the-art ship."),
        ("A COVID-\n19 ward.", "A COVID-19 ward."),
        ("A self-\nmade man.", "A self-made man."),
        ("A two-day visit. The two-\nday visit.", "A two-day visit. The two-day visit."),
        ("It sailed -\nand sank.", "It sailed - and sank."),
        ("It ends with a hy-", "It ends with a hy-"),
        ("Some 10-\n20 men", "Some 10-20 men"),
        ("A 10-\nyear plan", "A 10-year plan"),
        ("ﬁve ofﬁcers, ½ a litre, Ａ", "five officers, 1⁄2 a litre, A"),
    ],
)
def test_hyphens_and_ligatures(lines: str, text: str) -> None:
    assert join_pages([lines])[0] == text
