"""The policy of every page, and links that are made to do harm, in a real Chromium."""

from __future__ import annotations

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import WATCH, OpenPage
from tests.browser.measure import wait_until_complete
from tests.conftest import Server

PAGES = ["/", "/embed", "/embed/builder", "/lessons", "/guide", "/docs", "/nothing-here"]
VIOLATIONS = "window.__violations"


def watched(browser: Browser, address: str) -> Page:
    page = browser.new_context().new_page()
    page.add_init_script(WATCH)
    page.goto(address)
    page.wait_for_load_state("networkidle")
    return page


def first_lesson(server: Server) -> str:
    text = httpx.get(f"{server.url}/lessons").text
    return next(part.split('"')[0] for part in text.split('href="')[1:] if part.startswith("/lessons/"))


@pytest.mark.parametrize("path", [*PAGES, "a lesson"])
def test_no_page_breaks_the_policy(server: Server, browser: Browser, path: str) -> None:
    page = watched(browser, server.url + (first_lesson(server) if path == "a lesson" else path))
    assert page.evaluate(VIOLATIONS) == []
    page.context.close()


def test_the_policy_stops_what_is_put_into_a_page(server: Server, browser: Browser) -> None:
    page = watched(browser, f"{server.url}/embed")
    page.evaluate("""() => {
      const script = document.createElement("script");
      script.textContent = "window.ran = true";
      document.body.append(script);
      const picture = document.createElement("div");
      picture.innerHTML = '<img src="data:," onerror="window.ran = true">';
      document.body.append(picture);
      const link = document.createElement("a");
      link.href = "javascript:window.ran = true";
      document.body.append(link);
      link.click();
    }""")
    page.wait_for_function(f"{VIOLATIONS}.length >= 3")
    assert page.evaluate("window.ran") is None
    page.context.close()


PROTO = "__proto__:(polluted:1)"
HARMFUL = [
    f"f=rosenbrock&__proto__=(polluted:1)&run=(use:SGD,{PROTO},set:({PROTO},lr:0.001))&steps=20",
    "f=__proto__&constructor=(prototype:(polluted:1))&run=(use:constructor,set:(lr:0.001))&steps=20",
]


@pytest.mark.parametrize("link", HARMFUL)
def test_a_link_cannot_change_what_every_object_has(open_page: OpenPage, link: str) -> None:
    page = open_page(f"/#{link}")
    wait_until_complete(page)
    assert page.evaluate("[({}).polluted, [].polluted, Object.prototype.polluted]") == [None, None, None]
    assert page.evaluate("Object.keys(Object.prototype)") == []
    assert page.evaluate("document.querySelectorAll('img[src=x]').length") == 0


def test_markup_in_a_link_is_shown_as_text(open_page: OpenPage) -> None:
    markup = "%3Cimg%20src=x%20onerror=alert(1)%3E"
    page = open_page(f"/#f=rosenbrock&run=(use:SGD,label:'{markup}',set:(lr:0.001))&steps=20")
    wait_until_complete(page)
    expect(page.locator("table.results")).to_contain_text("<img src=x")
    assert page.evaluate("document.querySelectorAll('img[src=x]').length") == 0
