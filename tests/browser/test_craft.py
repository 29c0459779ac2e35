"""What every part of the chat owes its reader: keyboard, names, contrast, calm, and room for several readers."""

import json

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import DARK, LIGHT, LOOKS, ask

QUESTION = "Where might the two leaders hold talks?"
NAMELESS = """() => [...document.querySelectorAll('.app button, .app input, .app textarea, .app select, .app [role=region], .app aside')]
    .filter(each => !(each.getAttribute('aria-label') || each.textContent.trim() || (each.labels && each.labels.length) || each.type === 'file'))
    .map(each => each.outerHTML.slice(0, 120))"""
FAINT = """() => {
    const parse = (text) => { const [r, g, b, a = 1] = text.match(/[\\d.]+/g).map(Number); return [r, g, b, a]; };
    const light = ([r, g, b]) => [r, g, b].map(each => each / 255).map(each => each <= 0.03928 ? each / 12.92 : ((each + 0.055) / 1.055) ** 2.4)
        .reduce((sum, each, at) => sum + each * [0.2126, 0.7152, 0.0722][at], 0);
    const behind = (node) => { for (let each = node; each; each = each.parentElement) {
        const colour = parse(getComputedStyle(each).backgroundColor); if (colour[3] > 0) return colour; } return [255, 255, 255, 1]; };
    const found = [];
    const walker = document.createTreeWalker(document.querySelector('.app'), NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
        const node = walker.currentNode.parentElement;
        if (!walker.currentNode.data.trim() || !node.checkVisibility({ visibilityProperty: true }) || node.matches(':disabled')) continue;
        const [one, other] = [light(parse(getComputedStyle(node).color)), light(behind(node))];
        const ratio = (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
        if (ratio < 4.5) found.push([walker.currentNode.data.trim().slice(0, 40), Math.round(ratio * 100) / 100]);
    }
    return found;
}"""


@pytest.mark.parametrize("page", [pytest.param(LIGHT, id="light"), pytest.param(DARK, id="dark")], indirect=True)
def test_text_stands_out_from_what_is_behind_it(page: Page) -> None:
    """WCAG 2.2, 1.4.3: at least 4.5 to 1, in the welcome, in answers, in the panel and among the sources."""
    assert page.evaluate(FAINT) == []
    answer = ask(page, QUESTION)
    ask(page, "How long will the meeting last?")
    answer.get_by_role("button", name="Why this answer?").click()
    expect(answer.locator("tbody tr").first).to_be_visible()
    answer.get_by_text("Other candidates").click()
    page.get_by_text("Filter", exact=True).click()
    assert page.evaluate(FAINT) == []


@pytest.mark.parametrize("page", LOOKS, indirect=True)
def test_everything_that_can_be_used_has_a_name(page: Page) -> None:
    answer = ask(page, QUESTION)
    answer.get_by_role("button", name="Why this answer?").click()
    expect(answer.locator("tbody tr").first).to_be_attached()
    assert page.evaluate(NAMELESS) == []
    ids = page.evaluate("[...document.querySelectorAll('.app [id]')].map(each => each.id)")
    assert len(ids) == len(set(ids))


def test_the_keyboard_is_enough(page: Page) -> None:
    """From the question to the answer, its passage, its place in the article, the next one, and back."""
    box = page.get_by_test_id("textbox")
    expect(box).to_be_focused()
    page.keyboard.type("Who warned of consequences?")
    page.keyboard.press("Enter")
    turn = page.locator(".turn").last
    expect(turn.locator(".words")).to_be_visible(timeout=30_000)
    expect(box).to_be_focused()
    words = turn.locator(".words").text_content() or ""
    expect(page.locator("#page mark.current")).to_have_text(words)

    def until(selector: str, key: str) -> None:
        for _ in range(60):
            if page.locator(f"{selector}:focus").count():
                return
            page.keyboard.press(key)
        raise AssertionError(f"{selector} cannot be reached with {key}")

    until(".more summary", "Shift+Tab")
    page.keyboard.press("Enter")
    until(".answer > .evidence .cite", "Shift+Tab")
    expect(page.locator("#peek")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#peek")).to_be_hidden()
    until(".more .cite", "Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#page mark.current")).not_to_have_text(words)
    expect(page.locator(".more .cite:focus")).to_have_count(1)
    until("#next", "Tab")
    page.keyboard.press("Enter")
    until("#list input", "Shift+Tab")
    page.keyboard.press("Space")
    page.keyboard.press("/")  # a short cut that typing does not trigger
    until("#ask", "Tab")
    page.keyboard.type("and/or")
    expect(box).to_have_value("and/or")


def test_slash_leads_to_the_question(page: Page) -> None:
    page.locator("#page").focus()
    page.keyboard.press("/")
    expect(page.get_by_test_id("textbox")).to_be_focused()
    expect(page.get_by_test_id("textbox")).to_have_value("")


def test_nothing_jumps_while_the_page_loads_and_answers(page: Page) -> None:
    page.add_init_script(
        """window.moved = [];
        new PerformanceObserver(list => { for (const entry of list.getEntries()) if (!entry.hadRecentInput)
            window.moved.push([entry.value, ...entry.sources.map(each => each.node && (each.node.id || each.node.className || each.node.nodeName))]);
        }).observe({ type: 'layout-shift', buffered: true });"""
    )
    page.reload()
    expect(page.locator("#list li").first).to_be_visible()
    expect(page.locator("#page .text")).to_be_visible()
    page.wait_for_timeout(1000)  # "recent input" lasts half a second
    ask(page, QUESTION)
    page.wait_for_timeout(1500)
    moved = page.evaluate("window.moved")
    assert sum(entry[0] for entry in moved) < 0.1, json.dumps(moved)  # "good": web.dev, cumulative layout shift


def test_one_readers_slow_work_keeps_nobody_waiting(page: Page) -> None:
    """While the server takes its time over one call, another is answered; both answers come to their own question."""
    held: list[Route] = []

    def hold(route: Route) -> None:
        if "first" in (route.request.post_data or ""):
            held.append(route)
        else:
            route.continue_()

    page.context.route("**/component_server**", hold)
    box = page.get_by_test_id("textbox")
    box.fill("Is this the first question?")
    box.press("Enter")
    answer = page.locator(".turn").nth(1)
    box.fill(QUESTION)
    box.press("Enter")
    expect(answer.locator(".words")).to_have_text("Vladivostok", timeout=30_000)
    expect(page.locator(".turn").first.locator(".waiting")).to_be_visible()
    held[0].continue_()
    expect(page.locator(".turn").first.locator(".words")).to_be_visible(timeout=30_000)
    expect(answer.locator(".words")).to_have_text("Vladivostok")
