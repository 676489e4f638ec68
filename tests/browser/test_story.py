"""What a person does on the page, done with a real mouse and keyboard in a real Chromium."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESKTOP, PHONE, OpenPage
from tests.browser.measure import (
    learning_rate_slider,
    wait_for,
    wait_for_link,
    wait_until_complete,
    wait_until_still,
)

STATE = """async () => {
  const s = await import("/static/js/signals.js");
  const last = (list) => list.at(-1);
  return {
    comparison: s.comparison.value, view: s.view.value, playhead: s.playhead.value, playing: s.playing.value,
    paths: s.comparison.value.runs.map((run) => {
      const path = s.results.value.get(run.key);
      return path && { x: [...path.x], y: [...path.y], provisional: path.provisional, status: path.status };
    }),
  };
}"""


def state(page: Page) -> dict[str, Any]:
    """What the page holds: the comparison, its view, and the path of each run."""
    held: dict[str, Any] = page.evaluate(STATE)
    return held


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_a_first_visit_shows_six_runs_descending_by_themselves(open_page: OpenPage, viewport: Any) -> None:
    page = open_page(viewport=viewport)
    wait_until_complete(page)
    expect(page.locator(".run-card")).to_have_count(6)
    expect(page.locator("table.results tbody tr")).to_have_count(6)
    first = state(page)["playhead"]
    wait_for(page, f"return s.playhead.value > {first};")
    expect(page.locator(".landscape-layer .main-svg").first).to_be_attached()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_who_asks_for_less_motion_sees_the_complete_picture_at_rest(open_page: OpenPage) -> None:
    page = open_page(reduced_motion="reduce")
    wait_until_complete(page)
    held = state(page)
    assert not held["playing"]
    assert held["playhead"] == held["comparison"]["steps"]


def test_changing_an_optimizer_changes_its_path_alone(open_page: OpenPage) -> None:
    page = open_page()
    wait_until_complete(page)
    before = state(page)["paths"]
    page.locator(".run-card").nth(0).get_by_role("combobox", name="Optimizer").select_option("NAdam")
    page.wait_for_timeout(200)
    wait_until_complete(page)
    after = state(page)
    assert after["comparison"]["runs"][0]["optimizer"] == "NAdam"
    assert after["paths"][0]["x"] != before[0]["x"]
    assert after["paths"][1:] == before[1:]


def test_dragging_a_learning_rate_moves_its_path_and_the_label_says_the_slider(open_page: OpenPage) -> None:
    page = open_page()
    wait_until_complete(page)
    before = state(page)
    slider = learning_rate_slider(page, 0)
    box = slider.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] * 0.5, box["y"] + box["height"] / 2)
    page.mouse.down()
    for part in range(12):
        page.mouse.move(box["x"] + box["width"] * (0.5 - 0.02 * part), box["y"] + box["height"] / 2)
        page.wait_for_timeout(20)
        held = state(page)
        lr = held["comparison"]["runs"][0]["params"]["lr"]
        shown = page.locator(".run-card").nth(0).locator('[data-param="lr"] input.number').input_value()
        assert float(shown.replace("−", "-")) == pytest.approx(lr, rel=1e-3)
    page.mouse.up()
    wait_until_complete(page)
    after = state(page)
    assert after["comparison"]["runs"][0]["params"]["lr"] != before["comparison"]["runs"][0]["params"]["lr"]
    assert after["paths"][0]["x"] != before["paths"][0]["x"]
    assert after["paths"][1:] == before["paths"][1:]


def test_dragging_the_start_moves_every_path(open_page: OpenPage) -> None:
    page = open_page()
    wait_until_complete(page)
    before = state(page)
    box = page.locator(".start-handle").first.bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    for step in range(10):
        page.mouse.move(x - 8 * step, y + 6 * step)
        page.wait_for_timeout(20)
    page.mouse.up()
    page.wait_for_timeout(100)
    wait_until_complete(page)
    after = state(page)
    start = after["comparison"]["objective"]["start"]
    assert start != before["comparison"]["objective"]["start"]
    for path in after["paths"]:
        assert [path["x"][0], path["y"][0]] == pytest.approx(start, rel=1e-4)


def test_scrubbing_and_keys_move_one_playhead_for_all(open_page: OpenPage) -> None:
    page = open_page()
    wait_until_complete(page)
    page.get_by_role("button", name="Pause").click()
    page.locator("input.scrubber").fill("100")
    assert state(page)["playhead"] == 100
    page.get_by_role("button", name="Play").focus()
    for key, expected in (
        ("ArrowRight", 101),
        ("Shift+ArrowRight", 111),
        ("ArrowLeft", 110),
        ("Home", 0),
        ("End", 300),
    ):
        page.keyboard.press(key)
        assert state(page)["playhead"] == expected
    expect(page.locator("output.step-count")).to_contain_text("300")
    page.locator("input.scrubber").evaluate("(element) => element.blur()")
    page.keyboard.press("Home")
    page.keyboard.press("Space")
    wait_for(page, "return s.playing.value && s.playhead.value > 0;")


def test_three_layouts_are_a_key_away_and_each_draws(open_page: OpenPage) -> None:
    page = open_page()
    wait_until_complete(page)
    page.keyboard.press("2")
    expect(page.locator(".stage")).to_have_attribute("data-layout", "side")
    expect(page.locator(".panel-title")).to_have_count(6)
    page.get_by_role("radio", name="Linear").first.focus()
    page.keyboard.press("3")
    expect(page.locator(".stage")).to_have_attribute("data-layout", "3d")
    page.wait_for_selector(".scene-figure[data-scene-draws]", timeout=60_000)
    page.keyboard.press("1")
    expect(page.locator(".stage")).to_have_attribute("data-layout", "overlay")
    expect(page.locator(".panel-title")).to_have_count(0)


def test_reload_gives_the_same_scene(open_page: OpenPage) -> None:
    page = open_page()
    wait_until_complete(page)
    page.get_by_role("button", name="Pause").click()
    page.locator(".run-card").nth(2).get_by_role("combobox", name="Optimizer").select_option("RAdam")
    page.get_by_role("radio", name="Side by side").click()
    page.locator("input.scrubber").fill("42")
    wait_for_link(page, "RAdam")
    wait_for_link(page, "at=42")
    wait_until_complete(page)
    before = state(page)
    page.reload()
    wait_until_complete(page)
    after = state(page)

    def seen(held: dict[str, Any]) -> list[Any]:
        runs = [{k: v for k, v in run.items() if k != "key"} for run in held["comparison"]["runs"]]
        return [runs, held["comparison"]["objective"], held["view"], held["playhead"], held["paths"]]

    assert seen(after) == seen(before)


def test_choosing_a_function_brings_its_start_and_its_learning_rates(open_page: OpenPage) -> None:
    page = open_page()
    wait_until_complete(page)
    page.locator(".objective-button").click()
    page.locator('[data-function="himmelblau"]').click()
    page.wait_for_timeout(200)
    wait_until_complete(page)
    held = state(page)
    assert held["comparison"]["objective"]["id"] == "himmelblau"
    assert held["comparison"]["objective"]["start"] == [0, 0]
    expect(page.locator(".objective-button")).to_contain_text("Himmelblau")


def test_a_typed_formula_is_refused_beside_its_field_and_then_descended(open_page: OpenPage) -> None:
    page = open_page()
    wait_until_complete(page)
    page.locator(".objective-button").click()
    field = page.locator(".formula-form input.code")
    field.fill("x**2 + wrong(y)")
    page.locator(".formula-form button.primary").click()
    expect(page.locator(".formula-form .row-error")).to_contain_text("wrong")
    field.fill("x**2 + 10*y**2")
    page.locator(".formula-form button.primary").click()
    page.wait_for_timeout(300)
    wait_until_complete(page)
    assert state(page)["comparison"]["objective"]["expression"] == "x**2 + 10*y**2"
    expect(page.locator(".page-head .formula-body math")).to_be_attached()


def test_a_refused_value_is_told_beside_its_control_and_the_last_good_picture_stays(
    open_page: OpenPage,
) -> None:
    page = open_page()
    wait_until_complete(page)
    before = state(page)["paths"]
    card = page.locator(".run-card").nth(0)
    number = card.locator('[data-param="lr"] input.number')
    number.fill("-1")
    number.press("Enter")
    expect(card.locator('[data-param="lr"] .row-error')).to_contain_text("Invalid learning rate")
    assert [path["x"] for path in state(page)["paths"]] == [path["x"] for path in before]
    row = page.locator("table.results tbody tr").nth(0)
    expect(row).to_have_attribute("data-refused", "true")
    expect(row.locator(".badge")).to_have_text("not run")
    other = page.locator(".run-card").nth(1).locator('[data-param="lr"] input.number')
    other.fill("0.003")
    other.press("Enter")
    page.wait_for_timeout(100)
    expect(page.locator("table.results tbody tr").nth(1)).to_have_attribute("data-provisional", "false")
    after = state(page)["paths"]
    assert after[0]["x"] == before[0]["x"]
    assert after[1]["x"] != before[1]["x"]
    number.fill("0.01")
    number.press("Enter")
    expect(card.locator('[data-param="lr"] .row-error')).to_have_count(0)
    page.wait_for_timeout(100)
    wait_until_complete(page)


def test_the_basin_map_of_a_run_becomes_the_background(open_page: OpenPage) -> None:
    page = open_page()
    wait_until_complete(page)
    page.get_by_role("radio", name="Basins").click()
    expect(page.locator(".basin-legend li").first).to_be_visible(timeout=60_000)
    assert "%" in page.locator(".basin-legend").inner_text()


def test_hover_tells_step_position_loss_and_gradient(open_page: OpenPage) -> None:
    page = open_page(reduced_motion="reduce")
    wait_until_complete(page)
    box = page.locator(".start-handle").first.bounding_box()
    assert box is not None
    wait_until_still(page)
    page.mouse.move(box["x"] + box["width"] / 2 - 12, box["y"] + box["height"] / 2 + 14)
    tip = page.locator(".plane .tip")
    expect(tip).to_be_visible()
    text = tip.inner_text().lower()
    assert "step" in text
    assert "loss" in text


def test_labels_from_a_link_are_text_and_never_markup(open_page: OpenPage) -> None:
    page = open_page()
    wait_until_complete(page)
    card = page.locator(".run-card").nth(0)
    card.locator("button.more").click()
    name = card.locator("input.text-field")
    name.fill("<img src=x onerror=alert(1)>")
    name.press("Enter")
    wait_for_link(page, "onerror")
    page.reload()
    wait_until_complete(page)
    expect(page.locator("table.results")).to_contain_text("<img src=x")
    assert page.locator('img[src="x"]').count() == 0


def test_the_page_speaks_chinese(open_page: OpenPage) -> None:
    page = open_page(locale="zh-CN")
    wait_until_complete(page)
    assert page.evaluate("document.documentElement.lang").startswith("zh")
    page.locator(".page-tools button", has_text="EN").click()
    expect(page.locator("table.results")).to_contain_text("Final")
