"""Bringing articles as a reader does: dropping, pasting, an address; removing, undoing; and after a restart."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from qa.library import Library
from qa.loading import seeds
from tests.browser.conftest import LOOKS, ask, row, shot
from tests.printed import pdf
from tests.web_server import Server, response, running

MAYOR = "Ada Lovelace was chosen as mayor of Springfield on Monday.\n\nThe town has 30,720 inhabitants."
DROP = """(files) => {
    const data = new DataTransfer();
    for (const [name, text] of files) data.items.add(new File([text], name));
    const target = document.querySelector('#talk');
    for (const type of ['dragover', 'drop']) target.dispatchEvent(new DragEvent(type, { dataTransfer: data, bubbles: true, cancelable: true }));
}"""


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    with running() as started:
        monkeypatch.setattr("qa.loading._fetcher", lambda: started.fetcher().fetch)
        yield started


def to_sources(page: Page) -> None:
    if not page.locator("#sources").is_visible():
        page.get_by_role("button", name="Sources").click()


@pytest.mark.parametrize("page", LOOKS, indirect=True)
def test_paste_a_text_and_ask_it(page: Page, request: pytest.FixtureRequest) -> None:
    look = request.node.callspec.id
    to_sources(page)
    page.get_by_label("An address, a feed, or the text of an article").fill(MAYOR)
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.locator("#jobs .done .state")).to_have_text("added", timeout=20_000)
    expect(row(page, "Ada Lovelace was chosen").get_by_role("checkbox")).to_be_checked()
    expect(page.locator("#page")).to_contain_text("30,720 inhabitants")
    shot(page, f"added-{look}")
    page.keyboard.press("Escape")
    answer = ask(page, "How many inhabitants does the town have?")
    expect(answer.locator(".words")).to_have_text("30,720 inhabitants")


def test_drop_files_and_learn_which_failed(page: Page) -> None:
    page.evaluate(DROP, [["mayor.md", f"# A new mayor\n\n{MAYOR}"], ["broken.jsonl", "{}"], ["empty.txt", ""]])
    expect(page.locator("#jobs li")).to_have_count(3)
    expect(page.locator("#jobs .failed")).to_have_count(2, timeout=20_000)
    expect(page.locator("#jobs li", has_text="broken.jsonl").locator(".problem")).to_contain_text("broken.jsonl:1")
    expect(page.locator("#jobs li", has_text="empty.txt").locator(".problem")).to_have_text(
        "The text must hold more than white space; the article is empty."
    )
    expect(row(page, "A new mayor")).to_be_visible()
    expect(page.locator("#page h2")).to_have_text("A new mayor")
    shot(page, "failed")
    page.get_by_role("button", name="Dismiss empty.txt").click()
    expect(page.locator("#jobs .failed")).to_have_count(1)


def test_choose_a_file(page: Page, tmp_path: Path) -> None:
    (tmp_path / "mayor.txt").write_text(MAYOR, encoding="utf-8")
    page.locator("#files").set_input_files(tmp_path / "mayor.txt")
    expect(page.locator("#jobs .done .state")).to_have_text("added", timeout=20_000)
    page.locator("#files").set_input_files(tmp_path / "mayor.txt")
    expect(page.locator("#jobs .state").last).to_have_text("here already", timeout=20_000)


def test_a_pdf_is_cited_by_its_page(page: Page, tmp_path: Path) -> None:
    filler = [
        f"The council of Tromsen met for the {n}th time and put off what it had to decide on." for n in range(4, 14)
    ]
    story = ["Anna Berg resigned as mayor of Tromsen on Monday, after the bridge over the river had been closed."]
    (tmp_path / "council.pdf").write_bytes(
        pdf([filler, [*story, "Nobody was hurt, and the bridge will be mended in June."]])
    )
    page.locator("#files").set_input_files(tmp_path / "council.pdf")
    expect(page.locator("#jobs .done .state")).to_have_text("added", timeout=20_000)
    page.keyboard.press("Escape")
    answer = ask(page, "Who resigned as mayor of Tromsen?")
    expect(answer.locator(".words")).to_have_text("Anna Berg")
    expect(answer.locator(".source").first).to_contain_text("page 2")
    expect(page.locator("#page mark.current")).to_have_text("Anna Berg")
    expect(page.get_by_role("separator", name="page 2")).to_be_visible()
    shot(page, "pdf")


def test_an_address_a_feed_and_one_that_is_not_there(page: Page, site: Server) -> None:
    site.pages["/mayor"] = response(f"<html><body><article><h1>Mayor</h1><p>{MAYOR * 4}</p></article></body></html>")
    box = page.get_by_label("An address, a feed, or the text of an article")
    box.fill(f"{site.url('/mayor')}\n{site.url('/none')}")
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.locator("#jobs .done")).to_have_count(1, timeout=20_000)
    expect(page.locator("#jobs .failed .problem")).to_contain_text("the server answers 404 Not Found.")
    entries = "".join(
        f"<item><title>Story {n}</title><guid>g{n}</guid><description>{MAYOR * 9} {n}</description></item>"
        for n in range(5)
    )
    site.pages["/feed.xml"] = response(
        f"<rss><channel><title>News</title>{entries}</channel></rss>", kind="application/rss+xml"
    )
    box.fill(site.url("/feed.xml"))
    box.press("Enter")
    expect(page.locator("#jobs li", has_text="feed.xml").locator(".state")).to_have_text("5 added", timeout=20_000)
    expect(row(page, "Story 3")).to_be_visible()


def test_remove_and_undo(page: Page) -> None:
    page.evaluate(DROP, [["mayor.txt", MAYOR]])
    brought = row(page, "Ada Lovelace was chosen")
    expect(brought).to_be_visible(timeout=20_000)
    page.get_by_role("button", name="Remove Ada Lovelace was chosen").click()
    expect(brought).to_have_count(0)
    shot(page, "removed")
    page.get_by_role("button", name="Undo").click()
    expect(brought).to_be_visible()
    expect(page.get_by_role("button", name="Remove SEOUL")).to_have_count(0)  # what everyone reads is not one's own


def test_what_one_reader_brings_no_other_sees(page: Page, server: str) -> None:
    page.evaluate(DROP, [["mayor.txt", MAYOR]])
    expect(row(page, "Ada Lovelace was chosen")).to_be_visible(timeout=20_000)
    context = page.context.browser.new_context()  # type: ignore[union-attr]
    other = context.new_page()
    other.goto(server)
    expect(row(other, "SEOUL")).to_be_visible()
    expect(row(other, "Ada Lovelace was chosen")).to_have_count(0)
    context.close()
    page.reload()
    expect(row(page, "Ada Lovelace was chosen")).to_be_visible()


@pytest.mark.filterwarnings(
    "ignore::pytest.PytestUnraisableExceptionWarning"
)  # gradio tries a port and leaves its socket
def test_what_was_brought_is_there_after_a_restart(page: Page, tmp_path: Path) -> None:
    """The server ends and starts anew on the same port, in the same browser."""
    from ui.app import LAUNCH, build

    library, port = Library.of(seeds()), None
    for start in range(2):
        app = build(library, folder=tmp_path)
        _, url, _ = app.launch(prevent_thread_lock=True, quiet=True, server_port=port, **LAUNCH)
        port = int(url.rstrip("/").rpartition(":")[2])
        page.context.unroute_all()
        page.goto(url)
        if start == 0:
            expect(row(page, "SEOUL")).to_be_visible()
            page.evaluate(DROP, [["mayor.txt", MAYOR]])
        expect(row(page, "Ada Lovelace was chosen")).to_be_visible(timeout=20_000)
        app.close(verbose=False)
