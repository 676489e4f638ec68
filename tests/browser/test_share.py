"""The share menu, the help and the header, in a real Chromium."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE, OpenPage
from tests.browser.measure import wait_for, wait_for_link, wait_until_complete

SCENE = "/#f=rosenbrock&run=(use:SGD,set:(lr:0.001))&run=(use:Adam,set:(lr:0.05))&steps=60"
CLIPBOARD = "() => navigator.clipboard.readText()"


def shared(open_page: OpenPage) -> Page:
    page = open_page(SCENE, reduced_motion="reduce", permissions=["clipboard-read", "clipboard-write"])
    wait_until_complete(page)
    page.get_by_role("button", name="Share").click()
    return page


def test_the_copied_link_opens_the_same_scene(open_page: OpenPage) -> None:
    page = shared(open_page)
    page.get_by_role("button", name="Copy link").click()
    expect(page.get_by_role("status").filter(has_text="Link copied")).to_be_visible()
    link = page.evaluate(CLIPBOARD)
    assert "use:Adam,set:(lr:0.05)" in link
    expect(page.locator(".share-menu")).to_have_count(0)


def test_a_code_of_the_link_fills_the_screen_and_escape_closes_it(open_page: OpenPage) -> None:
    page = shared(open_page)
    page.get_by_role("button", name="QR code").click()
    picture = page.get_by_role("img", name="QR code of the link below")
    expect(picture).to_be_visible()
    box = picture.bounding_box()
    assert box is not None
    assert box["height"] > 700
    expect(page.locator(".code-text")).to_contain_text("#v=1&f=rosenbrock")
    page.keyboard.press("Escape")
    expect(picture).to_have_count(0)


def test_a_scene_too_long_for_a_code_is_told_in_a_sentence(open_page: OpenPage) -> None:
    page = shared(open_page)
    page.locator("#teacher-note").fill("看" * 300)
    page.get_by_role("button", name="QR code").click()
    expect(page.locator(".code-trouble")).to_contain_text("2000 characters")


def test_asking_first_copies_a_link_that_asks_and_leaves_this_page_as_it_is(open_page: OpenPage) -> None:
    page = shared(open_page)
    page.get_by_role("radio", name="Rank the runs").click()
    expect(page.get_by_role("status").filter(has_text="asked first")).to_be_visible()
    link = page.evaluate(CLIPBOARD)
    assert "predict=rank" in link
    expect(page.locator(".results")).to_be_visible()
    expect(page.locator(".score")).to_have_count(0)
    wait_for_link(page, "predict=rank")
    page.reload()
    expect(page.locator(".ranked")).to_have_count(2)


def test_a_note_stands_on_the_stage_and_in_the_link(open_page: OpenPage) -> None:
    page = shared(open_page)
    page.locator("#teacher-note").fill("Which one turns first?")
    expect(page.locator(".teacher-note")).to_have_text("Which one turns first?")
    wait_for_link(page, "note=")
    assert "Which" in page.url
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Share")).to_be_focused()


def test_embed_leads_to_the_builder_with_this_scene(open_page: OpenPage) -> None:
    page = shared(open_page)
    page.evaluate("window.open = (address) => { window.asked = address; }")
    page.get_by_role("button", name="Embed").click()
    assert re.match(r"/embed/builder#v=1&f=rosenbrock.*Adam", page.evaluate("window.asked"))


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_question_mark_shows_every_key_and_leads_to_guide_and_lessons(
    open_page: OpenPage, language: str
) -> None:
    page = open_page(f"{SCENE}&lang={language}")
    wait_until_complete(page)
    page.keyboard.press("?")
    dialog = page.locator(".keys-dialog")
    expect(dialog).to_be_visible()
    expect(dialog.locator(".keys tr")).to_have_count(10)
    links = dialog.locator("a").evaluate_all("(links) => links.map((one) => one.getAttribute('href'))")
    assert links == [f"/guide?lang={language}", f"/lessons?lang={language}"]
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(page.locator(".page-tools a.tool")).to_have_attribute("href", f"/lessons?lang={language}")


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("width", [900, 1024, 1280, 1400, 1920])
def test_the_header_stays_within_the_window(open_page: OpenPage, width: int, language: str) -> None:
    page = open_page(f"/#f=styblinski_tang&lang={language}", viewport={"width": width, "height": 720})
    page.wait_for_selector(".page-tools")
    right = page.locator(".page-tools > *").last.evaluate("(last) => last.getBoundingClientRect().right")
    assert right <= width
    for tool in page.locator(".page-tools .tool").all():
        expect(tool).to_have_accessible_name(re.compile(r"\S"))


def test_everything_to_share_is_within_reach_on_a_phone(open_page: OpenPage) -> None:
    page = open_page(SCENE, viewport=PHONE)
    wait_for(page, "return s.results.value.size > 0;")
    page.get_by_role("button", name="Share").click()
    note = page.locator("#teacher-note")
    note.scroll_into_view_if_needed()
    expect(note).to_be_in_viewport()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
