"""The page by keyboard alone, in words, and at rest for who asks for less motion."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESKTOP, PHONE, OpenPage
from tests.browser.measure import wait_for, wait_until_complete, wait_until_still

TWO = (
    "/#f=rosenbrock&run=(use:Adam,set:(lr:0.1),hue:0)"
    "&run=(use:Momentum,set:(lr:0.0005,momentum:0.9),hue:1)&steps=60"
)
MODEL = "/#data=(use:moons)&model=(use:mlp,set:(hidden:(8)))&run=(use:Adam,set:(lr:0.01))&steps=30"

# What has the focus: its place among all, its name, and whether anything shows that it has it.
FOCUSED = """() => {
  const one = document.activeElement;
  if (!one || one === document.body) return null;
  one.dataset.walked = "";
  const style = getComputedStyle(one);
  const named = one.ariaLabel || one.textContent.trim() || one.labels?.[0]?.textContent.trim()
    || one.title || one.getAttribute("aria-labelledby");
  return {
    what: one.outerHTML.slice(0, 120), named: Boolean(named),
    shown: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0,
  };
}"""
# What the keyboard has not come by, though it can be seen and pressed.
MISSED = """() =>
  [...document.querySelectorAll("button, a[href], input, select, [role=slider], [tabindex='0']")]
  .filter((one) => !("walked" in one.dataset) && !one.disabled && one.tabIndex >= 0 && one.checkVisibility())
  .map((one) => one.outerHTML.slice(0, 160))"""


def walk(page: Page, most: int = 400) -> list[dict[str, Any]]:
    """Everything that Tab comes by, once around the page."""
    found: list[dict[str, Any]] = []
    page.evaluate("document.activeElement?.blur()")
    for _ in range(most):
        page.keyboard.press("Tab")
        one = page.evaluate(FOCUSED)
        if one is None:
            return found
        found.append(one)
    raise AssertionError(f"the focus never left the page: {found[-3:]}")


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("link", [TWO, MODEL, TWO + "&try=basins", TWO + "&try=sweep"])
def test_tab_comes_by_everything_and_shows_where_it_is(open_page: OpenPage, link: str, viewport: Any) -> None:
    page = open_page(link, viewport=viewport, reduced_motion="reduce")
    wait_until_complete(page)
    wait_until_still(page, 600)
    found = walk(page)
    assert len(found) > 20
    assert [one["what"] for one in found if not one["named"]] == []
    assert [one["what"] for one in found if not one["shown"]] == []
    assert page.evaluate(MISSED) == []


def test_the_gallery_keeps_the_focus_and_gives_it_back(open_page: OpenPage) -> None:
    page = open_page(TWO, reduced_motion="reduce")
    wait_until_complete(page)
    button = page.locator(".objective-button")
    button.focus()
    page.keyboard.press("Enter")
    expect(page.locator("dialog.gallery")).to_be_visible()
    for _ in range(8):
        page.keyboard.press("Tab")
        inside = "() => document.activeElement === document.body || document.activeElement.closest('dialog')"
        assert page.evaluate(inside)
    page.keyboard.press("Escape")
    expect(page.locator("dialog.gallery")).to_have_count(0)
    expect(button).to_be_focused()


def test_the_export_menu_closes_with_escape_and_gives_the_focus_back(open_page: OpenPage) -> None:
    page = open_page(TWO, reduced_motion="reduce")
    wait_until_complete(page)
    button = page.get_by_role("button", name="Export")
    button.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".export-menu")).to_be_visible()
    page.keyboard.press("Tab")
    page.keyboard.press("Escape")
    expect(page.locator(".export-menu")).to_have_count(0)
    expect(button).to_be_focused()


def test_the_start_moves_with_the_arrow_keys(open_page: OpenPage) -> None:
    page = open_page(TWO, reduced_motion="reduce")
    wait_until_complete(page)
    handle = page.locator(".start-handle")
    before = handle.get_attribute("aria-valuetext")
    handle.focus()
    page.keyboard.press("ArrowRight")
    expect(handle).not_to_have_attribute("aria-valuetext", before or "")


def test_a_column_is_sorted_by_keyboard(open_page: OpenPage) -> None:
    page = open_page(TWO, reduced_motion="reduce")
    wait_until_complete(page)
    page.locator("table.results th button").nth(2).focus()
    page.keyboard.press("Enter")
    expect(page.locator("table.results th[aria-sort=ascending]")).to_have_count(1)


@pytest.mark.parametrize("locale", ["en-US", "zh-CN"])
def test_the_stage_is_told_in_words(open_page: OpenPage, locale: str) -> None:
    page = open_page(TWO, reduced_motion="reduce", locale=locale)
    wait_until_complete(page)
    words = page.locator("#stage-words")
    loss = page.evaluate("""async () => {
      const { comparison, results } = await import("/static/js/signals.js");
      const { formatNumber } = await import("/static/js/format.js");
      return comparison.value.runs.map(({ key }) => formatNumber(results.value.get(key).loss.at(-1), 4));
    }""")
    if locale == "en-US":
        expect(words).to_contain_text("Paths on Rosenbrock: 2")
        expect(words).to_contain_text("At step 60 of 60: Adam is at (")
    else:
        expect(words).to_contain_text("2 条路径")
        expect(words).to_contain_text("第 60 步（共 60 步）：Adam 位于 (")
    for value in loss:
        expect(words).to_contain_text(value)


def test_the_words_rest_while_it_plays(open_page: OpenPage) -> None:
    page = open_page(TWO + "&steps=2000", reduced_motion="reduce")
    wait_until_complete(page)
    words = page.locator("#stage-words")
    expect(words).to_contain_text("At step")
    page.evaluate("""() => {
      window.__said = 0;
      new MutationObserver(() => (window.__said += 1)).observe(document.getElementById("stage-words"),
        { childList: true, characterData: true, subtree: true });
    }""")
    page.keyboard.press("Home")
    wait_until_still(page, 800)
    before = page.evaluate("window.__said")
    page.keyboard.press("Space")
    wait_for(page, "return s.playing.value && s.playhead.value > 5;")
    assert page.evaluate("window.__said") == before
    page.keyboard.press("Space")
    page.wait_for_function("(before) => window.__said > before", arg=before)


def test_nothing_moves_by_itself_for_who_asks_for_less_motion(open_page: OpenPage) -> None:
    page = open_page(TWO, reduced_motion="reduce")
    wait_until_complete(page)
    page.evaluate("""() => {
      window.__moved = [];
      for (const name of ["transitionrun", "animationstart"])
        document.addEventListener(name, (event) => window.__moved.push(event.target.className), true);
    }""")
    page.locator(".run-card .more").first.click()
    page.locator(".run-card").first.hover()
    page.locator(".objective-button").click()
    page.keyboard.press("Escape")
    page.locator("[data-choice=side]").first.click()
    page.get_by_role("button", name="Export").click()
    page.wait_for_timeout(300)
    assert page.evaluate("document.getAnimations().length") == 0
    assert page.evaluate("window.__moved") == []
    page.keyboard.press("Escape")
    page.keyboard.press("Home")
    page.get_by_role("button", name="Play", exact=True).click()
    wait_for(page, "return s.playhead.value > 3;")
