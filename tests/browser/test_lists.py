"""A question for several: each item is a button that leads to its place, and copying takes them all."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import LOOKS, ask, shot
from tests.browser.test_bringing import to_sources

STORM = (
    "A storm reached the coast on Monday. Officials from India, Nepal and Sri Lanka sent condolences. "
    "“We will find out who is responsible,” said police chief Manoj Rao."
)


@pytest.mark.parametrize("page", LOOKS, indirect=True)
def test_a_list_shows_its_items_and_each_leads_to_its_place(page: Page, request: pytest.FixtureRequest) -> None:
    to_sources(page)
    page.get_by_label("An address, a feed, or the text of an article").fill(STORM)
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.locator("#jobs .done .state")).to_have_text("added", timeout=20_000)
    page.keyboard.press("Escape")
    answer = ask(page, "Which countries sent condolences?")
    items = answer.locator(".items .cite")
    expect(items).to_have_text(["India", "Nepal", "Sri Lanka"])
    expect(answer.locator("blockquote").first.locator("mark")).to_have_text(["India", "Nepal", "Sri Lanka"])
    shot(page, f"list-{request.node.callspec.id}")
    items.nth(1).click()
    expect(page.locator("#page mark.current")).to_have_text("Nepal")


def test_who_says_the_words_stands_below_them(page: Page) -> None:
    page.get_by_label("An address, a feed, or the text of an article").fill(STORM)
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.locator("#jobs .done .state")).to_have_text("added", timeout=20_000)
    answer = ask(page, "What did the police chief say they would find out?")
    expect(answer.locator(".said").first).to_have_text("said by police chief Manoj Rao")
