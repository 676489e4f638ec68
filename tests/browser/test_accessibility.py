"""The page for whoever does not see it: what axe-core has against it in its many states."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import FOLDER, complaints
from tests.browser.conftest import DESKTOP, PHONE, OpenPage
from tests.browser.measure import wait_until_complete, wait_until_still

FUNCTION = "/#f=himmelblau&run=(use:SGD,set:(lr:0.01))&run=(use:Adam,set:(lr:0.1))&run=(use:LBFGS)&steps=80"
MODEL = (
    "/#data=(use:moons)&model=(use:mlp,set:(hidden:(8)))&run=(use:SGD,set:(lr:0.1))"
    "&run=(use:Adam,set:(lr:0.01))&steps=40"
)
ONE = "/#f=himmelblau&run=(use:Adam,set:(lr:0.1))&steps=40"
PICTURES = "/#data=(use:digits)&run=(use:Adam,set:(lr:0.001))&steps=30"
BAD_RATE = "/#f=beale&run=(use:SGD,set:(lr:-1))&run=(use:Adam,set:(betas:[0.9,2]))&steps=80"

SET_VIEW = 'async (part) => (await import("/static/js/state.js")).setView(part)'
# Each page is looked at in these two ways at 1920 and in one of them at 390 pixels.
WAYS = [{"language": "en", "theme": "light"}, {"language": "zh", "theme": "dark"}]


def nothing(page: Page) -> None:
    """Look at the page as it opens."""


def press(*selectors: str) -> Callable[[Page], None]:
    """Press these one after the other."""

    def act(page: Page) -> None:
        for selector in selectors:
            page.locator(selector).first.click()
            wait_until_still(page, 200)

    return act


def start_trials(page: Page) -> None:
    """Start the work of an experiment and wait until it has ended."""
    start = page.locator(".trial-sheet [data-action=start]")
    start.click()
    expect(start).to_be_visible(timeout=180_000)


def add_schedule(page: Page) -> None:
    """Unfold a card and give its run a schedule."""
    page.locator(".run-card .more").first.click()
    page.get_by_label("Schedule of SGD").select_option("StepLR")
    wait_until_still(page)


def type_formula(page: Page) -> None:
    """Type a formula that cannot be read."""
    page.locator(".objective-button").click()
    page.locator("dialog .formula-form input[type=text]").first.fill("x**2 + sin(")
    page.keyboard.press("Enter")
    expect(page.locator("dialog [role=alert]").first).to_be_visible()


# What else must have no violations: a name, an address, and what is done there before it is looked at.
PAGES: list[tuple[str, str, Callable[[Page], None]]] = [
    ("first visit", "/", nothing),
    ("gallery of functions", FUNCTION, press(".objective-button")),
    ("gallery of models", MODEL, press(".objective-button")),
    ("formula that cannot be read", FUNCTION, type_formula),
    ("export menu", FUNCTION, press(".tool:has-text('Export')")),
    ("help", FUNCTION, lambda page: page.locator(".tool[data-help]").first.hover()),
    ("schedule", FUNCTION, add_schedule),
    ("refused runs", BAD_RATE, nothing),
    ("side by side", FUNCTION + "&layout=side", nothing),
    ("3D", FUNCTION + "&layout=3d", nothing),
    ("step by step", FUNCTION + "&try=step", nothing),
    ("basins", FUNCTION + "&try=basins", nothing),
    ("sweep", FUNCTION + "&try=sweep", start_trials),
    ("tuning", ONE + "&try=tuning", start_trials),
    ("curvature", FUNCTION + "&try=curvature", nothing),
    ("model on its data", MODEL, nothing),
    ("model's layers", MODEL, press("[data-choice=layers]")),
    ("model's loss by hand", MODEL, press("[data-choice=loss]")),
    ("model's landscape", MODEL + "&stage=landscape", nothing),
    ("model's interpolation", MODEL + "&stage=landscape", press(".plane-bar select >> nth=0")),
    ("model's samples", PICTURES, press("[data-choice=samples]")),
    ("model's curvature", MODEL + "&try=curvature", nothing),
    ("model step by step", MODEL + "&try=step", nothing),
    ("share menu", FUNCTION, press(".share > .tool")),
    ("help and keys", FUNCTION, lambda page: page.keyboard.press("?")),
    ("two sides and a pinned run", FUNCTION, press("button[aria-label^='Pin ']", ".sides-begin")),
    ("presentation", FUNCTION + "&present=true", nothing),
    ("note", FUNCTION + "&note='Which%20arrives%20first%3F'", nothing),
    ("ranking", FUNCTION + "&predict=rank", nothing),
    ("marking the end", FUNCTION + "&predict=end", nothing),
    ("frame", "/embed" + FUNCTION[1:], nothing),
    ("frame with everything", "/embed" + FUNCTION[1:] + "&hide=()", nothing),
    ("frame that asks", "/embed" + MODEL[1:] + "&predict=rank", nothing),
]
# Pages whose language and theme stand in the address.
TEXTS = ["/lessons", "/lessons/gradient-descent", "/lessons/losses-and-outliers", "/guide"]


@pytest.mark.parametrize(("link", "act"), [row[1:] for row in PAGES], ids=[row[0] for row in PAGES])
def test_axe_finds_nothing(open_page: OpenPage, link: str, act: Callable[[Page], None]) -> None:
    page = open_page(link, viewport=DESKTOP, reduced_motion="reduce", locale="en-US")
    settle(page, link)
    act(page)
    wait_until_still(page, 600)
    for way in WAYS:
        page.evaluate(SET_VIEW, way)
        wait_until_still(page)
        assert complaints(page) == [], way
    page.set_viewport_size(PHONE)
    wait_until_still(page, 400)
    assert complaints(page) == [], "on a phone"


# With each frame: is there a picture whose name is empty, or named by what is not there?
WATCH_NAMES = """
  window.nameless = [];
  window.pictures = 0;
  const look = () => {
    for (const picture of document.querySelectorAll("[role=img][aria-labelledby]")) {
      window.pictures += 1;
      const name = document.getElementById(picture.getAttribute("aria-labelledby"))?.textContent.trim();
      if (!name) window.nameless.push(picture.className);
    }
    requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
"""


@pytest.mark.parametrize(
    "link", [FUNCTION, FUNCTION + "&layout=3d", MODEL + "&stage=landscape"], ids=["plane", "3D", "landscape"]
)
def test_a_picture_has_a_name_from_its_first_frame(open_page: OpenPage, server: Any, link: str) -> None:
    page = open_page("/guide", viewport=DESKTOP, locale="en-US")
    page.add_init_script(WATCH_NAMES)
    page.goto(server.url + link)
    settle(page, link)
    wait_until_still(page, 600)
    assert page.evaluate("window.pictures") > 0
    assert page.evaluate("window.nameless") == []


@pytest.mark.parametrize("address", TEXTS)
def test_axe_finds_nothing_in_lessons_and_guide(open_page: OpenPage, address: str) -> None:
    for way in WAYS:
        page = open_page(f"{address}?lang={way['language']}&theme={way['theme']}", viewport=DESKTOP)
        wait_until_still(page, 1000)
        assert complaints(page) == [], way
        page.set_viewport_size(PHONE)
        wait_until_still(page)
        assert complaints(page) == [], (way, "on a phone")


def test_axe_finds_nothing_in_the_builder(open_page: OpenPage) -> None:
    for way in WAYS:
        looks = f"lang={way['language']}&theme={way['theme']}"
        page = open_page(f"/embed/builder{FUNCTION[1:]}&{looks}", viewport=DESKTOP)
        expect(page.locator("iframe")).to_be_visible()
        wait_until_still(page, 1000)
        assert complaints(page) == [], way
        page.set_viewport_size(PHONE)
        wait_until_still(page)
        assert complaints(page) == [], (way, "on a phone")


def settle(page: Page, link: str) -> None:
    """Until the runs are there; those that are refused never are."""
    if link == BAD_RATE:
        expect(page.locator(".run-card [role=alert]").first).to_be_visible()
    else:
        wait_until_complete(page)


def test_axe_finds_nothing_in_the_frame_of_the_api_page(open_page: OpenPage) -> None:
    page = open_page("/docs")
    expect(page.locator(".opblock-summary-path").first).to_be_visible(timeout=60_000)
    assert complaints(page, foreign=[".swagger-ui"]) == []


def test_axe_is_the_one_that_its_readme_names() -> None:
    table = re.findall(r"\| `([^`]+)` \| `([0-9a-f]{64})` \|", (FOLDER / "README.md").read_text())
    assert {name for name, _ in table} == {file.name for file in FOLDER.iterdir()} - {"README.md"}
    for name, digest in table:
        assert hashlib.sha256((FOLDER / name).read_bytes()).hexdigest() == digest, name
