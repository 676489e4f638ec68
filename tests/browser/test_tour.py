"""The tour of a first visit, in a real Chromium: quiet, skippable, and gone for good."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.conftest import PHONE, OpenPage

SCENE = "/#f=rosenbrock&run=(use:Adam,set:(lr:0.05))"


def test_each_step_stands_at_its_control_and_the_end_is_for_good(open_page: OpenPage) -> None:
    page = open_page("/", first_visit=True, viewport={"width": 1280, "height": 720})
    sheet = page.locator(".tour")
    for number, target in enumerate(
        [".objective-button", ".start-handle .ring", ".run-card .rows", ".play", "[data-tool=explain]"]
    ):
        expect(sheet).to_contain_text(f"{number + 1} of 5")
        page.wait_for_timeout(300)
        ring, control = page.locator(".tour-ring").bounding_box(), page.locator(target).first.bounding_box()
        assert ring is not None
        assert control is not None
        assert abs(ring["x"] + ring["width"] / 2 - control["x"] - control["width"] / 2) < 8
        box = sheet.bounding_box()
        assert box is not None
        assert 0 <= box["x"] <= 1280 - box["width"]
        assert 0 <= box["y"] <= 720 - box["height"]
        page.get_by_role("button", name="Done" if number == 4 else "Next").click()
    expect(sheet).to_have_count(0)
    page.goto(page.url.split("#")[0] + "?again")
    page.wait_for_selector(".timeline")
    page.wait_for_timeout(500)
    expect(sheet).to_have_count(0)


def test_it_can_be_skipped_by_escape_and_had_again_from_the_help(open_page: OpenPage) -> None:
    page = open_page("/", first_visit=True)
    expect(page.locator(".tour")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator(".tour")).to_have_count(0)
    page.keyboard.press("?")
    page.get_by_role("button", name="Show the tour again").click()
    expect(page.locator(".tour")).to_contain_text("1 of 5")
    page.get_by_role("button", name="Skip").click()
    expect(page.locator(".tour")).to_have_count(0)


def test_it_stays_away_from_scenes_frames_and_narrow_windows(open_page: OpenPage) -> None:
    for path, size in ((SCENE, None), ("/embed", None), ("/", PHONE)):
        page = open_page(path, first_visit=True, **({"viewport": size} if size else {}))
        page.wait_for_selector(".timeline")
        page.wait_for_timeout(500)
        expect(page.locator(".tour")).to_have_count(0)
