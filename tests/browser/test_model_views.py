"""What a person sees of models: panels, curves, matrix, threshold, loss by hand, samples, warnings."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESKTOP, PHONE, OpenPage
from tests.browser.measure import wait_for, wait_until_still

MOONS = "/#data=(use:moons)&run=(use:Adam,set:(lr:0.01))&run=(use:SGD,set:(lr:0.1))&steps=120"


def wait_until_trained(page: Page) -> None:
    """Until every run has been trained as the page asks now, and its last snapshot is painted."""
    wait_for(
        page,
        """const runs = s.comparison.value.runs;
           const done = !s.training.value.running && s.dataset.value && runs.every((run) => {
             const own = s.results.value.get(run.key);
             return own?.complete && !own.provisional;
           });
           const painted = [...document.querySelectorAll(".model-panel canvas")];
           return done && runs.every(({ key }, k) =>
             Number(painted[k]?.dataset.step) === s.results.value.get(key).snapshot.step);""",
        seconds=180,
    )


def open_tab(page: Page, name: str) -> None:
    page.locator(f".section[data-area=model] [data-choice={name}]").click()


def painted(page: Page) -> int:
    """How many pictures were painted so far."""
    count: int = page.evaluate(
        'import("/static/js/views/model/picture.js").then((m) => m.pictureCounts.painted)'
    )
    return count


def matrix(page: Page, run: int) -> list[list[int]]:
    """The confusion matrix that a run shows."""
    rows = page.locator(".prediction").nth(run).locator(".matrix tbody tr")
    return [[int(cell) for cell in row.locator("td").all_inner_texts()] for row in rows.all()]


def test_each_run_has_a_panel_that_tells_its_loss_step_and_metric(open_page: OpenPage) -> None:
    page = open_page(MOONS)
    wait_until_trained(page)
    heads = page.locator(".model-head")
    expect(heads).to_have_count(2)
    expect(heads.first).to_contain_text("BCEWithLogitsLoss")
    expect(heads.first).to_contain_text("step 120")
    expect(heads.first).to_contain_text(re.compile(r"accuracy \d+(\.\d)? %"))


def test_a_picture_is_painted_again_only_when_it_changed(open_page: OpenPage) -> None:
    page = open_page(MOONS)
    wait_until_trained(page)
    wait_until_still(page)
    before = painted(page)
    page.locator(".curves [data-choice=lr]").click()
    page.locator(".curves [data-choice=linear]").click()
    page.wait_for_timeout(300)
    assert painted(page) == before


def test_the_threshold_moves_matrix_and_boundary(open_page: OpenPage) -> None:
    page = open_page(MOONS)
    wait_until_trained(page)
    before, drawn = matrix(page, 0), painted(page)
    assert sum(map(sum, before)) == page.evaluate(
        'import("/static/js/signals.js").then((s) => s.dataset.value.validation.targets.length)'
    )
    page.get_by_role("slider", name="Threshold").focus()
    page.keyboard.press("End")
    expect(page.locator(".threshold output")).to_have_text("1")
    after = matrix(page, 0)
    assert [row[1] for row in after] == [0, 0]
    assert [sum(row) for row in after] == [sum(row) for row in before]
    page.wait_for_function(
        "async (drawn) => (await import('/static/js/views/model/picture.js')).pictureCounts.painted > drawn",
        arg=drawn,
    )
    page.get_by_role("button", name="Back to 0.5").click()
    assert matrix(page, 0) == before


def test_the_textbook_example_is_computed_and_what_does_not_fit_is_told(open_page: OpenPage) -> None:
    page = open_page("/#data=(use:blobs)&run=(use:Adam,set:(lr:0.01))&steps=30")
    wait_until_trained(page)
    open_tab(page, "loss")
    answer = page.locator(".worked-answer")
    for number in ("0.659", "0.242", "0.099"):
        expect(answer).to_contain_text(number)
    expect(answer.locator("output")).to_have_text("0.417")
    target = page.get_by_label("Target")
    target.fill("[7]")
    expect(page.locator(".worked [role=alert]")).to_contain_text("CrossEntropyLoss")
    target.fill("[1]")
    expect(answer.locator("output")).to_have_text("1.417")
    target.fill("[one]")
    expect(page.locator(".worked [role=alert]")).to_contain_text("square brackets")


def test_different_losses_have_an_axis_each_and_one_metric_in_common(open_page: OpenPage) -> None:
    page = open_page(
        "/#data=(use:moons)&run=(use:Adam,set:(lr:0.01))"
        "&run=(use:Adam,set:(lr:0.01),loss:(use:SoftMarginLoss))&steps=60"
    )
    wait_until_trained(page)
    names = "Object.keys(document.querySelector('.curves-layer').layout ?? {})"
    axes = f"return {names}.filter((name) => name.startsWith('yaxis')).length"
    wait_for(page, f"{axes} === 2;")
    page.locator(".curves [data-choice=metric]").click()
    wait_for(page, f"{axes} === 1;")


def test_a_projection_tells_how_much_it_shows(open_page: OpenPage) -> None:
    page = open_page("/#data=(use:wine)&run=(use:Adam,set:(lr:0.01))&steps=30")
    wait_until_trained(page)
    expect(page.locator(".model-legend")).to_contain_text(re.compile(r"shows \d+ % of the variance"))


def test_a_run_that_breaks_is_told_in_words_with_what_to_try(open_page: OpenPage) -> None:
    page = open_page("/#data=(use:noisy_sine)&run=(use:SGD,set:(lr:1000))&steps=60")
    wait_until_trained(page)
    expect(page.locator(".model-panel .health")).to_have_text("not a number")
    expect(page.locator(".advice")).to_contain_text("learning rate")


def test_the_wrong_digits_can_be_seen_alone(open_page: OpenPage) -> None:
    page = open_page("/#data=(use:digits)&run=(use:Adam,set:(lr:0.001))&steps=12")
    wait_until_trained(page)
    open_tab(page, "samples")
    told = page.locator(".samples-bar [role=status]").inner_text()
    wrong = int(told.split()[0])
    page.get_by_label("Only wrong ones").check()
    expect(page.locator(".samples-sheet canvas")).to_have_attribute("data-shown", str(min(wrong, 120)))


def test_the_layers_are_listed_with_their_shapes(open_page: OpenPage) -> None:
    page = open_page(MOONS)
    wait_until_trained(page)
    open_tab(page, "layers")
    row = page.locator(".layer-table tr[data-parameter='output.weight']")
    expect(row).to_contain_text("1 × ")
    open_rows = page.locator(".layer-table tbody tr")
    assert open_rows.count() >= 4


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("data", ["moons", "similar_pairs", "multilabel_regions", "rare_features"])
def test_no_picture_or_table_is_wider_than_its_page(
    open_page: OpenPage, viewport: dict[str, int], data: str
) -> None:
    page = open_page(f"/#data=(use:{data})&run=(use:Adam,set:(lr:0.01))&steps=20&lang=zh", viewport=viewport)
    wait_until_trained(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    for part in (".model-panel", ".model-legend", ".model-section", ".curves-body"):
        box = page.locator(part).first.bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= viewport["width"] + 1, part
