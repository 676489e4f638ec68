"""The step inspector: formulas with numbers, told line by line, at the playhead, with arrows on the stage."""

from __future__ import annotations

import math
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESKTOP, PHONE, OpenPage
from tests.browser.measure import probe, wait_for, wait_for_link, wait_until_complete, wait_until_still
from tests.browser.test_look import assert_neat
from tests.mathematics import both_sides

TWO = (
    "/#f=rosenbrock&run=(use:Adam,set:(lr:0.1),hue:0)&run=(use:Momentum,set:(lr:0.0005,momentum:0.9),hue:1)"
    "&steps=100&try=step"
)

STEP = """async () => {
  const { stepScene } = await import("/static/js/views/step-scene.js");
  const scene = stepScene.value;
  return scene && { run: scene.run.optimizer, entry: scene.entry };
}"""


# Each formula with the result that stands beside it.
EQUATIONS = """all => all.map((one) => one.querySelector('.equation-scroll math').outerHTML.replace(
  '</math>', `${one.querySelector(':scope > math').innerHTML}</math>`))"""


def told(page: Page) -> dict[str, Any]:
    found: dict[str, Any] = page.evaluate(STEP)
    return found


def open_step(open_page: OpenPage, link: str = TWO, **options: Any) -> Page:
    page = open_page(link, reduced_motion="reduce", **options)
    wait_until_complete(page)
    expect(page.locator(".step-line").first).to_be_visible(timeout=60_000)
    wait_for(page, "return !s.inspectionWork.value.busy;")
    return page


def go_to(page: Page, step: int) -> None:
    page.evaluate(f'async () => (await import("/static/js/state.js")).setPlayhead({step})')
    expect(page.locator(".step-place")).to_contain_text(str(step))


def test_the_formulas_on_the_page_come_to_the_numbers_on_the_page(open_page: OpenPage) -> None:
    page = open_step(open_page)
    for step in (0, 7, 63):
        go_to(page, step)
        rows = page.locator(".step-numbers .equation").evaluate_all(EQUATIONS)
        assert len(rows) == 2 * 8
        for row in rows:
            formula, result = both_sides(row)
            assert math.isclose(formula, result, rel_tol=1e-12, abs_tol=1e-15), row


def test_the_step_is_that_of_the_playhead_and_its_update_leads_to_the_next_position(
    open_page: OpenPage,
) -> None:
    page = open_step(open_page)
    go_to(page, 40)
    entry = told(page)["entry"]
    path = page.evaluate(
        'async () => { const s = await import("/static/js/signals.js");'
        " const { x, y } = [...s.results.value.values()][0]; return [x[40], y[40], x[41], y[41]]; }"
    )
    drawn = [*entry["position"], *entry["next_position"]]
    assert all(math.isclose(a, b, rel_tol=1e-5) for a, b in zip(path, drawn, strict=True))
    page.locator(".stage-body").click(position={"x": 5, "y": 5})
    page.keyboard.press("ArrowRight")
    expect(page.locator(".step-place")).to_have_text("Step 41 → 42")


def test_the_rule_is_told_one_line_at_a_time(open_page: OpenPage) -> None:
    page = open_step(open_page)
    expect(page.get_by_role("button", name="Previous")).to_have_count(0)
    page.get_by_role("button", name="Next").click()
    expect(page.locator(".step-told")).to_contain_text("running average of gradients")
    expect(page.locator('[aria-current="step"]')).to_have_attribute("data-line", "m")
    page.locator('[data-line="theta"]').click()
    expect(page.locator(".step-told")).to_contain_text("The new position.")
    expect(page.get_by_role("button", name="Next", exact=True)).to_have_count(0)


def test_another_run_has_another_rule_and_the_link_keeps_it(open_page: OpenPage) -> None:
    page = open_step(open_page)
    page.locator(".step-head select").first.select_option(label="Momentum")
    expect(page.locator('[data-line="b"]')).to_be_visible()
    assert told(page)["run"] == "SGD"
    wait_for_link(page, "stepof=1")
    page.reload()
    expect(page.locator('[data-line="b"]')).to_be_visible(timeout=60_000)


def test_what_torch_remembers_and_what_the_update_is_made_of_are_there(open_page: OpenPage) -> None:
    page = open_step(open_page)
    names = page.locator(".step-state tbody th").all_inner_texts()
    assert names == ["step", "exp_avg", "exp_avg_sq"]
    parts = page.locator(".step-terms tbody tr").evaluate_all("all => all.map((row) => row.dataset.part)")
    assert parts == ["gradient", "momentum", "update"]
    expect(page.locator(".step-rates path")).to_have_count(2)


INKED = """() => {
  const canvas = document.querySelector("canvas.paths-layer");
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  let inked = 0;
  for (let k = 3; k < data.length; k += 4) inked += data[k] > 0;
  return inked;
}"""


def test_arrows_and_squares_stand_on_the_stage_only_while_the_step_is_told(open_page: OpenPage) -> None:
    page = open_step(open_page)
    go_to(page, 30)
    wait_until_still(page)
    with_arrows = page.evaluate(INKED)
    page.evaluate(
        'async () => { const s = await import("/static/js/signals.js"); s.inspection.value = null; }'
    )
    wait_until_still(page)
    assert page.evaluate(INKED) < with_arrows - 500


def test_a_model_is_seen_by_one_of_its_weights(open_page: OpenPage) -> None:
    link = (
        "/#data=(use:moons)&model=(use:mlp,set:(hidden:(8)))&run=(use:Adam,set:(lr:0.01))&steps=20&try=step"
    )
    page = open_step(open_page, link)
    expect(page.locator(".step-place")).to_have_text("Step 19 → 20")
    wait_for(
        page, "return [...s.results.value.values()].every((one) => one.snapshot?.parameters.length === 4);"
    )
    page.locator(".step-head select").nth(1).select_option(label="output.weight")
    expect(page.locator(".step-weight")).to_have_value("0,0")
    page.locator(".step-weight").fill("0,3")
    page.keyboard.press("Enter")
    wait_for(page, "return s.view.value.stepWeight === 'output.weight[0,3]' && !s.inspectionWork.value.busy;")
    rows = page.locator(".step-numbers .equation").evaluate_all(EQUATIONS)
    assert len(rows) == 8
    for row in rows:
        formula, result = both_sides(row)
        assert math.isclose(formula, result, rel_tol=1e-5, abs_tol=1e-9), row
    page.locator(".step-weight").fill("0,99")
    page.keyboard.press("Enter")
    expect(page.locator(".step-sheet [role=alert]")).to_contain_text("output.weight")


@pytest.mark.parametrize(
    ("viewport", "scheme", "locale"),
    [(DESKTOP, "dark", "zh-CN"), (PHONE, "light", "en-US"), (PHONE, "dark", "zh-CN")],
)
def test_the_inspector_is_neat(open_page: OpenPage, viewport: Any, scheme: Any, locale: str) -> None:
    page = open_step(open_page, viewport=viewport, color_scheme=scheme, locale=locale)
    wait_until_still(page)
    assert_neat(page)
    assert page.evaluate(probe("nameless")) == []
