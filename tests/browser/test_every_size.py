"""Every page of a class at a projector's, a laptop's and a phone's size, in both languages."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.measure import probe, wait_until_complete, wait_until_still

SIZES = [{"width": 1920, "height": 1080}, {"width": 1280, "height": 720}, {"width": 390, "height": 844}]
LANGUAGES = ["en", "zh"]
PROBES = {name: probe(name) for name in ("cut", "overlap", "unreachable")}

RACE = (
    "f=himmelblau&run=(use:SGD,set:(lr:0.01))&run=(use:Momentum,set:(lr:0.003,momentum:0.9))"
    "&run=(use:Adam,set:(lr:0.1))"
    "&run=(use:RMSprop,set:(lr:0.05))&steps=80&note='Which%20of%20them%20arrives%20first%2C%20and%20why%3F'"
)


def ready(page: Page) -> None:
    """When the runs are there."""
    wait_until_complete(page)


def framed(page: Page) -> None:
    """When the scene in the frame is there."""
    expect(page.frame_locator("iframe").locator(".stage-body canvas").first).to_be_visible(timeout=60_000)


def read(page: Page) -> None:
    """A page that is there at once."""
    expect(page.locator("h1").first).to_be_attached()


# A page, its address with a place for the language, and how it is waited for.
PLACES: list[tuple[str, str, Callable[[Page], None]]] = [
    ("page", f"/#{RACE}&lang={{}}", ready),
    ("presentation", f"/#{RACE}&present=true&lang={{}}", ready),
    ("ranking", f"/#{RACE}&predict=rank&lang={{}}", ready),
    ("marking the end", f"/#{RACE}&predict=end&lang={{}}", ready),
    ("frame", f"/embed#{RACE}&lang={{}}", ready),
    ("frame with all", f"/embed#{RACE}&hide=()&lang={{}}", ready),
    ("builder", f"/embed/builder#{RACE}&lang={{}}", framed),
    ("lessons", "/lessons?lang={}", read),
    ("lesson", "/lessons/rotation?lang={}#2", framed),
    ("guide", "/guide?lang={}", read),
]


@pytest.mark.parametrize(("address", "wait"), [row[1:] for row in PLACES], ids=[row[0] for row in PLACES])
def test_nothing_overflows_overlaps_or_is_out_of_reach(
    open_page: OpenPage, address: str, wait: Callable[[Page], None]
) -> None:
    for language in LANGUAGES:
        page = open_page(address.format(language), viewport=SIZES[0], reduced_motion="reduce", locale="en-US")
        wait(page)
        for size in SIZES:
            page.set_viewport_size(size)  # type: ignore[arg-type]
            wait_until_still(page, 400)
            where = (language, size["width"])
            assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, where
            found: dict[str, Any] = {name: page.evaluate(script) for name, script in PROBES.items()}
            assert found == {name: [] for name in PROBES}, where
