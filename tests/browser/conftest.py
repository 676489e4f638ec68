"""A real Chromium against the real server; whatever a page does wrong on the way fails its test."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    ViewportSize,
    expect,
    sync_playwright,
)

# Patience costs only a test that fails: a machine may have much else to do.
expect.set_options(timeout=20_000)

DESKTOP: ViewportSize = {"width": 1920, "height": 1080}
PHONE: ViewportSize = {"width": 390, "height": 844}

# Quiet, so that Chromium's own background services do not reach for the network.
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

# The tour of the first visit stands in the way of all tests but its own.
VISITED = "try { localStorage.setItem('thalweg.toured', '1') } catch { /* a frame without storage */ }"

# What the policy stopped, and how many answers are on their way.
WATCH = """
window.__violations = [];
window.__awaited = 0;
window.fetch = ((fetched) => (...request) => {
  window.__awaited += 1;
  return fetched(...request).finally(() => (window.__awaited -= 1));
})(window.fetch);
document.addEventListener("securitypolicyviolation", (event) =>
  window.__violations.push(`${event.violatedDirective}: ${event.blockedURI} ${event.sourceFile}`));
"""

OpenPage = Callable[..., Page]


def chromium_path() -> str | None:
    """The browser to drive: $CHROMIUM, one on the PATH, or else Playwright's own (None)."""
    named = os.environ.get("CHROMIUM")
    return named or next(
        filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
    )


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A Chromium for one file of tests: the event loop that Playwright holds must not meet other files'."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def open_page(browser: Browser, server: Any) -> Iterator[OpenPage]:
    """Opens pages of the server; a page that errs, breaks the policy or calls elsewhere fails the test."""
    contexts: list[BrowserContext] = []
    pages: list[Page] = []
    wrong: list[str] = []
    origin = server.url

    def check_request(url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme in ("http", "https", "ws", "wss") and parts.netloc != urlsplit(origin).netloc:
            wrong.append(f"a request left the origin: {url}")

    def check_line(line: ConsoleMessage) -> None:
        # Chromium reports a refusal as a failed resource; the page tells it to the person.
        upload = line.location["url"].endswith("/api/checkpoints")
        refused = "status of 422" in line.text or (upload and "status of 400" in line.text)
        if line.type == "error" and not refused:
            wrong.append(f"console: {line.text}")

    def open_one(
        path: str = "/", viewport: ViewportSize = DESKTOP, first_visit: bool = False, **options: Any
    ) -> Page:
        context = browser.new_context(viewport=viewport, **options)
        context.add_init_script(WATCH)
        if not first_visit:
            context.add_init_script(VISITED)
        contexts.append(context)
        page = context.new_page()
        pages.append(page)
        page.on("pageerror", lambda error: wrong.append(f"page error: {error}"))
        page.on("console", check_line)
        page.on("request", lambda request: check_request(request.url))
        page.on("websocket", lambda socket: check_request(socket.url))
        page.goto(origin + path)
        return page

    yield open_one
    for page in pages:
        wrong += [f"policy: {violation}" for violation in page.evaluate("window.__violations ?? []")]
    for context in contexts:
        context.close()
    assert not wrong
