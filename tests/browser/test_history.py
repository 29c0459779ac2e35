"""The conversation survives a reload and a restart, and can be copied, exported and cleared."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from qa.article import Article
from qa.library import Library
from tests.browser.conftest import ask, shot

QUESTION = "Where might the two leaders hold talks?"


def test_a_reload_keeps_the_conversation(page: Page) -> None:
    ask(page, QUESTION)
    ask(page, "How long will the meeting last?")
    page.reload()
    expect(page.locator(".turn")).to_have_count(2)
    expect(page.locator(".turn .words")).to_have_text(["Vladivostok", "Not stated"])
    expect(page.locator("#welcome")).to_be_hidden()
    page.locator(".turn").first.locator(".cite").first.click()
    expect(page.locator("#page mark.current")).to_have_text("Vladivostok")
    page.locator(".turn").first.get_by_role("button", name="Why this answer?").click()
    expect(page.locator(".reasons tbody tr").first).to_contain_text("Vladivostok", timeout=20_000)


def test_clear_and_undo(page: Page) -> None:
    ask(page, QUESTION)
    page.get_by_role("button", name="Clear", exact=True).click()
    expect(page.locator(".turn")).to_have_count(0)
    expect(page.locator("#welcome")).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(page.locator(".turn .words")).to_have_text("Vladivostok")
    page.reload()
    expect(page.locator(".turn .words")).to_have_text("Vladivostok")
    page.get_by_role("button", name="Clear", exact=True).click()
    page.reload()
    expect(page.locator("#welcome")).to_be_visible()
    expect(page.locator(".turn")).to_have_count(0)


def test_copy_as_text_and_markdown(page: Page) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    answer = ask(page, QUESTION)
    answer.get_by_role("button", name="Copy", exact=True).click()
    expect(page.locator("#toasts")).to_have_text("Copied")
    text = page.evaluate("navigator.clipboard.readText()")
    assert text.splitlines()[:2] == [QUESTION, "Vladivostok"]
    assert text.splitlines()[-1].endswith("11 September 2023")
    answer.get_by_role("button", name="Copy as Markdown").click()
    page.wait_for_function("navigator.clipboard.readText().then(text => text.startsWith('###'))")
    markdown = page.evaluate("navigator.clipboard.readText()")
    assert "**Vladivostok**" in markdown
    assert re.search(r"^> — .*11 September 2023$", markdown, re.MULTILINE)


def test_export_the_conversation(page: Page, tmp_path: Path) -> None:
    ask(page, QUESTION)
    ask(page, "How long will the meeting last?")
    with page.expect_download() as downloading:
        page.get_by_role("button", name="Export").click()
    downloading.value.save_as(tmp_path / "conversation.md")
    text = (tmp_path / "conversation.md").read_text(encoding="utf-8")
    assert downloading.value.suggested_filename == "conversation.md"
    assert text.startswith("# Ask the Article\n\n### Where might the two leaders hold talks?\n\nVladivostok\n")
    assert text.endswith("### How long will the meeting last?\n\nNot stated.\n")


@pytest.mark.filterwarnings(
    "ignore::pytest.PytestUnraisableExceptionWarning"
)  # gradio tries a port and leaves its socket
def test_after_a_restart_a_changed_article_is_not_marked(page: Page) -> None:
    from ui.app import LAUNCH, build

    versions = ("Ada Lovelace was chosen as mayor on Monday.", "On Monday, Ada Lovelace was chosen as mayor.")
    port = None
    for start, text in enumerate(versions):
        library = Library.of(
            [Article(text, id="mayor", title="A new mayor"), Article("It rained in Rome.", id="rain", title="Rain")]
        )
        app = build(library)
        _, url, _ = app.launch(prevent_thread_lock=True, quiet=True, server_port=port, **LAUNCH)
        port = int(url.rstrip("/").rpartition(":")[2])
        page.context.unroute_all()
        page.goto(url)
        expect(page.locator("#list li")).to_have_count(2)
        if start == 0:
            expect(ask(page, "Who was chosen as mayor?").locator("blockquote mark")).to_have_text("Ada Lovelace")
            ask(page, "Where did it rain?")
        else:
            changed, same = page.locator(".turn").first, page.locator(".turn").last
            expect(changed.locator(".stale-note")).to_have_text(
                "“A new mayor”: changed or removed since this answer was given."
            )
            expect(changed.locator("mark:visible")).to_have_count(0)
            expect(same.locator("blockquote mark").first).to_have_text("Rome")
            changed.locator(".cite").first.click()
            expect(page.locator("#page")).to_contain_text("has changed since")
            expect(page.locator("#page mark")).to_have_count(0)
            shot(page, "changed")
        app.close(verbose=False)
