"""The article beside the chat, its marks, and the sources that are ticked."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import LOOKS, PHONE, ask, choose, row, shot

QUESTION = "Who warned of consequences?"


def in_view(page: Page) -> bool:
    """Whether the current mark stands within the part of the article that is seen."""
    return bool(
        page.evaluate(
            """() => {
                const mark = document.querySelector('#page mark.current').getBoundingClientRect();
                const page = document.querySelector('#page').getBoundingClientRect();
                return mark.top >= page.top && mark.bottom <= page.bottom;
            }"""
        )
    )


@pytest.mark.parametrize("page", LOOKS, indirect=True)
def test_the_citation_is_marked_in_its_article_and_in_view(page: Page, request: pytest.FixtureRequest) -> None:
    answer = ask(page, "What did Kamala Harris call the partnership?")
    if request.node.callspec.id == "phone":
        answer.locator(".cite").first.click()
    expect(page.locator("#page mark.current")).to_have_text("huge mistake")
    expect(page.locator("#page mark.current")).to_be_visible()
    page.wait_for_timeout(800)
    assert in_view(page)
    shot(page, f"panel-{request.node.callspec.id}")


def test_clicking_another_candidate_moves_there(page: Page) -> None:
    answer = ask(page, QUESTION)
    words = answer.locator(".words").text_content()
    expect(page.locator("#page mark.current")).to_have_text(words or "")
    count = page.locator("#page mark").count()
    answer.get_by_text(re.compile("^Other candidates")).click()
    other = answer.locator("li .evidence").first
    candidate = other.locator("blockquote mark").text_content() or ""
    other.locator(".cite").click()
    expect(page.locator("#page mark.current")).to_have_text(candidate)
    expect(page.locator("#page mark")).to_have_count(count)  # every cited span stays marked
    page.wait_for_timeout(800)
    assert in_view(page)
    page.get_by_role("button", name="Next cited passage").click()
    expect(page.locator("#page mark.current")).not_to_have_text(candidate)
    answer.locator("blockquote").first.click()  # the sentence itself leads there as well
    expect(page.locator("#page mark.current")).to_have_text(words or "")


def test_marks_are_the_cited_spans_by_their_offsets(page: Page) -> None:
    answer = ask(page, "Who is Kim going to meet?")
    spans = answer.locator(".cite").evaluate_all(
        "all => all.map(each => [each.dataset.start, each.dataset.end].join())"
    )
    marks = page.locator("#page mark")
    expect(marks).to_have_count(len(set(spans)))
    found = marks.evaluate_all("all => all.map(each => [each.dataset.start, each.dataset.end].join())")
    assert set(found) == set(spans)
    at = "each => [Number(each.closest('p').dataset.start) + offset(each), each.dataset.start]"
    offset = "each => { const range = document.createRange(); range.selectNodeContents(each.closest('p')); range.setEndBefore(each); return Array.from(range.toString()).length; }"
    for counted, said in marks.evaluate_all(f"all => {{ const offset = {offset}; return all.map({at}); }}"):
        assert counted == int(said)


def test_hovering_and_focusing_show_the_passage(page: Page) -> None:
    answer = ask(page, "Where might the two leaders hold talks?")
    peek = page.locator("#peek")
    expect(peek).to_be_hidden()
    answer.locator(".cite").first.hover()
    expect(peek.locator("mark")).to_have_text("Vladivostok")
    shot(page, "hover")
    page.mouse.move(5, 5)
    expect(peek).to_be_hidden()
    for _ in range(12):  # from the question towards the answer
        page.keyboard.press("Shift+Tab")
        if page.locator(".cite:focus").count():
            break
    expect(peek).to_be_visible()
    expect(page.locator(".cite:focus")).to_have_attribute("aria-describedby", "peek")


def test_sources_are_ticked_on_and_off(page: Page) -> None:
    expect(page.locator("#ticked")).to_have_text("1 of 17 asked")
    row(page, "Hotel fire kills").get_by_role("checkbox").check()
    expect(page.locator("#asking")).to_have_text("Asking 2 of 17 articles")
    answer = ask(page, "How many people died in the fire?")
    expect(answer.locator(".source").first).to_contain_text("Hotel fire kills")
    expect(page.locator("#page h2")).to_have_text(re.compile("^Hotel fire kills"))
    row(page, "Hotel fire kills").get_by_role("checkbox").uncheck()
    answer = ask(page, "How many people died in the hotel fire?")
    expect(answer.locator(".words")).to_have_text("Not stated")
    row(page, "SEOUL").get_by_role("checkbox").uncheck()
    answer = ask(page, "How many people died in the fire?")
    expect(answer.locator(".problem")).to_have_text("No article is asked: tick one, or widen the filter.")
    page.get_by_role("checkbox", name="All articles").check()
    expect(page.locator("#asking")).to_have_text("Asking 17 of 17 articles")
    page.reload()
    expect(page.locator("#asking")).to_have_text("Asking 17 of 17 articles")


def test_a_filter_by_day_and_outlet(page: Page) -> None:
    page.get_by_role("checkbox", name="All articles").check()
    page.get_by_text("Filter", exact=True).click()
    page.get_by_label("Outlet").select_option("Wikinews")
    expect(page.locator("#list li:visible")).to_have_count(13)
    page.get_by_label("From").fill("2020-01-01")
    expect(page.locator("#list li:visible")).to_have_count(3)
    page.get_by_label("To", exact=True).fill("2020-01-31")
    expect(page.locator("#asking")).to_have_text("Asking 2 of 17 articles")
    shot(page, "filter")
    answer = ask(page, "Who died in Oman?")
    expect(answer.locator(".source").first).to_contain_text("Sultan Qaboos")
    page.get_by_role("button", name="Clear the filter").click()
    expect(page.locator("#asking")).to_have_text("Asking 17 of 17 articles")


def test_ask_only_this_article(page: Page) -> None:
    choose(page, "Hotel fire kills")
    expect(page.locator("#ticked")).to_have_text("1 of 17 asked")
    answer = ask(page, "How many people died in the fire?")
    expect(answer.locator(".source").first).to_contain_text("Hotel fire kills at least seventeen")


@pytest.mark.parametrize("page", [pytest.param(PHONE, id="phone")], indirect=True)
def test_on_a_phone_sources_and_article_come_and_go(page: Page) -> None:
    expect(page.locator("#sources")).to_be_hidden()
    page.get_by_role("button", name="Sources").click()
    expect(page.locator("#list li").first).to_be_visible()
    shot(page, "sources-phone")
    row(page, "Hotel fire kills").locator(".open").click()
    expect(page.locator("#page h2")).to_be_focused()
    expect(page.locator("#sources")).to_be_hidden()
    page.keyboard.press("Escape")
    expect(page.locator("#panel")).to_be_hidden()
    expect(page.get_by_test_id("textbox")).to_be_visible()
