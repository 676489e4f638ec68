"""The loss inspector on the page: a sample is chosen, and its way to the loss is the server's own."""

from __future__ import annotations

import re
from typing import Any

from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE, OpenPage
from tests.browser.measure import wait_until_still
from tests.browser.test_model_views import open_tab, wait_until_trained

MOONS = "/#data=(use:moons)&run=(use:Adam,set:(lr:0.01))&steps=40"
BLOBS = "/#data=(use:blobs)&run=(use:Adam,set:(lr:0.01))&steps=40"


def inspected(open_page: OpenPage, address: str, **options: Any) -> Page:
    page = open_page(address, **options)
    wait_until_trained(page)
    open_tab(page, "loss")
    expect(page.locator(".loss-followed")).to_be_visible()
    return page


def shown(page: Page, quantity: str) -> float:
    """The number that a line comes to."""
    result = page.locator(f".chain [data-quantity={quantity}] .result .filled")
    return float(result.get_attribute("data-value") or "nan")


def test_a_sample_is_followed_from_its_logit_to_the_loss(open_page: OpenPage) -> None:
    page = inspected(open_page, MOONS)
    expect(page.locator(".chain-line")).to_have_count(5)
    expect(page.locator(".chain-line p").first).to_contain_text("Sigmoid")
    first = shown(page, "own")
    page.get_by_role("button", name="Next", exact=True).click()
    expect(page.locator(".loss-inspector")).to_have_attribute("data-sample", "1")
    page.wait_for_function(f"""() => Number(document.querySelector(
        '.chain [data-quantity=own] .result .filled').dataset.value) !== {first}""")
    expect(page.locator(".loss-gradient li")).to_have_count(1)


def test_the_largest_loss_is_found_and_no_other_sample_costs_more(open_page: OpenPage) -> None:
    page = inspected(open_page, BLOBS)
    page.locator("[data-action=worst]").click()
    wait_until_still(page, 400)
    worst = shown(page, "own")
    field = page.locator(".loss-number input")
    for sample in ("0", "7", "20"):
        field.fill(sample)
        field.press("Enter")
        expect(page.locator(".loss-inspector")).to_have_attribute("data-sample", sample)
        wait_until_still(page)
        assert shown(page, "own") <= worst
    expect(page.locator(".chain-line[data-line=p_c] .step-numbers")).to_have_count(3)


def test_this_samples_point_lies_on_the_curve_among_others(open_page: OpenPage) -> None:
    page = inspected(open_page, MOONS)
    expect(page.locator(".loss-curves path.loss-curve")).to_have_count(4)
    expect(page.locator(".loss-point")).to_have_count(1)
    label = page.locator(".loss-curves > svg").get_attribute("aria-label") or ""
    found = re.search(r": ([\d.e−]+)$", label)
    assert found
    assert abs(float(found[1].replace("−", "-")) - shown(page, "own")) < 0.02


def test_the_inspector_fits_a_phone_and_speaks_chinese(open_page: OpenPage) -> None:
    page = inspected(open_page, BLOBS, viewport=PHONE, locale="zh-CN")
    expect(page.locator(".loss-inspector h4")).to_have_text("一个样本：从输出到损失")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
