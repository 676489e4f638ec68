"""How fast does the page answer the hand? Measured in the page, from the event to the painted frame."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Locator, Page


def probe(name: str) -> str:
    """The script of a probe, a function that the page evaluates."""
    return (Path(__file__).parent / "probes" / f"{name}.js").read_text()


PROBE = probe("drag")


@dataclass(frozen=True)
class StartDrag:
    """Complete comparisons painted in a second, and the time from the last move to the exact picture."""

    updates_per_second: float
    rest_ms: float


def wait_for(page: Page, condition: str, seconds: float = 60.0) -> None:
    """Until the page's `condition`, the body of an async function with its signals as `s`, is true."""
    asked = f'async () => {{ const s = await import("/static/js/signals.js"); {condition} }}'
    end = time.perf_counter() + seconds
    while not page.evaluate(asked):
        assert time.perf_counter() < end, f"waited {seconds} s in vain for: {condition}"
        page.wait_for_timeout(10)


def wait_until_complete(page: Page) -> None:
    """Until every run's exact trajectory is on the page."""
    wait_for(
        page,
        """const paths = s.comparison.value.runs.map(({ key }) => s.results.value.get(key));
           return paths.length > 0 && paths.every((path) => path?.complete && !path.provisional);""",
    )


def wait_until_still(page: Page, milliseconds: float = 300) -> None:
    """Until nothing on the page has changed for so long, no answer is awaited, and the frames are painted."""
    page.evaluate(probe("still"), milliseconds)


def wait_for_link(page: Page, part: str) -> None:
    """Until the page has written this into its address, which it does a while after what happens."""
    page.wait_for_function("(part) => location.hash.includes(part)", arg=part)


def rest(page: Page) -> None:
    """Stop the playback and let the page fetch what it fetches when nobody touches it."""
    page.get_by_role("button", name="Pause").click()
    wait_for(
        page,
        """const ready = [...s.fans.value.values()].filter((fan) => !fan.stale && fan.runs.every(Boolean));
           return ready.length >= s.comparison.value.runs.length;""",
        seconds=180,
    )


def learning_rate_slider(page: Page, run: int) -> Locator:
    """The lr slider on the card of a run, counted from 0."""
    return page.locator(".run-card").nth(run).locator('[data-param="lr"] input.slider').first


def drag_learning_rate(page: Page, run: int, events: int = 30) -> list[float]:
    """Drag an lr slider with a real mouse; milliseconds from each input event to its painted paths."""
    page.evaluate(PROBE)
    box = learning_rate_slider(page, run).bounding_box()
    assert box is not None
    y = box["y"] + box["height"] / 2
    left, width = box["x"] + 0.15 * box["width"], 0.7 * box["width"]
    page.mouse.move(left, y)
    page.mouse.down()
    wait_until_still(page)
    page.evaluate("window.__probe.inputs.length = 0; window.__probe.paints.length = 0")
    for event in range(events):
        page.mouse.move(left + width * (event + 1) / events, y)
        page.wait_for_timeout(40)
    page.wait_for_timeout(300)
    paints: list[list[float]] = page.evaluate("window.__probe.paints")
    inputs: list[float] = page.evaluate("window.__probe.inputs")
    page.mouse.up()
    assert len(paints) >= 0.8 * len(inputs), (
        f"expected a paint for nearly each of {len(inputs)}, got {len(paints)}"
    )
    return [after - before for before, after in paints]


def drag_start(page: Page, seconds: float = 4.0) -> StartDrag:
    """Drag the start on the stage at about 60 events a second, then hold still."""
    page.evaluate(PROBE)
    box = page.locator(".start-handle").first.bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x - 2, y + 2)
    page.wait_for_timeout(300)
    page.evaluate("window.__probe.updates.length = 0")
    began = time.perf_counter()
    move = 0
    while time.perf_counter() - began < seconds:
        move += 1
        page.mouse.move(x - 2 * (move % 120), y + (move % 90))
        page.wait_for_timeout(12)
    elapsed = time.perf_counter() - began
    updates = page.evaluate("window.__probe.updates.length")
    page.wait_for_timeout(600)
    last: float = page.evaluate("window.__probe.lastInput")
    exact: list[list[float]] = page.evaluate("window.__probe.exact")
    page.mouse.up()
    return StartDrag(updates / elapsed, exact[-1][1] - last)


def landscape_draws(page: Page) -> int:
    """How often a full landscape has been drawn on this page."""
    return int(page.locator("[data-landscape-draws]").first.get_attribute("data-landscape-draws") or 0)
