import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import LOOKS, ask, choose, shot


@pytest.mark.parametrize("page", LOOKS, indirect=True)
def test_ask_the_seed_article(page: Page, request: pytest.FixtureRequest) -> None:
    answer = ask(page, "Where might the two leaders hold talks?")
    expect(answer.locator("h3")).to_have_text("Where might the two leaders hold talks?")
    expect(answer.locator(".words")).to_have_text("Vladivostok")
    expect(answer.locator("blockquote").first).to_have_text(
        re.compile(r"^Last week, The New York Times .* later this month\.$")
    )
    expect(answer.locator("blockquote mark").first).to_have_text("Vladivostok")
    expect(answer.locator(".source").first).to_contain_text("11 September 2023")
    expect(answer.locator(".confidence").first).to_have_text(re.compile(r"^[a-z ]+, \d+\s%$"))
    expect(page.locator("#said")).to_have_text(re.compile(r"^Vladivostok, [a-z ]+, \d+\s%$"))
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    shot(page, f"answer-{request.node.callspec.id}")


@pytest.mark.parametrize("page", LOOKS, indirect=True)
def test_not_stated(page: Page, request: pytest.FixtureRequest) -> None:
    answer = ask(page, "How long will the meeting last?")
    expect(answer.locator(".words")).to_have_text("Not stated")
    expect(answer.locator(".why")).to_contain_text("an answer needs")
    expect(answer.locator("blockquote").first).to_be_visible()
    shot(page, f"not-stated-{request.node.callspec.id}")


def test_an_example_is_a_click_away(page: Page) -> None:
    page.get_by_text("What did Kamala Harris call the partnership?").click()
    expect(page.locator(".answer .words")).to_have_text(re.compile("huge mistake"), timeout=30_000)


def test_hostile_article_is_shown_as_text(page: Page) -> None:
    choose(page, "<h1>Hostile")
    expect(page.locator("#page")).to_contain_text("<script>document.title='broken'</script> Lovelace")
    answer = ask(page, "What is the mayor called?")
    expect(answer.locator("blockquote").first).to_contain_text('<img src="http://example.org/pixel.png"')
    expect(answer.locator("blockquote").first).to_contain_text("**Ada** $x^2$")
    answer.locator(".cite").first.hover()
    expect(page.locator("#peek")).to_contain_text("**Ada** $x^2$")
    expect(page.locator(".app img, .app script, .app iframe, .answer h1, #page h1")).to_have_count(0)
    assert page.title() == "Ask the Article"
    shot(page, "hostile")


@pytest.mark.parametrize("question", ["why " * 400, "![x](http://example.org/q.png)", "<img src=x onerror=alert(1)>"])
def test_what_cannot_be_asked_gets_a_sentence(page: Page, question: str) -> None:
    answer = ask(page, question)
    expect(answer.locator("h3")).to_have_text(question.strip())
    expect(answer.locator("img")).to_have_count(0)
    if question.startswith("why"):
        expect(answer.locator(".problem")).to_have_text("The question must have at most 128 tokens, got 400.")


def test_other_candidates_unfold(page: Page) -> None:
    details = ask(page, "Who warned of consequences?").locator(".answer details").last
    expect(details.locator("blockquote").first).to_be_hidden()
    details.locator("summary").click()
    expect(details.locator("blockquote").first).to_be_visible()


def test_a_server_that_has_stopped_is_told_in_a_sentence(page: Page) -> None:
    page.context.route("**/component_server**", lambda route: route.abort())
    answer = ask(page, "Where might the two leaders hold talks?")
    expect(answer.locator(".problem")).to_have_text("The server does not answer; it may have stopped.")


def test_two_readers_at_once_do_not_see_each_other(page: Page, server: str) -> None:
    """Both ask at the same time, of different articles; each gets its own answer and nothing else."""
    context = page.context.browser.new_context()  # type: ignore[union-attr]
    other = context.new_page()
    other.goto(server)
    choose(other, "Hotel fire kills")
    for reader, question in ((page, "Where might the two leaders hold talks?"), (other, "Where was the hotel?")):
        box = reader.get_by_test_id("textbox").last
        box.fill(question)
        box.press("Enter")
    for reader, title in ((page, "SEOUL, South Korea"), (other, "Hotel fire kills")):
        expect(reader.locator(".answer")).to_have_count(1, timeout=30_000)
        expect(reader.locator(".answer .source").first).to_contain_text(title)
    context.close()
