"""What the menu hands over: files of the server, pictures and films of the stage."""

from __future__ import annotations

import io
import json
from pathlib import Path
from xml.etree import ElementTree

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE, OpenPage
from tests.browser.measure import wait_until_complete, wait_until_still
from tests.browser.test_look import CONTRAST, CUT

TWO = (
    "/#f=rosenbrock&run=(use:Adam,set:(lr:0.1),hue:0)"
    "&run=(use:Momentum,set:(lr:0.0005,momentum:0.9),hue:1)&steps=60"
)


def opened(open_page: OpenPage, link: str = TWO) -> Page:
    page = open_page(link, reduced_motion="reduce", accept_downloads=True)
    wait_until_complete(page)
    wait_until_still(page, 500)
    page.get_by_role("button", name="Export").click()
    return page


def taken(page: Page, name: str, folder: Path) -> bytes:
    """The file behind an item of the menu."""
    with page.expect_download(timeout=180_000) as download:
        page.locator(f'[data-export="{name}"]').click()
    path = folder / download.value.suggested_filename
    download.value.save_as(path)
    return path.read_bytes()


def test_the_stage_leaves_as_a_picture_of_what_is_on_it(open_page: OpenPage, tmp_path: Path) -> None:
    page = opened(open_page)
    picture = Image.open(io.BytesIO(taken(page, "png", tmp_path))).convert("RGB")
    box = page.locator(".stage-body").bounding_box()
    assert box is not None
    assert picture.width == pytest.approx(2 * box["width"], abs=2)
    colours = picture.getcolors(maxcolors=1 << 24) or []
    assert len(colours) > 200, "the landscape has many shades"
    drawing = ElementTree.fromstring(taken(page, "svg", tmp_path))
    texts = [element.text for element in drawing.iter("{http://www.w3.org/2000/svg}text")]
    assert {"Adam", "Momentum"} <= set(texts)
    assert len(list(drawing.iter("{http://www.w3.org/2000/svg}path"))) > 5, "contours as lines"


def test_a_film_is_recorded_while_it_plays(open_page: OpenPage, tmp_path: Path) -> None:
    page = opened(open_page)
    film = taken(page, "webm", tmp_path)
    assert film[:4] == b"\x1a\x45\xdf\xa3"
    assert len(film) > 20_000
    expect(page.locator(".timeline-area")).to_contain_text("Step 60 of 60")


def test_files_of_the_server_come_with_their_names(open_page: OpenPage, tmp_path: Path) -> None:
    page = opened(open_page)
    assert b"torch.optim.Adam" in taken(page, "script", tmp_path)
    assert (tmp_path / "thalweg.py").exists()
    assert json.loads(taken(page, "json", tmp_path))["spec"]["steps"] == 60
    assert taken(page, "gif", tmp_path).startswith(b"GIF89a")


def test_escape_and_a_press_beside_it_close_the_menu(open_page: OpenPage) -> None:
    page = opened(open_page)
    page.keyboard.press("Escape")
    expect(page.locator(".export-menu")).to_have_count(0)
    page.get_by_role("button", name="Export").click()
    expect(page.locator(".export-menu")).to_be_visible()
    wait_until_still(page, 100)
    page.mouse.click(20, 400)
    expect(page.locator(".export-menu")).to_have_count(0)


def test_the_menu_fits_a_phone(open_page: OpenPage) -> None:
    page = open_page(TWO, viewport=PHONE, reduced_motion="reduce", locale="zh-CN")
    wait_until_complete(page)
    page.locator(".export > button").click()
    expect(page.locator(".export-menu")).to_be_visible()
    wait_until_still(page)
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    assert page.evaluate(CUT) == []
    assert page.evaluate(CONTRAST) == []
