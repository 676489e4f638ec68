"""The stage, the curves and the gallery's pictures, looked at and handled in a real Chromium."""

from __future__ import annotations

import json
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import OpenPage
from tests.browser.measure import landscape_draws, wait_until_complete, wait_until_still

PLAYHEAD = "async () => (await import('/static/js/signals.js')).playhead.value"
START = "async () => (await import('/static/js/signals.js')).comparison.value.objective.start"
DOMAIN = "async () => (await import('/static/js/signals.js')).domain.value"
CHOOSE = "async (id) => (await import('/static/js/state.js')).setObjective(id)"
CHOOSE_FORMULA = """async (expression) =>
  (await import("/static/js/state.js")).setFormula(expression, [-2, 2, -2, 2], [-1, 0.5])
"""
COLOURS = """(canvas) => {
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  return new Set(new Uint32Array(data.buffer)).size;
}"""


def still_page(open_page: OpenPage, **options: Any) -> Page:
    """A page with the complete first scene at rest."""
    page = open_page(reduced_motion="reduce", **options)
    wait_until_complete(page)
    page.wait_for_selector("[data-landscape-draws]", state="attached")
    wait_until_still(page)
    return page


def centre(page: Page, selector: str) -> tuple[float, float]:
    box = page.locator(selector).first.bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def test_the_landscape_is_drawn_once_while_everything_above_it_moves(open_page: OpenPage) -> None:
    page = still_page(open_page)
    before = landscape_draws(page)
    page.get_by_role("button", name="Play").click()
    page.wait_for_timeout(300)
    x, y = centre(page, ".start-handle")
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x - 40, y + 30, steps=8)
    page.mouse.up()
    page.mouse.move(x - 60, y + 60, steps=4)
    wait_until_complete(page)
    page.get_by_role("radio", name="Gradient").click()
    assert landscape_draws(page) == before
    page.get_by_role("radio", name="Linear").first.click()
    wait_until_still(page)
    assert landscape_draws(page) == before + 1


def test_zooming_moves_axes_and_paths_together_brings_finer_points_and_resets(open_page: OpenPage) -> None:
    page = still_page(open_page)
    width = page.evaluate(DOMAIN)[1] - page.evaluate(DOMAIN)[0]
    at_first = centre(page, ".start-handle")
    labels = page.locator(".landscape-layer .xtick text").all_inner_texts()
    x, y = at_first[0] - 150, at_first[1] + 100
    page.mouse.move(x, y)
    with page.expect_response("**/api/landscape") as answer:
        page.mouse.wheel(0, -200)
    left, right, _, _ = json.loads(answer.value.request.post_data or "")["domain"]
    assert 0 < right - left < 0.95 * width
    wait_until_still(page)
    zoomed = centre(page, ".start-handle")
    # Zooming in keeps the point under the pointer: what lies beside it moves away from it.
    assert zoomed[0] > at_first[0] + 5
    assert zoomed[1] < at_first[1] - 5
    assert page.locator(".landscape-layer .xtick text").all_inner_texts() != labels
    page.mouse.dblclick(x, y)
    wait_until_still(page, 500)
    assert centre(page, ".start-handle") == pytest.approx(at_first, abs=1)


def test_arrow_keys_move_the_start(open_page: OpenPage) -> None:
    page = still_page(open_page)
    x, y = page.evaluate(START)
    x0, x1, y0, y1 = page.evaluate(DOMAIN)
    page.locator(".start-handle").first.focus()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Shift+ArrowDown")
    left, down = page.evaluate(START)
    assert (left, down) == pytest.approx((x - 0.01 * (x1 - x0), y - 0.1 * (y1 - y0)))


def test_side_by_side_has_a_panel_for_each_run_that_is_shown(open_page: OpenPage) -> None:
    page = still_page(open_page)
    page.locator(".legend button").first.click()
    page.get_by_role("radio", name="Side by side").click()
    expect(page.locator(".panel-title")).to_have_count(5)
    expect(page.locator(".start-handle")).to_have_count(5)
    page.locator(".legend button").first.click()
    expect(page.locator(".panel-title")).to_have_count(6)


def test_a_press_on_the_curves_takes_the_playhead_there_and_tells_the_values(open_page: OpenPage) -> None:
    page = still_page(open_page)
    x, y = centre(page, ".curves-body")
    page.mouse.click(x, y)
    assert 100 < page.evaluate(PLAYHEAD) < 200
    expect(page.locator(".curves-body .tip tr")).to_have_count(6)


def test_a_new_function_never_stands_on_the_former_landscape(open_page: OpenPage) -> None:
    page = still_page(open_page)
    held: list[Route] = []
    page.route("**/api/landscape", lambda route: held.append(route))
    page.evaluate(CHOOSE, "sphere")
    expect(page.locator(".landscape-layer[data-former]")).to_have_count(1)
    held.pop().continue_()
    expect(page.locator(".landscape-layer[data-former]")).to_have_count(0)


def test_what_cannot_be_drawn_is_told_in_its_place(open_page: OpenPage) -> None:
    page = still_page(open_page)
    page.evaluate(CHOOSE, "two_layer_linear")
    page.get_by_role("radio", name="Distance").click()
    expect(page.locator(".curves-body .stage-note")).to_contain_text("form a curve")
    page.get_by_role("radio", name="Loss").click()
    expect(page.locator(".curves-body .stage-note")).to_have_count(0)
    page.evaluate(CHOOSE_FORMULA, "log(x) + y**2")
    expect(page.locator(".start-note")).to_contain_text("not finite at the start")


def test_the_gallery_paints_a_picture_of_every_function_in_sight(open_page: OpenPage) -> None:
    page = still_page(open_page)
    page.locator(".objective-button").click()
    picture = page.locator("canvas.thumbnail").first
    expect(picture).to_be_visible()
    page.wait_for_function(f"(canvas) => ({COLOURS})(canvas) > 6", arg=picture.element_handle())
