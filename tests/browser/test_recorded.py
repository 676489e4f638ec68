"""A saved page, opened from the disk with the network off: it plays, scrubs, hovers and explains."""

from __future__ import annotations

import json
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import DESKTOP
from tests.browser.measure import wait_until_still

MOST_BYTES = 8_000_000
FUNCTION: dict[str, Any] = {
    "objective": {"kind": "function", "id": "himmelblau", "start": [0.0, 0.0]},
    "runs": [
        {"optimizer": "Adam", "params": {"lr": 0.3}, "label": "Adam"},
        {"optimizer": "SGD", "params": {"lr": 0.01, "momentum": 0.9}, "label": "Heavy </script> ball"},
    ],
    "steps": 60,
}
MODEL: dict[str, Any] = {
    "objective": {
        "kind": "model",
        "model": {"id": "mlp", "params": {"hidden": [8]}},
        "dataset": {"id": "moons", "params": {"samples": 100}},
        "loss": {"id": "BCEWithLogitsLoss"},
        "batch_size": 16,
    },
    "runs": [{"optimizer": "Adam", "params": {"lr": 0.01}, "label": "Adam"}],
    "steps": 60,
}

Saved = Callable[[dict[str, Any]], Page]


@pytest.fixture
def saved(browser: Browser, server: Any, tmp_path: Path) -> Iterator[Saved]:
    """Saves a comparison as a page and opens that from the disk, offline; errors and requests fail it."""
    contexts = []
    wrong: list[str] = []

    def save(comparison: dict[str, Any]) -> Page:
        body = json.dumps({"comparison": comparison}).encode()
        request = urllib.request.Request(
            server.url + "/api/export/html", body, {"Content-Type": "application/json"}
        )
        with urllib.request.urlopen(request, timeout=60) as answer:
            content = answer.read()
        assert len(content) < MOST_BYTES
        file = tmp_path / "saved.html"
        file.write_bytes(content)
        context = browser.new_context(viewport=DESKTOP, offline=True, reduced_motion="reduce")
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("console", lambda line: wrong.append(line.text) if line.type == "error" else None)
        page.on("request", lambda asked: wrong.append(asked.url) if asked.url.startswith("http") else None)
        page.goto(file.as_uri())
        expect(page.locator(".run-card").first).to_be_visible(timeout=60_000)
        return page

    yield save
    for context in contexts:
        context.close()
    assert wrong == []


def step_of(page: Page) -> str:
    return page.locator(".timeline-area").inner_text()


def test_a_saved_comparison_plays_scrubs_and_hovers(saved: Saved) -> None:
    page = saved(FUNCTION)
    expect(page.locator(".badge").first).to_be_visible(timeout=60_000)
    expect(page.locator(".timeline-area")).to_contain_text("Step 60 of 60")
    page.get_by_role("button", name="Play").click()
    expect(page.locator(".timeline-area")).not_to_contain_text("Step 60 of 60")
    page.get_by_role("button", name="Pause").click()
    page.get_by_role("slider", name="Timeline").fill("12")
    expect(page.locator(".timeline-area")).to_contain_text("Step 12 of 60")
    box = page.locator(".plane").bounding_box()
    assert box is not None
    for share in range(20, 80, 2):
        page.mouse.move(box["x"] + box["width"] * share / 100, box["y"] + box["height"] * 0.42)
        if page.locator(".tip").count():
            break
    expect(page.locator(".tip")).to_contain_text("step")


def test_it_has_every_layout_the_curves_and_the_table(saved: Saved) -> None:
    page = saved(FUNCTION)
    expect(page.locator(".table-scroll tbody tr, .table tbody tr").first).to_be_visible(timeout=60_000)
    for layout in ("Side by side", "3D", "Overlay"):
        page.get_by_role("radio", name=layout).click()
        wait_until_still(page)
    page.get_by_role("radio", name="Gradient").click()
    expect(page.locator('[data-area="curves"] .js-plotly-plot').first).to_be_visible()
    assert "Heavy </script> ball" in page.locator(".run-list").inner_text()


def test_it_explains_its_steps_with_their_formulas(saved: Saved) -> None:
    page = saved(FUNCTION)
    page.get_by_role("button", name="Explain").click()
    expect(page.locator(".step-line")).to_have_count(8, timeout=60_000)
    expect(page.locator(".step-place")).to_have_text("Step 59 → 60")
    page.get_by_role("slider", name="Timeline").fill("5")
    expect(page.locator(".step-place")).to_have_text("Step 5 → 6")
    page.locator(".step-head select").first.select_option(label="Heavy </script> ball")
    expect(page.locator('[data-line="b"]')).to_be_visible()


def test_a_saved_training_explains_its_steps_as_one_weight_sees_them(saved: Saved) -> None:
    page = saved(MODEL)
    page.get_by_role("button", name="Explain").click()
    expect(page.locator(".step-line").first).to_be_visible(timeout=60_000)
    expect(page.locator(".step-head")).to_contain_text("weight[0,0]")
    expect(page.get_by_role("alert")).to_have_count(0)


def test_nothing_in_it_can_be_changed_that_would_need_a_server(saved: Saved) -> None:
    page = saved(FUNCTION)
    expect(page.locator(".run-card input.slider").first).to_be_disabled()
    expect(page.locator(".objective-button")).to_be_disabled()
    expect(page.get_by_role("slider", name="Start")).to_have_count(0)
    expect(page.locator('.start-handle[data-still="true"]')).to_be_visible()
    expect(page.get_by_role("button", name="Experiments")).to_have_count(0)
    expect(page.get_by_role("button", name="Export")).to_have_count(0)


def test_a_saved_training_shows_its_data_and_its_evaluations(saved: Saved) -> None:
    page = saved(MODEL)
    expect(page.locator(".timeline-area")).to_contain_text("of 60", timeout=60_000)
    expect(page.locator(".stage canvas").first).to_be_visible()
    expect(page.locator('[data-area="model"]')).to_contain_text("accuracy", timeout=60_000)
