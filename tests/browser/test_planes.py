"""Planes through a model's parameters on the stage: paths, their errors, how they follow the training."""

from __future__ import annotations

import itertools
import json
import urllib.request
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESKTOP, PHONE, OpenPage
from tests.browser.measure import probe, wait_for, wait_for_link, wait_until_still
from tests.browser.test_look import assert_neat

MOONS = (
    "/#data=(use:moons)&run=(use:SGD,set:(lr:0.1))&run=(use:Adam,set:(lr:0.01))"
    "&run=(use:RMSprop,set:(lr:0.005))&steps=120&stage=landscape"
)
LONG = (
    "/#data=(use:spirals)&run=(use:Adam,set:(lr:0.001))&run=(use:SGD,set:(lr:0.05))"
    "&steps=20000&stage=landscape"
)

PICTURE = """async () => {
  const s = await import("/static/js/signals.js");
  const { choice, plane, landscape, losses, lines, mirrored, steps } = s.planePicture.value;
  return { choice, plane, landscape, losses: [...losses], lines, mirrored, steps };
}"""

REQUEST = """async () => {
  const s = await import("/static/js/signals.js");
  const { planeRequest } = await import("/static/js/live/plane-request.js");
  const { type, ...body } = planeRequest(s.comparison.value, s.comparison.value.runs, s.view.value.plane,
    { steps: s.comparison.value.steps, step: s.playhead.value, resolution: 13 });
  return body;
}"""


def picture(page: Page) -> dict[str, Any]:
    """What the page has of the plane that it shows."""
    held: dict[str, Any] = page.evaluate(PICTURE)
    return held


def wait_until_drawn(page: Page, kind: str = "joint_pca", side: int = 101) -> None:
    """Until a plane through all of the training is there, in all its points."""
    wait_for(
        page,
        f"""const p = s.planePicture.value;
            return p?.choice.kind === "{kind}" && !s.training.value.running && !s.planeWork.value.busy
              && p.steps === s.comparison.value.steps
              && (p.lines.length > 0 || p.landscape?.x.length === {side});""",
        seconds=180,
    )


def answer(page: Page, server: Any) -> dict[str, Any]:
    """What the API says of the plane that the page asks for."""
    body = json.dumps(page.evaluate(REQUEST)).encode()
    headers = {"Content-Type": "application/json"}
    request = urllib.request.Request(server.url + "/api/landscape", body, headers)
    with urllib.request.urlopen(request, timeout=60) as response:
        found: dict[str, Any] = json.load(response)
    return found


def cells(page: Page, column: str) -> list[str]:
    return page.locator(f'.plane-strip [data-column="{column}"]').all_inner_texts()


def number(text: str) -> float:
    return float(text.split()[0].replace("\N{MINUS SIGN}", "-"))


def test_all_runs_stand_on_one_plane_with_the_errors_that_the_api_tells(
    open_page: OpenPage, server: Any
) -> None:
    page = open_page(MOONS)
    wait_until_drawn(page)
    runs = answer(page, server)["plane"]["runs"]
    assert len(runs) == 3
    for row, run in enumerate(runs):
        assert number(cells(page, "true")[row]) == pytest.approx(run["loss"][-1], rel=1e-3)
        assert number(cells(page, "plane")[row]) == pytest.approx(run["plane_loss"][-1], rel=1e-3)
        assert number(cells(page, "off")[row]) == pytest.approx(run["residual"][-1], rel=1e-2)
        share = float(cells(page, "off")[row].split("(")[1].split()[0])
        assert share == pytest.approx(100 * run["relative"][-1], rel=0.05)
    held = picture(page)
    for own, run in zip(held["plane"]["runs"], runs, strict=True):
        for axis, turned in zip("xy", held["mirrored"], strict=True):
            sign = -1 if turned else 1
            assert own[axis] == pytest.approx([sign * value for value in run[axis]], rel=1e-3, abs=1e-3)


def test_the_errors_are_those_of_the_step_at_the_playhead(open_page: OpenPage, server: Any) -> None:
    page = open_page(MOONS + "&at=0")
    wait_until_drawn(page)
    runs = answer(page, server)["plane"]["runs"]
    assert [number(text) for text in cells(page, "true")] == pytest.approx(
        [run["loss"][0] for run in runs], rel=1e-3
    )
    assert [number(text) for text in cells(page, "off")] == pytest.approx(
        [run["residual"][0] for run in runs], rel=1e-2
    )
    # All begin alike: a true value that the plane does not show.
    assert len(set(cells(page, "true"))) == 1
    assert number(cells(page, "true")[0]) > 1.2 * number(cells(page, "plane")[0])


@pytest.mark.parametrize("kind", ["pca", "random", "live", "three_points", "hessian", "optimizer", "weights"])
def test_every_kind_of_plane_is_drawn_with_its_errors(open_page: OpenPage, kind: str) -> None:
    page = open_page(MOONS)
    wait_until_drawn(page)
    page.locator(".plane-bar select").first.select_option(kind)
    wait_until_drawn(page, kind, 25 if kind == "live" else 101)
    expect(page.locator(".plane-strip tbody tr")).to_have_count(3)
    assert len(cells(page, "off")) == 3
    if kind in ("random", "live", "hessian", "optimizer", "weights"):
        assert number(cells(page, "off")[0]) == pytest.approx(0, abs=1e-4), "it goes through this run's end"
    if kind == "hessian":
        expect(page.locator(".plane-said")).to_contain_text("eigenvalues")
    assert page.locator(".plane-problem").count() == 0


def test_another_draw_is_another_plane_and_the_link_brings_it_back(open_page: OpenPage) -> None:
    page = open_page(MOONS + "&plane=(kind:random,run:1,normalization:layer)")
    wait_until_drawn(page, "random")
    before = picture(page)
    page.get_by_role("button", name="Redraw").click()
    wait_for(page, "return s.planePicture.value.choice.draw === 1;")
    wait_until_drawn(page, "random")
    after = picture(page)
    assert after["plane"]["draw"] == 1
    assert after["landscape"]["z"] != before["landscape"]["z"]
    wait_for_link(page, "draw:1")
    link = page.evaluate("location.hash")
    again = open_page("/" + link)
    wait_until_drawn(again, "random")
    found = picture(again)
    assert found["landscape"]["z"] == after["landscape"]["z"]
    assert {**found["choice"], "run": None} == {**after["choice"], "run": None}


def test_side_by_side_each_run_has_a_panel_on_the_same_ground(open_page: OpenPage) -> None:
    page = open_page(MOONS + "&layout=side")
    wait_until_drawn(page)
    wait_until_still(page)
    traces = page.evaluate(
        """document.querySelector(".landscape-layer").data.map(
             ({ zmin, zmax, x, z }) => [zmin, zmax, x.length, z[0][0]])"""
    )
    assert len(traces) == 3
    assert traces[0] == traces[1] == traces[2]
    expect(page.locator(".panel-title")).to_have_count(3)
    expect(page.locator(".colour-bar")).to_be_visible()


# Every plane that the page shows from now on, one after the other.
KEEP_PLANES = """async () => {
  const { effect } = await import("/static/vendor/preact.js");
  const s = await import("/static/js/signals.js");
  window.__planes = [];
  effect(() => {
    const { steps, plane } = s.planePicture.value ?? {};
    if (plane && steps !== window.__planes.at(-1)?.steps) window.__planes.push({ steps, runs: plane.runs });
  });
}"""


def test_while_runs_learn_the_plane_follows_and_its_axes_do_not_turn_over(open_page: OpenPage) -> None:
    page = open_page(LONG)
    wait_for(page, "return s.training.value.running && s.planePicture.value?.steps > 40;", 180)
    page.evaluate(KEEP_PLANES)
    first = picture(page)
    wait_for(page, f"return s.planePicture.value.steps > {2 * first['steps'] + 20};", 180)
    assert page.evaluate("async () => (await import('/static/js/signals.js')).training.value.running")
    planes = page.evaluate("window.__planes")
    assert len(planes) > 1
    for former, later in itertools.pairwise(planes):
        for axis in "xy":
            along, length = 0.0, 0.0
            for old, new in zip(former["runs"], later["runs"], strict=True):
                # The steps kept thin out as a run goes on: between two of them the later path is straight.
                again = np.interp(old["step"], new["step"], new[axis])
                moves = np.array(old[axis]) - old[axis][0]
                along += float(moves @ (again - again[0]))
                length += float(np.linalg.norm(moves) * np.linalg.norm(again - again[0]))
            assert along >= -0.05 * length, (former["steps"], later["steps"], axis)
    page.get_by_role("button", name="Pause").first.click()


def test_the_whole_path_stands_in_the_solid_picture_also_above_the_ground(open_page: OpenPage) -> None:
    page = open_page(MOONS + "&layout=3d")
    wait_until_drawn(page)
    wait_for(page, "return document.querySelector('.scene-figure').data?.length > 3;")
    wait_until_still(page, 600)
    low, high, paths = page.evaluate(
        """(() => { const { data, _fullLayout } = document.querySelector(".scene-figure");
             const lines = data.filter(({ type, mode }) => type === "scatter3d" && mode === "lines");
             return [..._fullLayout.scene.zaxis.range, lines.flatMap(({ z }) => z)]; })()"""
    )
    assert None not in paths
    assert low < min(paths)
    assert max(paths) < high
    ground = max(max(row) for row in picture(page)["landscape"]["z"])
    assert max(paths) > ground, "the start lies above everything that the plane shows"


def test_between_its_ends_each_run_has_a_line_and_its_distance_from_it(
    open_page: OpenPage, server: Any
) -> None:
    page = open_page(MOONS + "&plane=(kind:interpolation)&at=40")
    wait_until_drawn(page, "interpolation")
    runs = answer(page, server)["runs"]
    at = [run["path"]["step"].index(40) for run in runs]
    for column, name in (("along", "alpha"), ("off", "residual")):
        assert [number(text) for text in cells(page, column)] == pytest.approx(
            [run["path"][name][k] for run, k in zip(runs, at, strict=True)], rel=1e-2
        )
    expect(page.locator(".interpolation .scatterlayer .trace")).to_have_count(9)


def test_a_plane_of_other_data_is_gone_at_once_and_its_numbers_with_it(open_page: OpenPage) -> None:
    page = open_page(MOONS)
    wait_until_drawn(page)
    former = picture(page)["landscape"]["z"]
    shown = page.evaluate(
        """async () => {
          const s = await import("/static/js/signals.js");
          (await import("/static/js/model-state.js")).setDataset("circles");
          await new Promise((go) => requestAnimationFrame(() => setTimeout(go)));
          return [s.planePicture.value, document.querySelectorAll(".plane-strip td").length];
        }"""
    )
    assert shown == [None, 0]
    wait_until_drawn(page)
    assert picture(page)["landscape"]["z"] != former


def test_a_run_that_diverged_says_so_and_leaves_no_other_planes_numbers(open_page: OpenPage) -> None:
    page = open_page(
        "/#data=(use:moons)&run=(use:SGD,set:(lr:1e30))&run=(use:Adam,set:(lr:0.01))&steps=60&stage=landscape"
    )
    wait_until_drawn(page)
    page.locator(".plane-bar select").first.select_option("pca")
    expect(page.locator(".plane-problem")).to_contain_text("diverged")
    assert page.locator(".plane-strip").count() == 0


def test_a_plane_that_cannot_be_says_why(open_page: OpenPage) -> None:
    page = open_page(MOONS + "&plane=(kind:weights,weights:('hidden1.weight[0,0]','hidden1.weight[99,0]'))")
    problem = page.locator(".plane-problem")
    expect(problem).to_be_visible(timeout=60_000)
    expect(problem).to_contain_text("hidden1.weight")


WAYS = [
    pytest.param("", DESKTOP, "light", "en-US", id="joint-1920-light-en"),
    pytest.param("&plane=(kind:random)", PHONE, "dark", "zh-CN", id="random-390-dark-zh"),
    pytest.param("&plane=(kind:hessian)&layout=side", DESKTOP, "dark", "zh-CN", id="hessian-1920-dark-zh"),
    pytest.param("&plane=(kind:interpolation)", PHONE, "light", "en-US", id="line-390-light-en"),
]


@pytest.mark.parametrize(("choice", "viewport", "scheme", "locale"), WAYS)
def test_planes_are_neat_and_every_control_has_a_name(
    open_page: OpenPage, choice: str, viewport: Any, scheme: Any, locale: str
) -> None:
    page = open_page(
        MOONS + choice, viewport=viewport, color_scheme=scheme, locale=locale, reduced_motion="reduce"
    )
    kind = choice.partition("kind:")[2].partition(")")[0] or "joint_pca"
    wait_until_drawn(page, kind)
    wait_until_still(page)
    assert_neat(page)
    assert page.evaluate(probe("nameless")) == []


def test_axes_and_height_are_called_what_they_are(open_page: OpenPage) -> None:
    page = open_page(MOONS)
    wait_until_drawn(page)
    shares = [round(100 * share) for share in picture(page)["plane"]["explained"]]
    order = (1, 2) if shares[0] >= shares[1] else (2, 1)
    shown = page.locator(".annotation-text").all_text_contents()
    assert shown == [f"component {n} · {share} %" for n, share in zip(order, shares, strict=True)]
    page.get_by_label("Height", exact=True).select_option("metric")
    wait_for(page, 'return s.planePicture.value?.choice.value === "metric" && !s.planeWork.value.busy;')
    expect(page.locator(".colour-bar figcaption")).to_have_text("accuracy")
    page.locator(".stage-toolbar").get_by_role("radio", name="3D").click()
    title = "return document.querySelector('.scene-figure')?._fullLayout?.scene?.zaxis.title.text"
    wait_for(page, f"{title} === 'accuracy';", seconds=20)
