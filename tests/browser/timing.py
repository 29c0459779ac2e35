"""`python -m tests.browser.timing`: how soon the chat is seen, and answers, in a real Chromium; prints JSON.

Milliseconds. "paint": first contentful paint; "ready": the list of sources and the first article stand there; "answer":
from Enter to the answer on the screen, the middle and the slowest of twenty questions on the seeds. Nothing else may run.
"""

import json
import shutil
import sys
from statistics import median

from playwright.sync_api import expect, sync_playwright

from qa.answering import answer
from qa.library import Library
from qa.loading import seeds
from tests.browser.conftest import ARGS
from ui.app import EXAMPLES, LAUNCH, build

PAINT = "performance.getEntriesByName('first-contentful-paint')[0].startTime"
READY = """() => new Promise(done => { const look = () => document.querySelector('#page .text') && document.querySelector('#list li')
    ? done(performance.now()) : requestAnimationFrame(look); look(); })"""
ASK = """(question) => new Promise(done => {
    const before = document.querySelectorAll('.answer').length, box = document.querySelector('#ask'), start = performance.now();
    box.value = question;
    box.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true }));
    const look = () => document.querySelectorAll('.answer').length > before ? done(performance.now() - start) : requestAnimationFrame(look);
    look();
})"""


def main() -> None:
    """Serves the seeds, opens them, asks."""
    library = Library.of(seeds())
    answer("Is everything loaded?", library=library)
    app = build(library)
    _, url, _ = app.launch(prevent_thread_lock=True, quiet=True, **LAUNCH)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=ARGS)
        page = browser.new_page(viewport={"width": 1360, "height": 880})
        page.goto(url)
        ready = page.evaluate(READY)
        expect(page.locator(".suggested")).to_be_visible(timeout=60_000)
        taken = [page.evaluate(ASK, question) for question in EXAMPLES * 4]
        figures = {"paint": page.evaluate(PAINT), "ready": ready, "answer": median(taken), "slowest": max(taken)}
        browser.close()
    app.close(verbose=False)
    sys.stdout.write(json.dumps({name: round(value) for name, value in figures.items()}) + "\n")


if __name__ == "__main__":
    main()
