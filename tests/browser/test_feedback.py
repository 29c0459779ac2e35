"""The loop from a click to a training row: thumbs, and the right answer selected in the article."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect

from qa.feedback import read_feedback
from qa.training.rows import Row, read_rows
from tests.browser.conftest import LOOKS, ask, shot

QUESTION = "Where might the two leaders hold talks?"
SELECT = """(words) => {
    const walker = document.createTreeWalker(document.querySelector('#page .text'), NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
        const at = walker.currentNode.data.indexOf(words);
        if (at < 0) continue;
        const range = document.createRange();
        range.setStart(walker.currentNode, at);
        range.setEnd(walker.currentNode, at + words.length);
        getSelection().removeAllRanges();
        getSelection().addRange(range);
        return true;
    }
    return false;
}"""


@pytest.fixture
def exported(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Callable[[], list[Row]]:
    """What `export-feedback` gives, read as `train` reads it; the file begins empty."""
    from qa.__main__ import main

    (folder / "feedback.jsonl").unlink(missing_ok=True)

    def rows() -> list[Row]:
        capsys.readouterr()
        assert main(["export-feedback", str(folder / "feedback.jsonl")]) == 0
        (tmp_path / "rows.jsonl").write_text(capsys.readouterr().out, encoding="utf-8")
        return read_rows(tmp_path / "rows.jsonl")

    return rows


def test_a_thumb_becomes_a_training_row(page: Page, exported: Callable[[], list[Row]], folder: Path) -> None:
    answer = ask(page, QUESTION)
    right, wrong = (answer.get_by_role("button", name=name, exact=True) for name in ("Right", "Wrong"))
    right.click()
    expect(right).to_have_attribute("aria-pressed", "true")
    (row,) = exported()
    assert (row.question, row.answer_texts) == (QUESTION, ["Vladivostok"])
    page.reload()  # what was said is still seen
    expect(right).to_have_attribute("aria-pressed", "true")
    right.click()
    expect(right).to_have_attribute("aria-pressed", "false")
    assert exported() == []
    wrong.click()
    expect(wrong).to_have_attribute("aria-pressed", "true")
    assert exported() == []
    assert [each.verdict for each in read_feedback(folder / "feedback.jsonl")] == ["right", "withdrawn", "wrong"]


def test_not_stated_is_right_too(page: Page, exported: Callable[[], list[Row]]) -> None:
    answer = ask(page, "How long will the meeting last?")
    answer.get_by_role("button", name="Right", exact=True).click()
    expect(answer.get_by_role("button", name="Right", exact=True)).to_have_attribute("aria-pressed", "true")
    (row,) = exported()
    assert (row.question, row.answers) == ("How long will the meeting last?", ())


@pytest.mark.parametrize("page", LOOKS, indirect=True)
def test_the_right_answer_is_selected_in_the_article(
    page: Page, exported: Callable[[], list[Row]], request: pytest.FixtureRequest
) -> None:
    answer = ask(page, QUESTION)
    answer.get_by_role("button", name="Correct it").click()
    save = page.get_by_role("button", name="This is the answer")
    expect(save).to_be_disabled()
    assert page.evaluate(SELECT, " the Russian presidency’s office")
    expect(page.locator("#chosen")).to_have_text("“the Russian presidency’s office”")
    expect(save).to_be_enabled()
    shot(page, f"correct-{request.node.callspec.id}")
    save.click()
    expect(page.locator("#toasts")).to_contain_text("kept as the right answer")
    expect(page.locator("#correct")).to_be_hidden()
    expect(answer.get_by_role("button", name="Corrected")).to_be_visible()
    (row,) = exported()
    assert (row.question, row.answer_texts) == (QUESTION, ["the Russian presidency’s office"])


def test_a_wrong_answer_leads_to_the_right_one_which_may_be_that_there_is_none(
    page: Page, exported: Callable[[], list[Row]]
) -> None:
    answer = ask(page, QUESTION)
    answer.get_by_role("button", name="Wrong", exact=True).click()
    page.get_by_role("button", name="Show them").click()
    page.get_by_role("button", name="It is not stated here").click()
    expect(answer.get_by_role("button", name="Corrected")).to_be_visible()
    (row,) = exported()
    assert row.answers == ()


def test_correcting_is_left_by_escape(page: Page) -> None:
    answer = ask(page, QUESTION)
    answer.get_by_role("button", name="Correct it").click()
    expect(page.locator("#correct")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#correct")).to_be_hidden()
    expect(answer.get_by_role("button", name="Correct it")).to_be_focused()


def test_correcting_waits_for_the_article_that_is_still_on_its_way(page: Page) -> None:
    """The keys go on from the cited words, though "Correct it" was pressed before the server had sent the text."""
    held: list[Route] = []

    def hold(route: Route) -> None:
        (held.append if '"article"' in (route.request.post_data or "") else Route.continue_)(route)

    page.context.route("**/component_server**", hold)
    answer = ask(page, QUESTION)
    answer.get_by_role("button", name="Correct it").click()
    page.wait_for_timeout(300)
    expect(page.locator("#correct")).to_be_hidden()
    assert held
    for route in held:
        route.continue_()
    expect(page.locator("#page")).to_be_focused()
    page.keyboard.press("ArrowRight")
    expect(page.locator("#chosen")).to_have_text("“Vladivostok”")


def test_the_right_answer_is_selected_by_the_keyboard_alone(page: Page, exported: Callable[[], list[Row]]) -> None:
    answer = ask(page, QUESTION)
    answer.get_by_role("button", name="Correct it").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#correct")).to_be_visible()
    expect(page.locator("#page")).to_be_focused()
    page.keyboard.press("ArrowRight")
    expect(page.locator("#chosen")).to_have_text("“Vladivostok”")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("Shift+ArrowRight")
    expect(page.locator("#chosen")).to_have_text("“later this month”")
    page.keyboard.press("Shift+ArrowLeft")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    expect(page.locator("#chosen")).to_have_text("“in”")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    expect(page.locator("#toasts")).to_contain_text("kept as the right answer")
    expect(answer.get_by_role("button", name="Corrected")).to_be_focused()
    (row,) = exported()
    assert (row.question, row.answer_texts) == (QUESTION, ["Vladivostok"])
