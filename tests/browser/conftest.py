"""A real Chromium on a real server: the chat as a reader meets it. Screenshots go to `.ci/output`."""

import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from qa.article import Article
from qa.library import Library
from qa.loading import seeds

pytest.importorskip("playwright")
from playwright.sync_api import Browser, Locator, Page, Route, expect, sync_playwright

ARGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
LIGHT = {"color_scheme": "light"}
DARK = {"color_scheme": "dark"}
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
LOOKS = [pytest.param(LIGHT, id="light"), pytest.param(DARK, id="dark"), pytest.param(PHONE, id="phone")]
"""The looks in which every part of the chat is tested."""
expect.set_options(timeout=15_000)  # a machine may be busy with other things
SHOTS = Path(__file__).parent.parent.parent / ".ci" / "output"
HOSTILE = Article(
    'The mayor <img src="http://example.org/pixel.png" onerror="document.title=\'broken\'"> is called **Ada** $x^2$ '
    "<script>document.title='broken'</script> Lovelace. [Click](javascript:alert(1)) <b>bold</b> &amp; # not a heading. "
    "She was chosen in the spring by the people of the town, and it is said that she will stay for as long as they like.",
    title="<h1>Hostile</h1> *title* <img src=http://example.org/title.png>",
    outlet="<iframe src=http://example.org></iframe>",
    id="hostile",
    url='https://example.org/"onmouseover="alert(1)',
)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None:
        if os.environ.get("CI"):
            pytest.fail("no Chromium is installed; CI must not skip the browser tests")
        pytest.skip("no Chromium is installed")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium, headless=True, args=ARGS)
        yield started
        started.close()


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the server keeps what readers bring and say."""
    return tmp_path_factory.mktemp("chat")


@pytest.fixture(scope="session")
def server(folder: Path) -> Iterator[str]:
    from ui.app import LAUNCH, build

    articles = [*seeds(), HOSTILE]
    app = build(Library.of(articles), first=articles[0].id, folder=folder)
    _, url, _ = app.launch(prevent_thread_lock=True, quiet=True, **LAUNCH)
    yield url
    app.close()


@pytest.fixture
def page(browser: Browser, server: str, request: pytest.FixtureRequest) -> Iterator[Page]:
    """The chat, opened; no request may leave the server, and no error may reach the console."""
    options = getattr(request, "param", {})
    context = browser.new_context(**({"viewport": {"width": 1360, "height": 880}} | options))
    outside: list[str] = []
    errors: list[str] = []

    def refuse(route: Route) -> None:
        outside.append(route.request.url)
        route.abort()

    context.route(lambda url: not url.startswith(server), refuse)
    opened = context.new_page()
    opened.on("pageerror", lambda error: errors.append(str(error)))
    opened.goto(server)
    opened.locator("#list li").first.wait_for(state="attached")
    expect(opened.locator("#page .text")).to_have_count(1)
    yield opened
    context.close()
    assert outside == []
    assert errors == []


def ask(page: Page, question: str) -> Locator:
    """Types the question and waits for the answer, which comes back."""
    before = page.locator(".turn").count()
    box = page.get_by_test_id("textbox").last
    box.fill(question)
    box.press("Enter")
    answered = page.locator(".turn").nth(before)
    expect(answered.locator(".answer")).to_be_visible(timeout=30_000)
    return answered


def row(page: Page, label: str) -> Locator:
    """The row of the article whose label begins so, in the list of sources."""
    return page.locator("#list li").filter(has=page.get_by_title(re.compile(f"^{re.escape(label)}"))).first


def choose(page: Page, label: str) -> None:
    """Opens the article whose label begins so, and asks nothing else."""
    row(page, label).locator(".open").click()
    expect(page.locator("#list .opened")).to_contain_text(label)
    page.get_by_role("button", name="Ask only this article").click()
    expect(page.locator("#asking")).to_contain_text(label)


def shot(page: Page, name: str) -> None:
    """Keeps a screenshot among the output of the tests."""
    SHOTS.mkdir(parents=True, exist_ok=True)
    page.wait_for_timeout(400)  # for what moves smoothly
    page.screenshot(path=SHOTS / f"{name}.png")
