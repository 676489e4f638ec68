"""Predict, then reveal, in a real Chromium: the result is nowhere until it is asked for."""

from __future__ import annotations

import json
import math

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESKTOP, PHONE, OpenPage
from tests.browser.measure import wait_for, wait_for_link, wait_until_complete

RUNS = "run=(use:SGD,set:(lr:0.1))&run=(use:Adam,set:(lr:0.01))&run=(use:Momentum,set:(lr:1000))"
RANK = f"/#f=sphere&{RUNS}&predict=rank"
END = "/#f=sphere&run=(use:Adam,set:(lr:0.3))&predict=end"
MODEL = "/#data=(use:moons)&steps=40&run=(use:SGD,set:(lr:0.1))&run=(use:Adam,set:(lr:0.1))&predict=end"


def names(page: Page) -> list[str]:
    """The runs as they are ranked now."""
    return [one.split(" lr ")[0].strip() for one in page.locator(".ranked-name").all_inner_texts()]


def test_nothing_on_the_page_tells_the_result_before_it_is_revealed(open_page: OpenPage) -> None:
    page = open_page(RANK, reduced_motion="reduce")
    wait_until_complete(page)
    page.wait_for_selector("[data-landscape-draws]", state="attached")
    page.wait_for_timeout(600)  # the fans' curves would be there by now
    for told in (".badge[data-badge=diverged]", ".results", ".curves", ".fan-curve", ".edge-label"):
        expect(page.locator(told)).to_have_count(0)
    text = page.locator("body").inner_text()
    assert "diverged" not in text
    assert "arrived" not in text
    expect(page.locator(".timeline")).to_have_attribute("inert", "")
    page.keyboard.press("Space")
    wait_for(page, "return !s.playing.value;")
    page.get_by_role("button", name="Reveal").click()
    expect(page.locator(".results")).to_be_visible()
    expect(page.locator(".timeline")).not_to_have_attribute("inert", "")
    wait_for(page, "return s.playhead.value === s.comparison.value.steps;")


def test_a_ranking_is_made_by_buttons_keys_and_the_pointer_and_is_scored(open_page: OpenPage) -> None:
    page = open_page(RANK, reduced_motion="reduce")
    wait_until_complete(page)
    assert names(page) == ["SGD", "Adam", "Momentum"]
    page.get_by_role("button", name="Momentum: one place up").click()
    assert names(page) == ["SGD", "Momentum", "Adam"]
    grip = page.get_by_role("button", name="Momentum, place 2 of 3")
    grip.focus()
    page.keyboard.press("ArrowUp")
    assert names(page) == ["Momentum", "SGD", "Adam"]
    expect(page.locator("[aria-live=polite]").first).to_have_text("Momentum is now in place 1 of 3")
    expect(page.get_by_role("button", name="Momentum, place 1 of 3")).to_be_focused()
    first = page.locator(".ranked").nth(0).bounding_box()
    last = page.locator(".ranked").nth(2).bounding_box()
    assert first is not None
    assert last is not None
    page.mouse.move(first["x"] + 150, first["y"] + 12)
    page.mouse.down()
    page.mouse.move(last["x"] + 150, last["y"] + 20, steps=6)
    page.mouse.up()
    assert names(page) == ["SGD", "Adam", "Momentum"]
    page.get_by_role("button", name="Reveal").click()
    expect(page.locator(".score-sum")).to_have_text("3 of 3 places right")
    expect(page.locator(".score-order li").last).to_contain_text("diverged")
    page.get_by_role("button", name="Try again").click()
    expect(page.locator(".results")).to_have_count(0)


def test_a_reload_shows_what_was_predicted_and_revealed(open_page: OpenPage) -> None:
    page = open_page(RANK, reduced_motion="reduce")
    page.get_by_role("button", name="Adam: one place up").click()
    page.get_by_role("button", name="Reveal").click()
    wait_for_link(page, "v=1")
    page.reload()
    wait_until_complete(page)
    expect(page.locator(".score-sum")).to_have_text("1 of 3 places right")


def test_an_end_is_marked_and_its_distance_told(open_page: OpenPage) -> None:
    page = open_page(END, reduced_motion="reduce")
    wait_until_complete(page)
    page.wait_for_selector("[data-landscape-draws]", state="attached")
    reveal = page.get_by_role("button", name="Reveal")
    expect(reveal).to_be_disabled()
    plane = page.locator(".plane").bounding_box()
    assert plane
    page.mouse.click(plane["x"] + 0.7 * plane["width"], plane["y"] + 0.3 * plane["height"])
    expect(reveal).to_be_enabled()
    page.locator(".end-mark").focus()
    for _ in range(3):
        page.keyboard.press("ArrowLeft")
    reveal.click()
    x, y, end, domain = json.loads(
        page.evaluate(
            """async () => { const s = await import("/static/js/signals.js");
            const path = [...s.results.value.values()][0];
            const [x, y] = s.prediction.value.mark;
            return JSON.stringify([x, y, [path.x.at(-1), path.y.at(-1)], s.domain.value]); }"""
        )
    )
    off = math.dist((x, y), end)
    share = 100 * off / math.dist(domain[::2], domain[1::2])
    said = page.locator(".score-sum").inner_text()
    assert f"{off:.3g}" in said
    assert f"{share:.2g} %" in said
    expect(page.locator(".end-mark-text")).to_have_text("your mark")
    expect(page.locator(".end-miss line")).to_be_attached()


def test_reveal_plays_the_paths_from_the_start(open_page: OpenPage) -> None:
    page = open_page(RANK)
    wait_until_complete(page)
    page.get_by_role("button", name="Reveal").click()
    wait_for(page, "return s.playing.value && s.playhead.value < s.comparison.value.steps / 2;")
    wait_for(page, "return !s.playing.value && s.playhead.value === s.comparison.value.steps;", 30)


def test_models_are_ranked_and_their_panels_stay_empty(open_page: OpenPage) -> None:
    page = open_page(MODEL, reduced_motion="reduce")
    wait_until_complete(page)
    expect(page.locator(".ranked")).to_have_count(2)
    assert "accuracy" not in page.locator(".stage").inner_text().lower()
    expect(page.locator(".section[data-area=model]")).to_have_count(0)
    page.get_by_role("button", name="Reveal").click()
    expect(page.locator(".score-order li")).to_have_count(2)
    expect(page.locator(".section[data-area=model]")).to_be_visible()


@pytest.mark.parametrize(
    "size", [DESKTOP, PHONE, {"width": 640, "height": 400}], ids=["wide", "phone", "frame"]
)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_question_is_within_reach_at_every_size(
    open_page: OpenPage, size: dict[str, int], language: str
) -> None:
    page = open_page(f"{RANK}&lang={language}", viewport=size)
    wait_until_complete(page)
    button = page.locator(".ask .primary")
    button.scroll_into_view_if_needed()
    expect(button).to_be_in_viewport()
    button.click(trial=True)  # nothing lies over it
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    cut = "(rows) => rows.filter((row) => row.scrollWidth > row.clientWidth + 1).length"
    assert page.locator(".ranked").evaluate_all(cut) == 0
