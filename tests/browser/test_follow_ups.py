"""Follow-ups: shown as they were understood, and asked as typed if the reader would rather."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import LOOKS, ask, shot


@pytest.mark.parametrize("page", LOOKS, indirect=True)
def test_a_follow_up_is_understood_and_can_be_asked_as_typed(page: Page, request: pytest.FixtureRequest) -> None:
    first = ask(page, "Where might the two leaders hold talks?")
    expect(first.locator(".understood")).to_have_count(0)
    follow_up = ask(page, "When?")
    expect(follow_up.locator("h3")).to_have_text("When?")
    expect(follow_up.locator(".understood q")).to_contain_text("hold talks")
    shot(page, f"follow-up-{request.node.callspec.id}")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    follow_up.get_by_role("button", name="Ask it as typed").click()
    expect(follow_up.locator(".understood")).to_have_count(0, timeout=20_000)
    expect(page.locator(".turn")).to_have_count(2)


def test_a_question_that_stands_alone_is_left_as_it_is(page: Page) -> None:
    ask(page, "Where might the two leaders hold talks?")
    alone = ask(page, "What did Kamala Harris call the partnership?")
    expect(alone.locator(".understood")).to_have_count(0)


def test_what_was_typed_and_understood_survives_a_reload(page: Page) -> None:
    ask(page, "Where might the two leaders hold talks?")
    ask(page, "When?")
    page.reload()
    last = page.locator(".turn").last
    expect(last.locator("h3")).to_have_text("When?")
    expect(last.locator(".understood q")).to_contain_text("hold talks")
    last.get_by_role("button", name="Ask it as typed").click()
    expect(last.locator(".understood")).to_have_count(0, timeout=20_000)
