"""Presentation mode in a real Chromium: the stage alone, large, and a way back."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from tests.browser.conftest import DESKTOP, PHONE, OpenPage
from tests.browser.measure import wait_until_complete, wait_until_still

SCENE = "/#f=rosenbrock&run=(use:SGD,set:(lr:0.001))&run=(use:Adam,set:(lr:0.05))&steps=60"
NOTE = "&present=true&note='Which of the two turns first, and why?'"
SMALL: ViewportSize = {"width": 1280, "height": 720}
GONE = [".page-head", ".run-card", ".curves", ".results", ".stage-toolbar"]


def presented(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.hasAttribute('data-present')"))


def test_p_leaves_stage_legend_and_timeline_and_p_brings_all_back(open_page: OpenPage) -> None:
    page = open_page(SCENE, viewport=SMALL)
    wait_until_complete(page)
    page.keyboard.press("p")
    for part in GONE:
        expect(page.locator(part)).to_have_count(0)
    for part in (".stage", ".legend", ".timeline"):
        expect(page.locator(part)).to_be_visible()
    assert presented(page)
    page.keyboard.press("?")
    expect(page.locator(".keys-dialog")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("p")
    expect(page.locator(".results")).to_be_visible()
    assert not presented(page)


def test_a_key_that_comes_as_the_help_closes_is_not_lost(open_page: OpenPage) -> None:
    page = open_page(SCENE, viewport=SMALL)
    wait_until_complete(page)
    page.keyboard.press("?")
    expect(page.locator(".keys-dialog")).to_be_visible()
    page.evaluate(
        """() => {
          document.querySelector(".keys-dialog").close();
          document.querySelector(".keys-dialog h2").dispatchEvent(
            new KeyboardEvent("keydown", { key: "p", bubbles: true, cancelable: true }));
        }"""
    )
    expect(page.locator(".page-head")).to_have_count(0)


def test_who_leaves_the_full_screen_leaves_the_presentation(open_page: OpenPage) -> None:
    page = open_page(SCENE, viewport=SMALL)
    wait_until_complete(page)
    page.get_by_role("button", name="Share").click()
    page.get_by_role("button", name="Present").click()
    page.wait_for_timeout(500)
    if page.evaluate("document.fullscreenElement !== null"):
        page.evaluate("document.exitFullscreen()")
    else:
        page.keyboard.press("Escape")
    expect(page.locator(".page-head")).to_be_visible()


def test_a_presented_link_can_be_ended_by_its_button(open_page: OpenPage) -> None:
    page = open_page(SCENE + NOTE, viewport=SMALL)
    expect(page.locator(".page-head")).to_have_count(0)
    page.get_by_role("button", name="End the presentation").click()
    expect(page.locator(".page-head")).to_be_visible()


@pytest.mark.parametrize("size", [DESKTOP, SMALL, PHONE], ids=["1080p", "720p", "phone"])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_nothing_is_cut_off_and_the_stage_has_the_screen(
    open_page: OpenPage, size: ViewportSize, language: str
) -> None:
    page = open_page(f"{SCENE}{NOTE}&lang={language}", viewport=size)
    wait_until_complete(page)
    page.wait_for_selector("[data-landscape-draws]", state="attached")
    wait_until_still(page)
    for part in (
        ".teacher-note",
        ".stage-body",
        ".legend",
        ".timeline",
        ".scrubber",
        ".step-count",
        ".speed",
    ):
        box = page.locator(part).bounding_box()
        assert box is not None, part
        assert box["x"] >= 0, part
        assert box["y"] >= 0, part
        assert box["x"] + box["width"] <= size["width"] + 0.5, part
        assert box["y"] + box["height"] <= size["height"] + 0.5, part
    plane = page.locator(".plane").bounding_box()
    assert plane is not None
    assert plane["width"] * plane["height"] > 0.4 * size["width"] * size["height"]
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    letters = page.locator(".legend button").first.evaluate(
        "(one) => parseFloat(getComputedStyle(one).fontSize)"
    )
    assert letters >= (14 if size is PHONE else 18)


def test_a_model_is_presented_with_its_data(open_page: OpenPage) -> None:
    page = open_page(
        "/#data=(use:moons)&steps=20&run=(use:SGD,set:(lr:0.1))&run=(use:Adam,set:(lr:0.1))" + NOTE,
        viewport=SMALL,
    )
    wait_until_complete(page)
    expect(page.locator(".model-panels")).to_be_visible()
    expect(page.locator("[data-area=model]")).to_have_count(0)
    right = page.locator(".timeline .speed").evaluate("(one) => one.getBoundingClientRect().right")
    assert right <= SMALL["width"]
