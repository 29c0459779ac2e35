"""Opens the chat at a URL in Chromium, asks the first example and prints the answer; fails where none is shown."""

import shutil
import sys

from playwright.sync_api import expect, sync_playwright

with sync_playwright() as playwright:
    browser = playwright.chromium.launch(
        executable_path=shutil.which("chromium"),
        args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
    )
    page = browser.new_page()
    page.goto(sys.argv[1])
    page.get_by_text("Where might the two leaders hold talks?").click()
    words = page.locator(".answer .words")
    expect(words).to_have_text("Vladivostok", timeout=60_000)
    print(f"the chat answers: {words.text_content()}")
    browser.close()
