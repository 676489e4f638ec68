"""The basin maps: one for each run that can have one, their shares, and the brush over them."""

from __future__ import annotations

import statistics
from typing import Any

import httpx
import pytest
from playwright.sync_api import Page

from tests.browser.conftest import DESKTOP, PHONE, OpenPage
from tests.browser.measure import probe, wait_for, wait_until_complete
from tests.browser.test_look import assert_neat

RUNS: list[dict[str, Any]] = [
    {"optimizer": "SGD", "params": {"lr": 0.01}},
    {"optimizer": "Adagrad", "params": {"lr": 0.5}},
    {"optimizer": "Adam", "params": {"lr": 0.1}},
    {"optimizer": "LBFGS", "params": {}},
]
LINK = (
    "/#f=himmelblau&run=(use:SGD,set:(lr:0.01))&run=(use:Adagrad,set:(lr:0.5))"
    "&run=(use:Adam,set:(lr:0.1))&run=(use:LBFGS)&steps=120&try=basins"
)
WHOLE = "return s.basinMaps.value.size === 3 && [...s.basinMaps.value.values()].every(({ whole }) => whole);"


def opened(open_page: OpenPage, link: str = LINK, **options: Any) -> Page:
    """The page with every map whole."""
    page = open_page(link, reduced_motion="reduce", **options)
    wait_until_complete(page)
    wait_for(page, WHOLE, seconds=180)
    return page


def brush(page: Page, across: float, down: float, run: int = 0) -> None:
    """Point at a share of a map's width and height."""
    canvas = page.locator(".basin-map").nth(run)
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + across * box["width"], box["y"] + down * box["height"])


def paths(page: Page) -> list[dict[str, Any]]:
    """What every run draws from the brush, in the order of the runs."""
    wait_for(
        page,
        """const wanted = JSON.stringify(s.basinBrush.value?.start);
           return s.comparison.value.runs.every(({ key }) =>
             JSON.stringify(s.basinPaths.value.get(key)?.start) === wanted);""",
    )
    found: list[dict[str, Any]] = page.evaluate(
        """async () => { const s = await import("/static/js/signals.js");
           return s.comparison.value.runs.map(({ key }) => s.basinPaths.value.get(key)); }"""
    )
    return found


def test_each_run_has_its_map_with_shares_that_sum_to_the_whole_or_says_why_not(
    open_page: OpenPage, server: Any
) -> None:
    page = opened(open_page)
    assert page.locator(".basin-tile").count() == 4
    assert page.locator(".basin-map").count() == 3
    assert "LBFGS" in page.locator(".basin-refused").inner_text()
    for number, run in enumerate(RUNS[:3]):
        body = {
            "objective": {"kind": "function", "id": "himmelblau"},
            "run": run,
            "steps": 120,
            "resolution": 160,
        }
        answer = httpx.post(f"{server.url}/api/basins", json=body, timeout=60).json()
        flat = [index for row in answer["basin"] for index in row]
        rows = page.locator(".basin-tile").nth(number).locator(".basin-shares li")
        said = {
            int(row.get_attribute("data-basin") or ""): row.locator(".basin-percent").inner_text()
            for row in rows.all()
        }
        assert set(said) == set(flat)
        shares = {index: float(text.removesuffix(" %")) for index, text in said.items()}
        assert sum(shares.values()) == pytest.approx(100, abs=1e-9)
        for index, share in shares.items():
            assert share == pytest.approx(100 * flat.count(index) / len(flat), abs=0.1)


def test_the_brush_draws_what_a_comparison_from_that_start_gives(open_page: OpenPage, server: Any) -> None:
    page = opened(open_page)
    brush(page, 0.3, 0.35)
    drawn = paths(page)
    body = {
        "objective": {"kind": "function", "id": "himmelblau", "start": drawn[0]["start"]},
        "runs": RUNS,
        "steps": 120,
    }
    answer = httpx.post(f"{server.url}/api/compare", json=body, timeout=60).json()
    for own, run in zip(drawn, answer["runs"], strict=True):
        assert own["path"]["status"] == run["status"]
        assert len(own["path"]["x"]) == len(run["x"])
        assert own["path"]["x"][-1] == pytest.approx(run["x"][-1], rel=1e-5)
        assert own["path"]["y"][-1] == pytest.approx(run["y"][-1], rel=1e-5)
    assert "B" in page.locator(".basin-readout b").first.inner_text()


def test_a_click_sets_the_start_and_the_maps_stay(open_page: OpenPage) -> None:
    page = opened(open_page)
    kept = "async () => (await import('/static/js/signals.js')).basinMaps.value"
    before = page.evaluate_handle(kept)
    brush(page, 0.75, 0.25, run=1)
    page.mouse.down()
    page.mouse.up()
    start = page.evaluate(
        "async () => (await import('/static/js/signals.js')).comparison.value.objective.start"
    )
    assert start == pytest.approx([3, 3], abs=0.1)
    wait_until_complete(page)
    page.wait_for_timeout(500)
    after = page.evaluate_handle(kept)
    assert page.evaluate(
        "([one, other]) => [...one].every(([key, map]) => other.get(key) === map)", [before, after]
    )


def test_arrow_keys_move_the_brush_and_enter_starts_there(open_page: OpenPage) -> None:
    page = opened(open_page)
    page.locator(".basin-map").first.focus()
    page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("ArrowUp")
    assert paths(page)[0]["start"] == pytest.approx([1.2, 0.12])
    page.keyboard.press("Enter")
    wait_for(page, "return Math.abs(s.comparison.value.objective.start[0] - 1.2) < 1e-9;")


def test_only_the_run_whose_setting_changes_is_mapped_again(open_page: OpenPage) -> None:
    page = opened(open_page)
    page.evaluate(
        """async () => { const s = await import("/static/js/signals.js");
           window.__former = new Map(s.basinMaps.value); }"""
    )
    page.evaluate(
        """async () => { const s = await import("/static/js/state.js");
           s.setParam(s.comparison.value.runs[2].key, "lr", 0.3); }"""
    )
    wait_for(
        page,
        """const [first, second, third] = s.comparison.value.runs.map(({ key }) => key);
           const [now, former] = [s.basinMaps.value, window.__former];
           return now.get(third).whole && now.get(third).map !== former.get(third).map
             && now.get(first) === former.get(first) && now.get(second) === former.get(second);""",
    )


@pytest.mark.parametrize(
    ("link", "says"),
    [
        ("/#formula=(is:'x**2%2By**2',on:(-3,3,-3,3))&run=(use:Adam)&try=basins", "formula"),
        ("/#data=(use:moons)&run=(use:Adam)&steps=20&try=basins", "model"),
    ],
)
def test_where_there_is_nothing_to_reach_a_sentence_says_so(
    open_page: OpenPage, link: str, says: str
) -> None:
    page = open_page(link)
    note = page.locator(".basins-note")
    note.wait_for()
    assert says in note.inner_text()
    assert page.locator(".basin-map").count() == 0


WAYS = [
    pytest.param(DESKTOP, "light", "en-US", id="1920-light-en"),
    pytest.param(DESKTOP, "dark", "zh-CN", id="1920-dark-zh"),
    pytest.param(PHONE, "light", "zh-CN", id="390-light-zh"),
    pytest.param(PHONE, "dark", "en-US", id="390-dark-en"),
]


@pytest.mark.parametrize(("viewport", "scheme", "locale"), WAYS)
def test_the_maps_are_neat(open_page: OpenPage, viewport: Any, scheme: Any, locale: str) -> None:
    page = opened(open_page, viewport=viewport, color_scheme=scheme, locale=locale)
    page.locator(".basin-map").first.scroll_into_view_if_needed()
    brush(page, 0.4, 0.4)
    paths(page)
    assert_neat(page)
    assert page.evaluate(probe("nameless")) == []


# How long a frame of a page at rest takes on this machine now: the median of twenty, in ms.
FRAME = """async () => {
  const times = [];
  while (times.length < 21) times.push(await new Promise(requestAnimationFrame));
  return times.slice(1).map((time, k) => time - times[k]).sort((a, b) => a - b)[10];
}"""


def test_the_path_follows_the_pointer_at_once(open_page: OpenPage) -> None:
    page = opened(open_page)
    brush(page, 0.2, 0.2)
    paths(page)
    page.evaluate(
        """() => {
          const host = document.querySelector(".basin-map");
          window.__spent = [];
          let moved = 0;
          let painted = host.lastElementChild.dataset.painted;
          host.addEventListener("pointermove", () => (moved = performance.now()), true);
          new MutationObserver(() => {
            const began = moved;
            if (host.lastElementChild.dataset.painted === painted) return;
            painted = host.lastElementChild.dataset.painted;
            requestAnimationFrame(() => window.__spent.push(performance.now() - began));
          }).observe(host.lastElementChild, { attributes: true, attributeFilter: ["data-painted"] });
        }"""
    )
    frame: float = page.evaluate(FRAME)
    spent: list[float] = []
    for move in range(60):  # of a busy machine several moves may share one frame
        brush(page, 0.2 + 0.01 * move, 0.3)
        page.wait_for_timeout(150)
        spent = page.evaluate("window.__spent")
        if len(spent) >= 20:
            break
    assert len(spent) >= 20
    # A busy machine delays single frames: what the page itself needs is in the quicker ones.
    assert statistics.quantiles(spent, n=4)[0] < max(150, 5 * frame)
