"""What a person sees of curvature: the sharpness curve and its lines, the experiment, the stage's cross."""

from __future__ import annotations

import math
from typing import Any

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from tests.browser.conftest import DESKTOP, PHONE, OpenPage
from tests.browser.measure import wait_for, wait_for_link, wait_until_complete, wait_until_still

ROSENBROCK = (
    "/#f=rosenbrock&start=(-1.5,2)&run=(use:SGD,set:(lr:0.0005))&run=(use:Adam,set:(lr:0.05))&steps=60&seed=4"
)
SINE = "/#data=(use:noisy_sine)&run=(use:SGD,set:(lr:0.1))&run=(use:Adam,set:(lr:0.01))&steps=100"
OPEN_SCENE = """async (id) => {
  const { showScene } = await import("/static/js/scene.js");
  const { catalog } = await import("/static/js/signals.js");
  showScene(catalog.value.scenes.find((scene) => scene.id === id));
}"""
CURVATURES = """async () => {
  const { comparison, curvatures } = await import("/static/js/signals.js");
  return comparison.value.runs.map((run) => ({ lr: run.params.lr, ...curvatures.value.get(run.key) }));
}"""
MEASURED = """const { runs, steps } = s.comparison.value;
  return !s.training.value.running && !s.curvatureWork.value.busy
    && runs.every(({ key }) => s.curvatures.value.get(key)?.step.at(-1) === steps);"""
# The runs' colours in the light theme are found by the page itself.
INK = """async (hue) => {
  const { runColour } = await import("/static/js/palette.js");
  const canvas = document.querySelector(".paths-layer");
  const colour = runColour(hue, false).match(/[0-9a-f]{2}/gi).map((part) => parseInt(part, 16));
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  let found = 0;
  for (let k = 0; k < data.length; k += 4) {
    if (data[k + 3] > 200 && colour.every((part, c) => Math.abs(part - data[k + c]) < 12)) found += 1;
  }
  return found;
}"""
OVERFLOW = """() => {
  const wide = [...document.querySelectorAll("body *")].filter((one) => {
    const box = one.getBoundingClientRect();
    return box.width > 0 && box.right > innerWidth + 1 && !one.closest(".table-scroll, .formula, .page-head");
  });
  return [document.documentElement.scrollWidth - innerWidth, wide.map((one) => one.className || one.tagName)];
}"""


def wait_until_measured(page: Page, seconds: float = 240) -> list[dict[str, Any]]:
    """Until every run's curvature is known up to its last step; what is known of each, in their order."""
    wait_for(page, MEASURED, seconds=seconds)
    told: list[dict[str, Any]] = page.evaluate(CURVATURES)
    return told


def expect_line_labels(page: Page, *texts: str) -> None:
    """Wait until these texts, in rising order, stand in the curves' figure beside its lines."""
    labels = page.locator(".curves-layer .annotation-text")
    expect(labels).to_have_count(len(texts), timeout=60_000)
    assert sorted(labels.all_text_contents()) == sorted(texts)


def test_a_network_at_the_edge_of_stability_rises_to_its_lines_and_stays_there(open_page: OpenPage) -> None:
    page = open_page(reduced_motion="reduce")
    wait_until_complete(page)
    page.evaluate(OPEN_SCENE, "network_at_the_edge")
    wait_for(page, "return s.comparison.value.steps === 2000 && s.curvatures.value.size > 0;", seconds=180)
    runs = wait_until_measured(page)
    assert len(runs) == 3
    for run in runs:
        assert run["threshold"] == pytest.approx([2 / run["lr"]] * len(run["step"]), rel=1e-5)
        late = [value for step, value in zip(run["step"], run["sharpness"], strict=True) if step >= 1000]
        assert len(late) >= 10
        assert sum(late) / len(late) == pytest.approx(2 / run["lr"], rel=0.15)
        assert run["sharpness"][0] < 0.8 * 2 / run["lr"]
    expect_line_labels(page, "2/lr = 10", "2/lr = 14.3", "2/lr = 20")
    dashed = page.locator('.curves-layer .scatterlayer path.js-line[style*="stroke-dasharray: 5px"]')
    expect(dashed).to_have_count(3)


def test_the_playhead_and_the_pointer_tell_the_sharpness_there(open_page: OpenPage) -> None:
    page = open_page(ROSENBROCK + "&curve=sharpness&at=0", reduced_motion="reduce")
    wait_until_measured(page)
    wait_until_still(page, 400)
    box = page.locator(".curves-body").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 66, box["y"] + 40)
    tip = page.locator(".curves .tip")
    # By hand at (-1.5, 2): f_xx = 1200 x² - 400 y + 2 = 1902, f_xy = -400 x = 600, f_yy = 200.
    largest = 1051 + math.hypot(851, 600)
    smallest = 1051 - math.hypot(851, 600)
    expect(tip.locator("tr").nth(1)).to_contain_text("SGD")
    expect(tip.locator("tr").nth(1)).to_contain_text(f"{largest:.4g}"[:4])
    expect(tip.locator("tr").nth(1)).to_contain_text("2/lr = 4000")
    expect(tip.locator("tr").nth(1)).to_contain_text(f"{smallest:.4g}")


def test_a_function_has_the_curvature_that_its_formula_gives_by_hand(open_page: OpenPage) -> None:
    page = open_page(ROSENBROCK + "&try=curvature&at=0", reduced_motion="reduce")
    sgd, adam = wait_until_measured(page)
    assert sgd["step"] == list(range(61))
    largest, smallest = 1051 + math.hypot(851, 600), 1051 - math.hypot(851, 600)
    assert [sgd["sharpness"][0], sgd["smallest"][0]] == pytest.approx([largest, smallest], rel=1e-5)
    # (H - largest) u = 0: the first row gives the direction.
    along = (600, largest - 1902)
    ux, uy = sgd["direction"][0]
    assert abs(ux * along[1] - uy * along[0]) < 1e-3 * math.hypot(*along)
    assert adam["sharpness"][0] == sgd["sharpness"][0]
    # Adam's line is (2 + 2 beta1) / ((1 - beta1) lr), for the preconditioned Hessian.
    assert adam["threshold"][5] == pytest.approx(38 / 0.05, rel=1e-5)
    row = page.locator(".curvature-table tbody tr").first
    expect(row.locator('[data-column="sharpness"]')).to_have_text("2092")
    expect(row.locator('[data-column="condition"]')).to_have_text(f"{largest / smallest:.3g}")
    expect(row.locator('[data-column="line"]')).to_contain_text("2/lr = 4000")
    expect(row.locator('[data-column="line"]')).to_contain_text("below")


def test_the_stage_shows_the_hessian_as_a_cross_where_each_run_stands(open_page: OpenPage) -> None:
    page = open_page(ROSENBROCK + "&at=0&theme=light", reduced_motion="reduce")
    wait_until_complete(page)
    wait_until_still(page, 400)
    before = page.evaluate(INK, 1)
    page.get_by_role("button", name="Curvature").click()
    wait_for(page, MEASURED)
    wait_until_still(page)
    # Its whole pixels alone: most of the thin lines are blended with the ground.
    assert page.evaluate(INK, 1) > before + 30
    wait_for_link(page, "hessian=true")
    page.get_by_role("button", name="Curvature").click()
    wait_until_still(page)
    assert page.evaluate(INK, 1) == before


def test_a_loss_without_a_second_derivative_says_so(open_page: OpenPage) -> None:
    address = "/#data=(use:iris)&loss=(use:MultiMarginLoss)&run=(use:SGD,set:(lr:0.05))&steps=40"
    page = open_page(address + "&curve=sharpness", reduced_motion="reduce")
    expect(page.locator(".curves .stage-note")).to_contain_text("no useful second derivative", timeout=60_000)
    page.goto(page.url.split("#")[0] + address.removeprefix("/") + "&try=curvature")
    page.reload()
    expect(page.locator(".spectrum [role=alert]")).to_contain_text("MultiMarginLoss", timeout=60_000)
    expect(page.locator(".curvature-table td.wide")).to_contain_text("no useful second derivative")


def test_an_optimizer_without_a_line_says_so_beside_its_sharpness(open_page: OpenPage) -> None:
    page = open_page("/#f=rosenbrock&run=(use:Rprop)&steps=30&curve=sharpness", reduced_motion="reduce")
    wait_until_measured(page)
    expect(page.locator(".line-kinds")).to_contain_text("Rprop: No line of stability is known")


def test_the_spectrum_of_a_model_agrees_with_its_own_sums(open_page: OpenPage) -> None:
    small = SINE.replace("&run", "&model=(use:mlp,set:(hidden:(16,16)))&run", 1)
    page = open_page(small + "&try=curvature", reduced_motion="reduce")
    wait_until_measured(page)
    wait_for(page, "return s.spectrum.value !== null && !s.spectrumWork.value.busy;", seconds=180)
    found = page.evaluate('async () => (await import("/static/js/signals.js")).spectrum.value')
    assert found["exact"]
    assert len(found["eigenvalues"]) == found["parameters"] == 16 + 16 + 16 * 17 + 17
    assert found["step"] == 100
    assert sum(found["eigenvalues"]) == pytest.approx(found["trace"], rel=1e-4)
    sgd, _ = page.evaluate(CURVATURES)
    assert found["largest"] == pytest.approx(sgd["sharpness"][-1], rel=1e-3)
    expect(page.locator('[data-fact="parameters"] dd')).to_have_text(str(found["parameters"]))
    expect(page.locator(".spectrum-figure .scatterlayer .trace")).to_have_count(2)
    # Another run, another step.
    page.locator(".spectrum-run select").select_option(label="Adam")
    page.evaluate('async () => (await import("/static/js/state.js")).setPlayhead(0)')
    wait_for(
        page,
        """const [found, adam] = [s.spectrum.value, s.comparison.value.runs[1]];
           return found?.step === 0 && found.key === adam.key;""",
        seconds=180,
    )


def test_a_link_brings_back_the_curve_its_choice_the_cross_and_the_experiment(open_page: OpenPage) -> None:
    page = open_page(
        SINE + "&curve=sharpness&sharpness=normalised&hessian=true&spectrumof=1&try=curvature",
        reduced_motion="reduce",
    )
    wait_until_measured(page)
    wait_for_link(page, "v=1")
    again = open_page("/" + page.evaluate("location.hash"), reduced_motion="reduce")
    view = """async () => {
      const { view, comparison } = await import("/static/js/signals.js");
      const { curve, sharpness, cross, experiment, spectrumRun } = view.value;
      const run = comparison.value.runs.findIndex(({ key }) => key === spectrumRun);
      return [curve, sharpness, cross, experiment, run];
    }"""
    assert again.evaluate(view) == ["sharpness", "normalised", True, "curvature", 1]
    assert again.locator(".message, .toast").count() == 0


def test_adam_is_held_against_its_preconditioned_line_and_can_be_seen_raw(open_page: OpenPage) -> None:
    page = open_page(SINE + "&curve=sharpness", reduced_motion="reduce")
    wait_until_measured(page)
    choice = page.get_by_role("radiogroup", name="Which sharpness")
    expect(choice.get_by_role("radio", checked=True)).to_have_text("Preconditioned")
    expect_line_labels(page, "2/lr = 20", "38/lr = 3800")
    choice.get_by_role("radio", name="Raw").click()
    expect_line_labels(page, "2/lr = 20")
    expect(page.locator(".line-kinds")).to_contain_text(
        "Adam: Its line belongs to the preconditioned sharpness"
    )
    choice.get_by_role("radio", name="Filter-normalised").click()
    expect_line_labels(page)


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("look", ["theme=light&lang=en", "theme=dark&lang=zh"])
@pytest.mark.parametrize("shown", ["curve=sharpness&hessian=true", "try=curvature"])
def test_nothing_leaves_the_page_sideways(
    open_page: OpenPage, viewport: ViewportSize, look: str, shown: str
) -> None:
    for address in (ROSENBROCK, SINE):
        page = open_page(f"{address}&{shown}&{look}", viewport=viewport, reduced_motion="reduce")
        wait_until_measured(page)
        wait_until_still(page)
        beyond, wide = page.evaluate(OVERFLOW)
        assert (beyond, wide) == (0, [])
