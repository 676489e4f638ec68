"""What a designer would refuse: overflow, text cut or overlapping, low contrast; every size and colour."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import DESKTOP, PHONE, OpenPage
from tests.browser.measure import probe, wait_until_complete, wait_until_still

CONTRAST, CUT, OVERLAP = probe("contrast"), probe("cut"), probe("overlap")

LAPTOP = {"width": 1366, "height": 768}
WAYS = [
    pytest.param(viewport, scheme, locale, id=f"{viewport['width']}-{scheme}-{locale}")
    for viewport in (DESKTOP, PHONE)
    for scheme in ("light", "dark")
    for locale in ("en-US", "zh-CN")
]


def assert_neat(page: Page) -> None:
    """Nothing overflows, is cut or overlaps, and all text has contrast."""
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    assert page.evaluate(CUT) == []
    assert page.evaluate(OVERLAP) == []
    assert page.evaluate(CONTRAST) == []


@pytest.mark.parametrize(("viewport", "scheme", "locale"), WAYS)
def test_nothing_overflows_overlaps_or_is_cut_and_text_has_contrast(
    open_page: OpenPage, viewport: Any, scheme: Any, locale: str
) -> None:
    page = open_page(viewport=viewport, color_scheme=scheme, locale=locale, reduced_motion="reduce")
    wait_until_complete(page)
    wait_until_still(page)
    assert_neat(page)
    page.locator(".objective-button").click()
    wait_until_still(page)
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    assert page.evaluate(CUT) == []
    assert page.evaluate(CONTRAST) == []


MOONS = "/#data=(use:moons)&run=(use:SGD,set:(lr:0.1))&run=(use:Adam,set:(lr:0.01))&steps=200"
DIGITS = "/#data=(use:digits)&run=(use:Adam,set:(lr:0.001))&steps=60"
LOSSES = (
    "/#data=(use:outliers)&model=(use:two_weight)&loss=(use:MSELoss)&batch=full&run=(use:Adam,set:(lr:0.1))"
    "&run=(use:Adam,set:(lr:0.1),loss:(use:L1Loss))&steps=100&layout=side&stage=landscape"
)
# Each scene in two ways, so that all sizes, schemes and languages are seen.
MODEL_WAYS = [
    pytest.param(MOONS, DESKTOP, "light", "en-US", id="moons-1920-light-en"),
    pytest.param(MOONS, PHONE, "dark", "zh-CN", id="moons-390-dark-zh"),
    pytest.param(DIGITS, DESKTOP, "dark", "zh-CN", id="digits-1920-dark-zh"),
    pytest.param(DIGITS, PHONE, "light", "en-US", id="digits-390-light-en"),
    pytest.param(LOSSES, DESKTOP, "light", "zh-CN", id="losses-1920-light-zh"),
    pytest.param(LOSSES, PHONE, "dark", "en-US", id="losses-390-dark-en"),
]


@pytest.mark.parametrize(("link", "viewport", "scheme", "locale"), MODEL_WAYS)
def test_a_trained_model_is_as_neat(
    open_page: OpenPage, link: str, viewport: Any, scheme: Any, locale: str
) -> None:
    page = open_page(link, viewport=viewport, color_scheme=scheme, locale=locale, reduced_motion="reduce")
    wait_until_complete(page)
    wait_until_still(page)
    assert_neat(page)
    assert page.evaluate(probe("nameless")) == []


def test_the_desktop_page_fits_a_projector_without_scrolling(open_page: OpenPage) -> None:
    page = open_page()
    wait_until_complete(page)
    assert page.evaluate("document.documentElement.scrollHeight <= innerHeight")
    for area in ("runs", "stage", "curves", "table", "timeline"):
        box = page.locator(f'[data-area="{area}"]').first.bounding_box()
        assert box is not None
        assert box["y"] + box["height"] <= DESKTOP["height"]


def test_the_curves_have_room_on_a_laptop(open_page: OpenPage) -> None:
    page = open_page(viewport=LAPTOP)
    wait_until_complete(page)
    bar, body = (page.locator(part).bounding_box() for part in (".curves-toolbar", ".curves-body"))
    assert bar is not None
    assert body is not None
    assert bar["height"] < 60, "one row"
    assert body["height"] >= 200, "160 to plot in, above the axis"


def test_every_control_has_a_name(open_page: OpenPage) -> None:
    page = open_page()
    wait_until_complete(page)
    assert page.evaluate(probe("nameless")) == []
