"""What can be done with an answer, and what an article suggests to ask."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import LOOKS, ask, row, shot


@pytest.mark.parametrize("page", LOOKS, indirect=True)
def test_why_this_answer(page: Page, request: pytest.FixtureRequest) -> None:
    answer = ask(page, "Where might the two leaders hold talks?")
    why = answer.get_by_role("button", name="Why this answer?")
    expect(why).to_have_attribute("aria-expanded", "false")
    why.click()
    rows = answer.locator(".reasons tbody tr")
    expect(rows.first).to_contain_text("“Vladivostok”", timeout=20_000)
    expect(rows.first.locator("td")).to_have_text(
        [re.compile(r"^\d+\s%$"), re.compile(r"^\+\d"), re.compile(r"^0\.\d"), re.compile(r"^\d")]
    )
    assert rows.count() > 1
    rows.first.locator("summary").click()
    expect(rows.first.locator("mark")).to_have_text("Vladivostok")
    why.scroll_into_view_if_needed()
    shot(page, f"why-{request.node.callspec.id}")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    why.click()
    expect(answer.locator(".reasons")).to_be_hidden()


def test_an_article_suggests_questions_that_it_answers(page: Page) -> None:
    row(page, "Hotel fire kills").locator(".open").click()
    suggested = page.locator(".suggested .example[data-only*='hotel-fire']")
    expect(suggested.first).to_be_visible(timeout=20_000)
    suggested.first.scroll_into_view_if_needed()
    shot(page, "suggested")
    question = suggested.first.text_content() or ""
    suggested.first.click()
    answer = page.locator(".turn").last
    expect(answer.locator("h3")).to_have_text(question)
    expect(answer.locator(".words")).not_to_have_text("Not stated", timeout=20_000)
    expect(answer.locator(".source").first).to_contain_text("Hotel fire kills")
    expect(page.locator("#asking")).to_contain_text("Hotel fire kills")
