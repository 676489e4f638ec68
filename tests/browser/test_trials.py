"""Sweeps and fair tuning on the page: it shows what the server computes, and a press takes that over."""

from __future__ import annotations

import time
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESKTOP, PHONE, OpenPage
from tests.browser.measure import probe, wait_until_complete
from tests.browser.test_look import assert_neat

ROSENBROCK = "/#f=rosenbrock&run=(use:Momentum,set:(lr:0.0005,momentum:0.9))&run=(use:Adam,set:(lr:0.05))"
SIX = "/#f=rosenbrock&try=tuning"
MODEL = "/#data=(use:moons)&model=(use:mlp,set:(hidden:(8)))&run=(use:SGD,set:(lr:0.1))&steps=30&try=sweep"
SWEEP = """async () => {
  const { sweep } = await import("/static/js/trials.js");
  const { cells, ...rest } = sweep.value;
  return { ...rest, cells: Object.fromEntries(cells) };
}"""
TUNING = "async () => (await import('/static/js/trials.js')).tuning.value"
RUNS = """async () => {
  const { comparison, results } = await import("/static/js/signals.js");
  return comparison.value.runs.map(({ key, params }) => {
    const { complete, provisional, summary } = results.value.get(key) ?? {};
    return { params, exact: complete && !provisional, final: summary?.final_loss };
  });
}"""
EXACT = f"async () => (await ({RUNS})()).every(({{ exact }}) => exact)"


def until(page: Page, script: str) -> None:
    """Wait for what a script that imports says."""
    deadline = time.monotonic() + 30
    while not page.evaluate(script):
        assert time.monotonic() < deadline, f"expected this to come true: {script}"
        page.wait_for_timeout(50)


def pick(page: Page, place: int, option: str) -> None:
    page.locator(".trial-pick select").nth(place).select_option(option)


def run_it(page: Page) -> None:
    """Press start, and wait until the work has ended."""
    start = page.locator(".trial-sheet [data-action=start]")
    start.click()
    expect(start).to_be_visible(timeout=180_000)


def swept(open_page: OpenPage, **options: Any) -> Page:
    """The sweep of momentum's two hyperparameters, complete."""
    page = open_page(ROSENBROCK + "&try=sweep&steps=120", reduced_motion="reduce", **options)
    wait_until_complete(page)
    pick(page, 2, "momentum")
    run_it(page)
    return page


def test_a_click_on_the_heat_map_sets_both_sliders_and_the_run_ends_as_the_cell_says(
    open_page: OpenPage,
) -> None:
    page = swept(open_page)
    found = page.evaluate(SWEEP)
    assert (found["how"], found["names"]) == ("finished", ["lr", "momentum"])
    assert len(found["cells"]) == found["total"] == 225
    place, cell = next(
        (place, cell)
        for place, cell in found["cells"].items()
        if cell["status"] == "completed" and place > "5"
    )
    page.locator(f"[data-cell='{place}']").click()
    until(page, EXACT)
    run = page.evaluate(RUNS)[0]
    i, j = map(int, place.split(","))
    assert (run["params"]["lr"], run["params"]["momentum"]) == (found["values"][0][i], found["values"][1][j])
    assert run["final"] == cell["final_loss"]
    fields = page.locator(".run-list > * input.number")
    assert float(fields.first.input_value()) == run["params"]["lr"]
    assert page.locator(".trial-figure").get_attribute("data-stale") == "false"


def test_the_dragged_point_takes_the_run_along(open_page: OpenPage) -> None:
    page = swept(open_page)
    before = page.evaluate(RUNS)[0]["params"]
    handle = page.locator(".sweep-map .sweep-handle").bounding_box()
    assert handle is not None
    x, y = handle["x"] + handle["width"] / 2, handle["y"] + handle["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x - 90, y + 60, steps=6)
    during = page.evaluate(RUNS)[0]["params"]
    assert during["lr"] < before["lr"]
    assert during["momentum"] < before["momentum"]
    page.mouse.up()
    until(page, EXACT)
    assert page.evaluate(RUNS)[0]["params"] == during
    assert f"momentum {during['momentum']:g}" in page.locator(".sweep-said").inner_text()
    expect(page.locator(".sweep-focus")).to_have_count(0)


def test_the_map_can_be_read_and_set_by_keys(open_page: OpenPage) -> None:
    page = swept(open_page)
    page.locator(".sweep-map svg").focus()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowUp")
    said = page.locator(".sweep-said").inner_text()
    page.keyboard.press("Enter")
    params = page.evaluate(RUNS)[0]["params"]
    assert f"lr {params['lr']:g}" in said
    assert f"momentum {params['momentum']:g}" in said


def test_a_sweep_over_one_value_is_a_curve_with_a_handle(open_page: OpenPage) -> None:
    page = open_page(ROSENBROCK + "&try=sweep&steps=80", reduced_motion="reduce")
    wait_until_complete(page)
    run_it(page)
    found = page.evaluate(SWEEP)
    assert len(found["cells"]) == len(found["values"][0]) > 30
    assert page.locator(".sweep-curve .sweep-diverged").count() >= 1
    before = page.evaluate(RUNS)[0]["params"]["lr"]
    page.locator(".sweep-curve svg").focus()
    page.keyboard.press("ArrowLeft")
    assert page.evaluate(RUNS)[0]["params"]["lr"] < before
    page.get_by_role("button", name="Use the best").click()
    until(page, EXACT)
    finals = [cell["final_loss"] for cell in found["cells"].values() if cell["status"] == "completed"]
    assert page.evaluate(RUNS)[0]["final"] == min(finals)
    page.evaluate("async () => (await import('/static/js/state.js')).setSteps(81)")
    expect(page.locator(".trial-figure")).to_have_attribute("data-stale", "true")


def test_a_stopped_sweep_leaves_what_there_is_and_says_so(open_page: OpenPage) -> None:
    page = open_page(MODEL.replace("steps=30", "steps=300"))
    wait_until_complete(page)
    page.locator(".trial-sheet [data-action=start]").click()
    page.locator(".trial-sheet [data-action=stop]").wait_for()
    until(page, "async () => (await import('/static/js/trials.js')).sweep.value.cells.size > 0")
    page.locator(".trial-sheet [data-action=stop]").click()
    expect(page.locator(".trial-work [role=status]")).to_contain_text("Stopped")
    found = page.evaluate(SWEEP)
    assert found["how"] == "cancelled"
    assert 0 < len(found["cells"]) < found["total"]


def test_a_model_over_three_seeds_has_a_band(open_page: OpenPage) -> None:
    page = open_page(MODEL, reduced_motion="reduce")
    wait_until_complete(page)
    pick(page, 3, "3")
    run_it(page)
    found = page.evaluate(SWEEP)
    assert found["seeds"] == 3
    for cell in found["cells"].values():
        if cell["status"] == "completed":
            low, high = cell["quartiles"]["final_loss"]
            assert low <= cell["final_loss"] <= (high if high is not None else float("inf"))
    assert page.locator(".sweep-band").get_attribute("d").startswith("M")  # type: ignore[union-attr]


def test_six_optimizers_are_tuned_with_equal_trials_and_each_takes_its_best(open_page: OpenPage) -> None:
    page = open_page(SIX, reduced_motion="reduce")
    wait_until_complete(page)
    assert "distance to a known minimum is not used" in page.locator(".trial-lead").inner_text()
    run_it(page)
    found = page.evaluate(TUNING)
    assert (found["how"], len(found["keys"]), len(found["trials"])) == ("finished", 6, 120)
    assert page.locator(".strip-dot").count() == 120
    diverged = sum(trial["status"] == "diverged" for trial in found["trials"])
    assert page.locator(".strip-dot[data-status=diverged]").count() == diverged > 0
    for place in range(6):
        own = [trial for trial in found["trials"] if trial["run"] == place]
        assert len(own) == 20
        values = [trial["value"] for trial in own if trial["status"] == "completed"]
        assert found["best"][place]["value"] == min(values)
    page.locator("[data-action=use]").click()
    until(page, EXACT)
    for run, best in zip(page.evaluate(RUNS), found["best"], strict=True):
        assert run["params"]["lr"] == best["params"]["lr"]
        assert run["final"] == pytest.approx(best["value"], rel=1e-9)


@pytest.mark.parametrize(
    ("viewport", "scheme", "locale"),
    [
        (DESKTOP, "light", "en-US"),
        (DESKTOP, "dark", "zh-CN"),
        (PHONE, "dark", "en-US"),
        (PHONE, "light", "zh-CN"),
    ],
    ids=["1920-light-en", "1920-dark-zh", "390-dark-en", "390-light-zh"],
)
def test_sweeps_and_tuning_are_neat(open_page: OpenPage, viewport: Any, scheme: Any, locale: str) -> None:
    page = swept(open_page, viewport=viewport, color_scheme=scheme, locale=locale)
    page.wait_for_timeout(300)
    assert_neat(page)
    assert page.evaluate(probe("nameless")) == []
    page.locator("[data-choice=tuning]").click()
    run_it(page)
    page.wait_for_timeout(300)
    assert_neat(page)
    assert page.evaluate(probe("nameless")) == []
