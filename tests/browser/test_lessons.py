"""A lesson as a class goes through it: the text turns its pages, and one live page follows."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Frame, Page, expect

from tests.browser.conftest import PHONE, OpenPage

LESSON = "/lessons/gradient-descent"


def scene(page: Page) -> Frame:
    """The live page beside the text, once it is there."""
    page.wait_for_function("document.querySelector('.scene-frame').contentDocument?.querySelector('main')")
    frame = page.query_selector(".scene-frame")
    found = frame.content_frame() if frame else None
    assert found
    return found


def link_of(page: Page, step: int) -> str:
    link = page.locator(f"[id='{step}']").get_attribute("data-link")
    assert link
    return link


def test_going_on_changes_the_scene_without_loading_the_page_again(open_page: OpenPage) -> None:
    page = open_page(LESSON, locale="en-US")
    frame = scene(page)
    frame.evaluate("window.stays = true")
    count = page.locator(".step").count()
    expect(page.locator(".progress-text")).to_have_text(f"1 of {count}")
    page.get_by_role("button", name="Next").click()
    expect(page.locator(".progress-text")).to_have_text(f"2 of {count}")
    assert page.url.endswith("#2")
    page.wait_for_function("document.querySelector('.step[data-current]').id === '2'")
    first = link_of(page, 2).split("&")[0].split("=")[0]
    page.wait_for_function(
        "name => document.querySelector('.scene-frame').contentWindow.location.hash.includes(name)", arg=first
    )
    assert scene(page).evaluate("window.stays") is True
    assert page.locator(".step:visible").count() == 1


def test_the_keys_of_a_presenter_turn_the_steps_and_stop_at_the_ends(open_page: OpenPage) -> None:
    page = open_page(LESSON, locale="en-US")
    scene(page)
    count = page.locator(".step").count()
    page.keyboard.press("PageUp")
    expect(page.locator(".progress-text")).to_have_text(f"1 of {count}")
    for step, key in enumerate(["PageDown", "n", "PageDown"], start=2):
        page.keyboard.press(key)
        expect(page.locator(".progress-text")).to_have_text(f"{min(step, count)} of {count}")
    for _ in range(count):
        page.keyboard.press("n")
    expect(page.locator(".progress-text")).to_have_text(f"{count} of {count}")
    expect(page.get_by_role("button", name="Next", exact=False)).to_have_attribute("aria-disabled", "true")
    page.keyboard.press("p")
    expect(page.locator(".progress-text")).to_have_text(f"{count - 1} of {count}")


def test_a_step_counts_from_where_the_key_before_it_went(open_page: OpenPage) -> None:
    page = open_page(LESSON, locale="en-US")
    scene(page)
    count = page.locator(".step").count()
    pressed = "keys => keys.forEach(key => dispatchEvent(new KeyboardEvent('keydown', { key })))"
    page.evaluate(pressed, ["n"] * (count + 3) + ["p"])
    expect(page.locator(".progress-text")).to_have_text(f"{count - 1} of {count}")
    expect(page).to_have_url(re.compile(rf"#{count - 1}$"))
    page.go_back()
    expect(page.locator(".progress-text")).to_have_text(f"{count} of {count}")


def test_the_address_the_other_language_and_the_full_page_keep_the_step(open_page: OpenPage) -> None:
    page = open_page(f"{LESSON}?theme=dark#3", locale="en-US")
    scene(page)
    expect(page.locator(".step[data-current]")).to_have_attribute("id", "3")
    full = page.get_by_role("link", name="Open this scene in full").get_attribute("href")
    assert full
    assert full.startswith("/#")
    assert full.endswith("&lang=en&theme=dark")
    page.get_by_role("link", name="中文").click()
    page.wait_for_url(re.compile(r"lang=zh.*#3$"))
    expect(page.locator(".step[data-current]")).to_have_attribute("id", "3")
    expect(page.locator("html")).to_have_attribute("lang", "zh-CN")
    scene(page).wait_for_function("document.documentElement.lang === 'zh-CN'")
    assert scene(page).evaluate("document.documentElement.dataset.theme") == "dark"
    page.go_back()
    page.wait_for_url(re.compile(r"theme=dark#3$"))


@pytest.mark.parametrize("path", ["/lessons", LESSON, "/guide", f"{LESSON}?lang=zh#2", "/guide?lang=zh#keys"])
@pytest.mark.parametrize("size", [{"width": 1920, "height": 1080}, {"width": 1280, "height": 720}, PHONE])
def test_nothing_leaves_the_window_sideways(open_page: OpenPage, path: str, size: dict[str, int]) -> None:
    page = open_page(path, viewport=size)
    if "/lessons/" in path:
        scene(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    cut = page.evaluate(
        "[...document.querySelectorAll('.tool, .stepper-button, .progress-text')]"
        ".filter(one => one.clientWidth > 0 && one.scrollWidth > one.clientWidth + 1)"
        ".map(one => one.textContent)"
    )
    assert cut == []


def test_the_contents_of_the_guide_show_what_is_read(open_page: OpenPage) -> None:
    page = open_page("/guide", locale="en-US")
    current = page.locator(".contents [aria-current]")
    expect(current).to_have_text("A first look")
    page.get_by_role("link", name="Curvature", exact=True).click()
    expect(current).to_have_text("Curvature")
    expect(page.locator(".contents")).to_be_in_viewport()
    page.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
    expect(current).to_have_text("Keys")
