"""`python -m tests.browser.screenshot`: makes the README's picture, `ui/screenshot.png`, from the real chat."""

import shutil
from pathlib import Path

from playwright.sync_api import expect, sync_playwright

from qa.library import Library
from qa.loading import seeds
from tests.browser.conftest import ARGS, ask
from ui.app import LAUNCH, build

if __name__ == "__main__":
    articles = list(seeds())
    app = build(Library.of(articles), first=articles[0].id)
    _, url, _ = app.launch(prevent_thread_lock=True, quiet=True, **LAUNCH)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=ARGS)
        page = browser.new_page(viewport={"width": 1360, "height": 860})
        page.goto(url)
        expect(page.locator("#page .text")).to_have_count(1)
        ask(page, "Where might the two leaders hold talks?")
        page.wait_for_timeout(1500)
        page.screenshot(path=Path(__file__).parents[2] / "ui" / "screenshot.png")
        browser.close()
    app.close()
