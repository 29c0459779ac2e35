"""An answer to take along: the words and the sentence are the article's, whatever Markdown makes of them."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from qa.answers import Answer, Candidate, Citation
from qa.article import Article
from ui.history import as_markdown, as_text


def answer(text: str, start: int, end: int, **known: str) -> Answer:
    article = Article(text, published=date(2023, 9, 11), **known)  # type: ignore[arg-type]
    return Answer("Who?", "span", 0.9, (Candidate((Citation(article, start, end, 0, len(text)),), 0.9),), (), None)


def test_text_has_words_sentence_and_source() -> None:
    found = as_text(answer("Kim met\nPutin.", 8, 13, title="Talks", outlet="VOA", url="https://example.org/a"))
    assert found == "Who?\nPutin\n“Kim met Putin.”\nTalks, VOA, 11 September 2023, https://example.org/a"


def test_markdown_quotes_and_links() -> None:
    found = as_markdown(answer("Kim met Putin.", 8, 13, title="Talks", outlet="VOA", url="https://example.org/a_(b)"))
    assert found == (
        "### Who?\n\nPutin\n\n> Kim met **Putin**\\.\n>\n> — [Talks](<https://example.org/a_(b)>), VOA, 11 September 2023"
    )


def test_a_claim_goes_with_who_makes_it() -> None:
    claim = answer("The bridge is safe, Ann Lee denied on Monday.", 0, 10, title="Bridge")
    assert as_text(claim).splitlines()[-2:] == ["said by Ann Lee (denied)", "Bridge, 11 September 2023"]
    assert as_markdown(claim).endswith("> — said by Ann Lee \\(denied\\); Bridge, 11 September 2023")


def test_not_stated_is_said() -> None:
    nothing = Answer("Why me?", "not stated", 0.1, (), (), None)
    assert as_text(nothing) == "Why me?\nNot stated."
    assert as_markdown(nothing) == "### Why me?\n\nNot stated\\.".replace("\\", "")


def test_only_a_web_address_is_a_link() -> None:
    found = as_markdown(answer("Kim met Putin.", 8, 13, title="T", url="javascript:alert(1)"))
    assert "](<" not in found


@given(st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp", "Zs"]), min_size=3, max_size=40))
def test_markdown_gives_back_the_articles_words(words: str) -> None:
    """Rendered by an independent Markdown, the bold words are the cited ones, and nothing in them becomes markup."""
    page = MarkdownIt().parse(as_markdown(answer(f"Said: {words} it is.", 6, 6 + len(words))))
    quotation = next(
        token for at, token in enumerate(page) if token.type == "inline" and page[at - 2].type == "blockquote_open"
    )
    children = quotation.children or []
    if not any(child.type == "strong_open" for child in children):  # words that begin with punctuation cannot be bold
        return
    inside = "".join(child.content for child in children if child.type not in ("strong_open", "strong_close"))
    assert inside == f"Said: {words} it is."
