"""A scene in a frame on a page of another origin: shown where that is allowed, and steered by messages."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import httpx
import pytest
from playwright.sync_api import Browser, Frame, Page, expect

from tests.browser.hosting import forget, hosting, inner, tell, told, wait_until_told, write_host
from tests.browser.measure import probe, wait_until_still
from tests.conftest import ROOT, Server, running_server

LINK = "f=rosenbrock&start=(-1.5,2)&run=(use:SGD,set:(lr:0.001))&run=(use:Adam,set:(lr:0.05))&steps=60&at=0"
RUNS: list[dict[str, Any]] = [
    {"optimizer": "SGD", "params": {"lr": 0.001}},
    {"optimizer": "Adam", "params": {"lr": 0.05}},
]
DECK = """<div style="perspective:800px"><section style="transform:translate(-50%,-50%) scale(0.8);
position:absolute;left:50%;top:50%;width:960px;height:700px"><h2>A slide</h2>{}</section></div>"""
NOTEBOOK = '<div class="output"><div style="overflow:auto;max-height:500px">{}</div></div>'


class Place(NamedTuple):
    """A Thalweg server, and pages of another origin that it lets show it."""

    server: Server
    origin: str
    folder: Path


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    folder = tmp_path_factory.mktemp("school")
    with hosting(folder) as origin, running_server(THALWEG_EMBED_ORIGINS=origin) as server:
        yield Place(server, origin, folder)


@pytest.fixture
def visit(browser: Browser) -> Iterator[Any]:
    """Opens a page; errors in it or in its frame fail the test."""
    context = browser.new_context(viewport={"width": 1000, "height": 760}, reduced_motion="reduce")
    wrong: list[str] = []

    def open_one(address: str) -> Page:
        page = context.new_page()
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.goto(address)
        return page

    yield open_one
    context.close()
    assert not wrong


def host(place: Place, visit: Any, around: str = "{}", link: str = LINK) -> Page:
    """A page with the scene in a frame, which has told it all."""
    write_host(place.folder, "host.html", f"{place.server.url}/embed#{link}", around)
    page: Page = visit(f"{place.origin}/host.html")
    inner(page)
    tell(page, "hello")
    wait_until_told(page, "results")
    return page


def computed(place: Place, runs: list[dict[str, Any]]) -> list[dict[str, Any]]:
    body = {
        "objective": {"kind": "function", "id": "rosenbrock", "start": [-1.5, 2]},
        "runs": runs,
        "steps": 60,
    }
    answer = httpx.post(f"{place.server.url}/api/compare", json=body, timeout=30)
    trajectories: list[dict[str, Any]] = answer.json()["runs"]
    return trajectories


def test_a_foreign_page_shows_the_scene_and_is_told_how_the_runs_end(place: Place, visit: Any) -> None:
    page = host(place, visit)
    ready = told(page, "ready")[0]
    assert ready["torch"] == "2.13.0"
    assert {message["from"] for message in page.evaluate("told")} == {place.server.url}
    ends = told(page, "results")[0]["runs"]
    assert [end["label"] for end in ends] == ["SGD", "Adam"]
    for end, run in zip(ends, computed(place, RUNS), strict=True):
        assert end == {
            "label": end["label"],
            "status": run["status"],
            "final_loss": run["summary"]["final_loss"],
        }
    frame = inner(page)
    assert frame.locator(".page-head, [data-area=runs], [data-area=curves], [data-area=table]").count() == 0
    assert frame.locator("[data-area=stage], [data-area=timeline], .legend").count() == 3


def test_without_the_setting_the_frame_stays_empty(server: Server, tmp_path: Path, browser: Browser) -> None:
    write_host(tmp_path, "host.html", f"{server.url}/embed#{LINK}")
    said: list[str] = []
    with hosting(tmp_path) as origin:
        page = browser.new_page()
        page.on("console", lambda line: said.append(line.text))
        page.goto(f"{origin}/host.html")
        page.wait_for_timeout(1500)
        assert page.evaluate("told") == []
        assert any("frame-ancestors" in line for line in said)
        page.close()


def test_an_origin_that_is_not_listed_is_blocked_beside_one_that_is(
    place: Place, tmp_path: Path, browser: Browser
) -> None:
    write_host(tmp_path, "host.html", f"{place.server.url}/embed#{LINK}")
    write_host(tmp_path, "page.html", f"{place.server.url}/")
    with hosting(tmp_path) as other:
        assert other != place.origin
        page = browser.new_page()
        for address in (f"{other}/host.html", f"{other}/page.html"):
            page.goto(address)
            page.wait_for_timeout(1000)
            assert page.evaluate("told") == []
            assert page.frames[1].url.startswith("chrome-error:")
        page.close()


def test_a_host_plays_pauses_and_steps(place: Place, visit: Any) -> None:
    page = host(place, visit)
    assert told(page, "step")[0] == {
        "thalweg": 1,
        "type": "step",
        "step": 0,
        "steps": 60,
        "from": place.server.url,
    }
    tell(page, "play")
    wait_until_told(page, "step", "message.step > 5")
    tell(page, "pause")
    wait_until_told(page, "playing", "!message.playing && told.some(({ playing }) => playing)")
    steps = [message["step"] for message in told(page, "step")]
    assert steps == sorted(steps)
    forget(page)
    tell(page, "step", step=41)
    assert wait_until_told(page, "step", "message.step === 41")
    assert "41" in inner(page).locator(".step-count").inner_text()


def test_a_host_sets_a_hyperparameter_and_the_path_is_the_api_s(place: Place, visit: Any) -> None:
    page = host(place, visit)
    forget(page)
    for value in (0.0005, 0.0008, 0.002):
        tell(page, "set", run=0, name="lr", value=value)
    tell(page, "set", run="Adam", name="betas[0]", value=0.5)
    wanted = [
        {"optimizer": "SGD", "params": {"lr": 0.002}},
        {"optimizer": "Adam", "params": {"lr": 0.05, "betas": [0.5, 0.999]}},
    ]
    losses = [run["summary"]["final_loss"] for run in computed(place, wanted)]
    condition = " && ".join(f"message.runs[{k}].final_loss === {loss!r}" for k, loss in enumerate(losses))
    wait_until_told(page, "results", condition)
    scene = wait_until_told(page, "scene", "message.link.includes('lr:0.002')")
    assert "betas" in scene["link"]


def test_a_host_opens_scenes_by_message_and_by_address_many_times_quickly(place: Place, visit: Any) -> None:
    page = host(place, visit)
    forget(page)
    tell(page, "scene", link=f"{place.server.url}/#f=sphere&run=(use:SGD,set:(lr:0.1))&steps=20")
    assert wait_until_told(page, "results", "message.runs.length === 1")["runs"][0]["label"] == "SGD"
    frame = inner(page)
    frame.evaluate("window.stays = true")
    forget(page)
    page.evaluate(
        """async (base) => {
          const frame = document.querySelector("iframe");
          for (let steps = 30; steps < 50; steps += 1) {
            frame.src = `${base}/embed#f=sphere&run=(use:Adam)&run=(use:SGD)&steps=${steps}`;
            await new Promise((go) => setTimeout(go, (steps % 5) * 30));
          }
        }""",
        place.server.url,
    )
    wait_until_told(page, "results", "message.runs.length === 2")
    wait_until_told(page, "scene", "message.link.includes('steps=49')")
    expect(frame.locator(".step-count")).to_contain_text("49")
    assert frame.evaluate("window.stays") is True
    assert "steps=49" in frame.evaluate("location.hash")
    assert "steps=49" in told(page, "scene")[-1]["link"]


def test_strangers_are_not_heard_and_nonsense_is_answered(place: Place, visit: Any) -> None:
    page = host(place, visit)
    forget(page)
    hostile: list[Any] = [
        {"thalweg": 1, "type": "eval", "code": "document.title = 'gone'"},
        {"thalweg": 1, "type": "set", "run": 0, "name": "__proto__", "value": {"polluted": True}},
        {"thalweg": 1, "type": "scene", "link": "f=<img src=x onerror=alert(1)>&formula=(is:'__import__'"},
        {"thalweg": 1, "type": "view", "name": "theme", "value": {}},
        {"thalweg": 9, "type": "play"},
        "play",
        None,
        [1, 2],
    ]
    for message in hostile:
        page.evaluate("tell", message)
    page.wait_for_function("told.filter(({ type }) => type === 'error').length >= 5")
    assert all(len(error["message"]) < 400 for error in told(page, "error"))
    frame = inner(page)
    assert frame.evaluate("[document.title.startsWith('Thalweg'), {}.polluted]") == [True, None]
    # A frame of the school's page that is not the one around the scene speaks for itself only.
    forget(page)
    (place.folder / "host-of-none.html").write_text("<!doctype html><title>none</title>")
    with page.expect_event("framenavigated", lambda one: one.url.endswith("none.html")) as other:
        page.evaluate(
            """() => {
              const other = document.createElement("iframe");
              other.src = "host-of-none.html";
              document.body.append(other);
            }"""
        )
    other.value.evaluate("parent.frames[0].postMessage({ thalweg: 1, type: 'step', step: 7 }, '*')")
    page.wait_for_timeout(300)
    assert told(page, "step") == []
    tell(page, "step", step=9)
    wait_until_told(page, "step", "message.step === 9")


def test_messages_of_an_origin_that_is_not_listed_are_ignored(place: Place, visit: Any) -> None:
    """Such a page cannot hold the frame, but can open the page in a window of its own."""
    (place.folder / "opener.html").write_text("<!doctype html><title>opener</title>")
    page: Page = visit(f"{place.origin}/opener.html")
    with page.expect_popup() as popup:
        page.evaluate("(address) => { window.other = open(address) }", f"{place.server.url}/embed#{LINK}")
    scene = popup.value
    scene.wait_for_selector(".step-count")
    page.evaluate("other?.postMessage({ thalweg: 1, type: 'step', step: 7 }, '*')")
    page.wait_for_timeout(400)
    assert " 7 " not in scene.locator(".step-count").inner_text()


def press(page: Page, frame: Frame, selector: str) -> None:
    """Press the middle of an element where it is on the screen, however its frame is scaled."""
    middle = (
        "(one) => { const b = one.getBoundingClientRect(); return [b.x + b.width / 2, b.y + b.height / 2] }"
    )
    x, y = frame.locator(selector).evaluate(middle)
    outer = page.locator("iframe").evaluate(
        "(one) => { const b = one.getBoundingClientRect(); return [b.x, b.y, b.width / one.offsetWidth] }"
    )
    page.mouse.click(outer[0] + x * outer[2], outer[1] + y * outer[2])


@pytest.mark.parametrize("around", [DECK, NOTEBOOK], ids=["slides", "notebook"])
def test_it_stands_in_slides_and_in_notebooks(place: Place, visit: Any, around: str) -> None:
    page = host(place, visit, around)
    frame = inner(page)
    assert frame.evaluate("document.documentElement.scrollHeight <= innerHeight")
    press(page, frame, ".play")
    wait_until_told(page, "step", "message.step > 2")
    frame.locator(".landscape-layer .main-svg").first.wait_for()


def test_a_sandbox_that_keeps_the_origin_holds_it_too(place: Place, visit: Any) -> None:
    page = host(place, visit)
    page.evaluate(
        "document.querySelector('iframe').setAttribute('sandbox', 'allow-scripts allow-same-origin')"
    )
    forget(page)
    page.evaluate("document.querySelector('iframe').src += '&seed=1'")
    tell(page, "state")
    wait_until_told(page, "results")


def test_the_example_page_plays_and_sets_a_rate(place: Place, visit: Any) -> None:
    examples = ROOT / "static" / "examples"
    text = (examples / "host.html").read_text().replace('src="/embed', f'src="{place.server.url}/embed')
    (place.folder / "example.html").write_text(text)
    shutil.copy(examples / "host.js", place.folder)
    for address in (f"{place.origin}/example.html", f"{place.server.url}/static/examples/host.html"):
        page: Page = visit(address)
        page.locator("#results", has_text="SGD completed").wait_for()
        page.locator("#play").click()
        expect(page.locator("#play")).to_have_text("Pause")
        expect(page.locator("#step")).to_have_text(re.compile(r"^([3-9]|[1-9]\d) of 80$"))
        before = page.locator("#results").inner_text()
        page.locator("#rate").fill("0.1")
        expect(page.locator("#results")).not_to_have_text(before)
        assert page.locator("#trouble").inner_text() == ""


SIZES = [(1280, 720), (640, 400), (320, 240), (390, 844)]


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_it_fits_frames_of_every_size(place: Place, browser: Browser, width: int, height: int) -> None:
    context = browser.new_context(viewport={"width": width, "height": height}, reduced_motion="reduce")
    page = context.new_page()
    for language in ("en", "zh"):
        page.goto(f"{place.server.url}/embed?{language}#{LINK}&lang={language}&note='Watch%20the%20valley.'")
        page.wait_for_selector(".paths-layer")
        wait_until_still(page)
        root = "document.documentElement"
        assert page.evaluate(f"[{root}.scrollWidth - innerWidth, {root}.scrollHeight - innerHeight]") == [
            0,
            0,
        ]
        stage, foot = page.locator(".stage-body").bounding_box(), page.locator(".full-scene").bounding_box()
        assert stage is not None
        assert foot is not None
        assert stage["height"] >= 0.4 * height
        assert foot["x"] + foot["width"] <= width
        assert foot["y"] + foot["height"] <= height
        play = page.locator(".play").bounding_box()
        assert play is not None
        assert play["y"] + play["height"] <= height
    context.close()


def test_the_whole_scene_opens_in_a_tab_of_its_own(place: Place, browser: Browser) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 720})
    page = context.new_page()
    page.goto(f"{place.server.url}/embed#{LINK}")
    with context.expect_page() as opened:
        page.locator(".full-scene").click()
    whole = opened.value
    whole.wait_for_selector("[data-area=runs] .run-card")
    assert whole.locator("[data-area=curves], [data-area=table]").count() == 2
    assert whole.url.startswith(f"{place.server.url}/#")
    assert "f=rosenbrock" in whole.url
    context.close()


BUILDER = f"/embed/builder?lang=en#{LINK}&note='Watch'"


def test_the_builder_shows_what_is_chosen_and_gives_a_frame_that_shows_the_same(
    place: Place, browser: Browser
) -> None:
    context = browser.new_context(viewport={"width": 1600, "height": 1000}, reduced_motion="reduce")
    page = context.new_page()
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.goto(place.server.url + BUILDER)
    frame = inner(page)
    expect(frame.locator(".teacher-note")).to_have_text("Watch")
    frame.evaluate("window.stays = true")
    page.locator("input[name=curves]").check()
    page.locator("input[name=legend]").uncheck()
    page.locator("select[name=theme]").select_option("dark")
    page.locator("select[name=language]").select_option("zh")
    page.locator("textarea[name=note]").fill("A < B & “C”")
    page.locator("input[name=width]").fill("640")
    page.locator("input[name=width]").blur()
    expect(frame.locator(".teacher-note")).to_have_text("A < B & “C”")
    expect(frame.locator("[data-area=curves]")).to_have_count(1)
    expect(frame.locator(".legend")).to_have_count(0)
    expect(frame.locator("html[data-theme=dark]")).to_have_attribute("lang", "zh-CN")
    assert frame.evaluate("window.stays") is True, "the preview follows without a reload"
    code = page.locator(".builder-code textarea").input_value()
    expect(page.locator(".builder-allowed")).to_contain_text(f"THALWEG_EMBED_ORIGINS={place.origin},")
    (place.folder / "built.html").write_text(f"<!doctype html><title>built</title>{code}")
    page.goto(f"{place.origin}/built.html")
    assert page.locator("iframe").get_attribute("width") == "640"
    expect(inner(page).locator(".teacher-note")).to_have_text("A < B & “C”")
    context.close()
    assert not wrong


@pytest.mark.parametrize(("width", "height"), [(1920, 1080), (390, 844)])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_builder_is_neat(place: Place, browser: Browser, width: int, height: int, language: str) -> None:
    context = browser.new_context(viewport={"width": width, "height": height}, color_scheme="dark")
    page = context.new_page()
    page.goto(f"{place.server.url}/embed/builder?lang={language}#{LINK}")
    page.wait_for_selector(".builder-allowed")
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    for name in ("contrast", "overlap", "nameless"):
        assert page.evaluate(probe(name)) == [], name
    context.close()
