"""What stays faint beside what changes, in a real Chromium: ghosts, pinned runs, A beside B."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.measure import wait_for, wait_for_link, wait_until_complete, wait_until_still

SCENE = "/#f=rosenbrock&run=(use:SGD,set:(lr:0.001))&run=(use:Adam,set:(lr:0.05))&steps=100"
GHOSTS = """async (count) =>
  (await import("/static/js/views/ghosts.js")).shownGhosts.value.length === count"""
LINES = "return document.querySelector('.curves-layer').data.length"


def still_page(open_page: OpenPage) -> Page:
    page = open_page(SCENE, reduced_motion="reduce")
    wait_until_complete(page)
    page.wait_for_selector(".curves-layer[data-curves-draws]", state="attached")
    wait_until_still(page, 500)
    return page


def test_all_former_paths_stay_while_the_start_is_dragged_and_go_when_the_hand_lets_go(
    open_page: OpenPage,
) -> None:
    page = still_page(open_page)
    handle = page.locator(".start-handle").bounding_box()
    assert handle is not None
    x, y = handle["x"] + 22, handle["y"] + 22
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 60, y + 30, steps=5)
    page.wait_for_function(GHOSTS, arg=2)
    wait_for(page, f"{LINES} === 4;")
    page.mouse.up()
    wait_for(page, "return s.ghosts.value.length === 0;")
    wait_for(page, f"{LINES} === 2;")


def test_a_slider_leaves_the_former_path_of_its_own_run(open_page: OpenPage) -> None:
    page = still_page(open_page)
    slider = page.locator(".run-card").nth(1).get_by_role("slider").first
    box = slider.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.7, box["y"] + box["height"] / 2, steps=4)
    page.wait_for_function(GHOSTS, arg=1)
    page.mouse.up()
    wait_for(page, "return s.ghosts.value.length === 0;")


def test_a_pinned_run_is_computed_beside_the_one_that_changes_and_is_in_the_link(
    open_page: OpenPage,
) -> None:
    page = still_page(open_page)
    page.locator(".run-card").nth(1).hover()
    page.get_by_role("button", name="Pin Adam").click()
    card = page.locator(".pinned-card")
    expect(card).to_contain_text("Adam (pinned)")
    expect(card).to_contain_text("lr 0.05")
    wait_until_complete(page)
    expect(page.locator(".results tbody tr")).to_have_count(3)
    expect(page.locator(".legend")).to_contain_text("Adam (pinned)")
    page.get_by_role("radio", name="3D").click()
    page.get_by_role("radio", name="Overlay").click()
    wait_for_link(page, "pinned:true")
    page.reload()
    expect(page.locator(".pinned-card")).to_have_count(1)
    page.get_by_role("button", name="Unpin Adam (pinned)").click()
    expect(page.locator(".pinned-card")).to_have_count(0)


def test_a_and_b_switch_at_once_and_a_reload_keeps_both(open_page: OpenPage) -> None:
    page = still_page(open_page)
    page.get_by_role("button", name="Compare two").click()
    rate = page.locator(".run-card").nth(1).locator("input[inputmode], input[type=text]").first
    rate.fill("0.2")
    rate.press("Enter")
    wait_until_complete(page)
    page.wait_for_function(GHOSTS, arg=2)
    page.locator("h1").click()
    page.keyboard.press("a")
    wait_for(page, "return s.comparison.value.runs[1].params.lr === 0.05;")
    wait_until_complete(page)
    page.keyboard.press("b")
    wait_for(page, "return s.comparison.value.runs[1].params.lr === 0.2;")
    wait_for_link(page, "lr:0.2")
    page.reload()
    wait_until_complete(page)
    page.get_by_role("radio", name="A", exact=True).click()
    wait_for(page, "return s.comparison.value.runs[1].params.lr === 0.05;")
    page.get_by_role("button", name="End the comparison").click()
    expect(page.get_by_role("button", name="Compare two")).to_be_visible()
