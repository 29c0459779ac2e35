import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import SHOTS, ask, choose

PHONE = {"viewport": {"width": 390, "height": 844}}
DARK = {"color_scheme": "dark"}


def shot(page: Page, name: str) -> None:
    SHOTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SHOTS / f"{name}.png")


def test_ask_the_seed_article(page: Page) -> None:
    ask(page, "Where might the two leaders hold talks?")
    answer = page.locator(".answer").last
    expect(answer.locator(".words")).to_have_text("Vladivostok")
    expect(answer.locator("blockquote").first).to_have_text(
        re.compile(r"^Last week, The New York Times .* later this month\.$")
    )
    expect(answer.locator("mark").first).to_have_text("Vladivostok")
    expect(answer.locator(".source").first).to_contain_text("11 September 2023")
    expect(answer.locator(".confidence").first).to_have_text(re.compile(r"^[a-z ]+, \d+\s%$"))
    shot(page, "light")


def test_not_stated(page: Page) -> None:
    ask(page, "How long will the meeting last?")
    answer = page.locator(".answer").last
    expect(answer.locator(".words")).to_have_text("Not stated")
    expect(answer.locator(".why")).to_contain_text("an answer needs")
    expect(answer.locator("blockquote").first).to_be_visible()
    shot(page, "not-stated")


def test_an_example_is_a_click_away(page: Page) -> None:
    page.get_by_text("What did Kamala Harris call the partnership?").click()
    expect(page.locator(".answer .words")).to_have_text(re.compile("huge mistake"), timeout=30_000)


def test_switch_the_article(page: Page) -> None:
    question = "How many people died in the fire?"
    choose(page, "Hotel fire kills")
    expect(page.locator("#about")).to_contain_text("Wikinews")
    ask(page, question)
    expect(page.locator(".answer .source").first).to_contain_text("Hotel fire kills at least seventeen")
    choose(page, "All ")
    expect(page.locator("#about")).to_contain_text("any of the")
    ask(page, "Where might Kim and Putin hold talks?")
    expect(page.locator(".answer").last.locator(".source").first).to_contain_text("SEOUL, South Korea")


def test_hostile_article_is_shown_as_text(page: Page) -> None:
    choose(page, "<h1>Hostile")
    page.locator("#about summary").click()
    expect(page.locator("#about")).to_contain_text("<script>document.title='broken'</script> Lovelace")
    ask(page, "What is the mayor called?")
    answer = page.locator(".answer").last
    expect(answer.locator("blockquote").first).to_contain_text('<img src="http://example.org/pixel.png"')
    expect(answer.locator("blockquote").first).to_contain_text("**Ada** $x^2$")
    expect(answer.locator("img, script, iframe, h1")).to_have_count(0)
    expect(page.locator("#about img, #about script, #about iframe")).to_have_count(0)
    assert page.title() == "Ask the Article"
    shot(page, "hostile")


@pytest.mark.parametrize("question", ["why " * 400, "![x](http://example.org/q.png)"])
def test_what_cannot_be_asked_gets_a_sentence(page: Page, question: str) -> None:
    ask(page, question)
    expect(page.locator(".answer").last).to_be_visible()
    expect(page.get_by_test_id("toast-body")).to_have_count(0)
    if question.startswith("why"):
        expect(page.locator(".problem")).to_contain_text("The question must have at most 128 tokens, got 400.")


def test_other_candidates_unfold(page: Page) -> None:
    ask(page, "Who warned of consequences?")
    details = page.locator(".answer details").last
    expect(details.locator("blockquote").first).to_be_hidden()
    details.locator("summary").click()
    expect(details.locator("blockquote").first).to_be_visible()


@pytest.mark.parametrize("page", [pytest.param(PHONE, id="phone"), pytest.param(DARK, id="dark")], indirect=True)
def test_phone_and_dark(page: Page, request: pytest.FixtureRequest) -> None:
    ask(page, "Where might the two leaders hold talks?")
    ask(page, "How long will the meeting last?")
    expect(page.locator(".answer")).to_have_count(2)
    expect(page.get_by_test_id("textbox").last).to_have_attribute("placeholder", "Ask a question")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    shot(page, request.node.callspec.id)


def test_two_readers_at_once_do_not_see_each_other(page: Page, server: str) -> None:
    """Both ask at the same time, of different articles; each gets its own answer and nothing else."""
    other = page.context.new_page()
    other.goto(server)
    other.get_by_test_id("textbox").last.wait_for()
    choose(other, "Hotel fire kills")
    expect(other.locator("#about")).to_contain_text("Wikinews")
    for reader, question in ((page, "Where might the two leaders hold talks?"), (other, "Where was the hotel?")):
        box = reader.get_by_test_id("textbox").last
        box.fill(question)
        box.press("Enter")
    for reader, title in ((page, "SEOUL, South Korea"), (other, "Hotel fire kills")):
        expect(reader.locator(".answer")).to_have_count(1, timeout=30_000)
        expect(reader.locator(".answer .source").first).to_contain_text(title)
    other.close()
