"""The pages of the lessons, as a browser receives them."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import AsyncIterator
from html.parser import HTMLParser
from pathlib import Path

import httpx
import pytest

from app.assets import OTHER_PAGES, folder, modules
from app.main import create_app
from app.runner.local import LocalRunner
from app.settings import Settings
from tests.lessons.writing import CHINESE, GOOD
from tests.web.conftest import BASE


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A teacher's folder."""
    (tmp_path / "01-down.en.md").write_text(GOOD)
    (tmp_path / "01-down.zh.md").write_text(CHINESE)
    (tmp_path / "02-只有中文.zh.md").write_text(GOOD.replace("Going down", "下山"))
    (tmp_path / "bad.en.md").write_text("# <script>alert(1)</script>\n\nAbout $\\foo$.\n")
    return tmp_path


@pytest.fixture
async def pages(own: Path) -> AsyncIterator[httpx.AsyncClient]:
    """A client of a server with that folder."""
    limits = Settings(lessons=own)
    transport = httpx.ASGITransport(create_app(LocalRunner(limits), limits), raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url=BASE) as client:
        yield client


class Links(HTMLParser):
    """The links of a page with their text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.addresses: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        if tag == "a":
            self.addresses += [value or "" for name, value in attributes if name == "href"]


async def test_the_list_shows_lessons_with_their_purpose_and_length(pages: httpx.AsyncClient) -> None:
    page = (await pages.get("/lessons")).text
    assert '<html lang="en">' in page
    assert "Going down" in page
    assert "What a <em>step</em> of size" in page
    assert "3 steps" in page
    assert "in Chinese only" in page
    assert "/lessons/down" in Links(page).addresses


async def test_the_list_says_which_files_cannot_be_read_and_where(
    pages: httpx.AsyncClient, own: Path
) -> None:
    page = (await pages.get("/lessons")).text
    assert "bad.en.md</code>, line 3" in page
    assert "got the unknown command “\\foo”" in page
    assert str(own) not in page
    chinese = (await pages.get("/lessons?lang=zh")).text
    assert "第 3 行" in chinese
    assert "公式中有无法识别的命令 “\\foo”" in chinese


async def test_a_lesson_has_its_steps_with_their_links(pages: httpx.AsyncClient) -> None:
    page = (await pages.get("/lessons/down")).text
    links = re.findall(r'<section class="step[^>]* id="(\d)"[^>]* data-link="([^"]*)"', page)
    assert links == [
        ("1", "f=&#39;beale&#39;&amp;steps=300"),
        ("2", "f=&#39;beale&#39;&amp;steps=300"),
        ("3", "f=&#39;rosenbrock&#39;&amp;steps=50"),
    ]
    assert "<title>Going down · Thalweg</title>" in page
    assert page.count("<iframe") == 1
    assert ">1 of 3<" in page


@pytest.mark.parametrize(
    ("query", "accepted", "tag", "words"),
    [
        ("?lang=zh", "en", "zh-CN", "向下走"),
        ("", "zh-CN,zh;q=0.9", "zh-CN", "向下走"),
        ("?lang=en", "zh", "en", "Going down"),
        ("", "fr", "en", "Going down"),
    ],
)
async def test_a_lesson_speaks_the_readers_language(
    pages: httpx.AsyncClient, query: str, accepted: str, tag: str, words: str
) -> None:
    answer = await pages.get(f"/lessons/down{query}", headers={"Accept-Language": accepted})
    assert f'<html lang="{tag}"' in answer.text
    assert f"<title>{words} · Thalweg</title>" in answer.text
    assert answer.headers["content-language"] == tag
    assert "accept-language" in answer.headers["vary"].lower()


async def test_a_lesson_in_another_language_says_so_and_marks_it(pages: httpx.AsyncClient) -> None:
    page = (await pages.get("/lessons/只有中文?lang=en")).text
    assert '<html lang="en"' in page
    assert "This lesson is in Chinese only." in page
    assert re.search(r'class="step prose" id="1"[^>]* lang="zh-CN"', page)


async def test_looks_go_along_from_page_to_page(pages: httpx.AsyncClient) -> None:
    page = (await pages.get("/lessons/down?theme=dark&lang=zh&other=1")).text
    assert '<html lang="zh-CN" data-theme="dark">' in page
    addresses = Links(page).addresses
    assert "/lessons?theme=dark&lang=zh" in addresses or "/lessons?lang=zh&theme=dark" in addresses
    assert any(re.fullmatch(r"/lessons/down\?(lang=en&theme=dark|theme=dark&lang=en)", a) for a in addresses)
    hostile = (await pages.get('/lessons/down?theme="><script>&lang=<b>')).text
    assert "<script>" not in hostile
    assert "data-theme=" not in hostile


@pytest.mark.parametrize("name", ["nothing", "<script>alert(1)", "%3Cb%3E", "a" * 5_000, "下"])
async def test_a_lesson_that_is_not_there_is_answered_by_the_list(
    pages: httpx.AsyncClient, name: str
) -> None:
    answer = await pages.get(f"/lessons/{name}")
    assert answer.status_code == 404
    assert "<script>alert" not in answer.text
    assert "<b>" not in answer.text
    assert "There is no lesson called" in answer.text
    assert "Going down" in answer.text


async def test_a_changed_lesson_is_seen_without_a_restart(pages: httpx.AsyncClient, own: Path) -> None:
    before = await pages.get("/lessons/down")
    again = await pages.get("/lessons/down", headers={"If-None-Match": before.headers["etag"]})
    assert again.status_code == 304
    (own / "01-down.en.md").write_text(GOOD.replace("Going down", "Falling"))
    after = await pages.get("/lessons/down", headers={"If-None-Match": before.headers["etag"]})
    assert "<title>Falling · Thalweg</title>" in after.text


async def test_reading_a_hostile_lesson_holds_nobody_up(pages: httpx.AsyncClient, own: Path) -> None:
    (own / "slow.en.md").write_text(GOOD + "\n" + "![" * 12_000)
    reading = asyncio.create_task(pages.get("/lessons"))
    longest = 0.0
    while not reading.done():
        begun = time.perf_counter()
        assert (await pages.get("/healthz")).status_code == 200
        longest = max(longest, time.perf_counter() - begun)
        await asyncio.sleep(0.01)
    assert (await reading).status_code == 200
    assert longest < 0.5


@pytest.mark.parametrize("path", ["/lessons", "/lessons/down", "/guide", "/lessons/nothing"])
async def test_a_page_has_no_inline_script_and_loads_from_here_only(
    pages: httpx.AsyncClient, path: str
) -> None:
    page = (await pages.get(path)).text
    assert not re.search(r"<script(?![^>]*\bsrc=)[^>]*>", page)
    assert not re.search(r"\son\w+\s*=", page)
    assert not re.search(r'\sstyle="', page)
    for address in re.findall(r'<(?:script|link|img)[^>]*?(?:src|href)="([^"]+)"', page):
        assert (await pages.get(address)).status_code == 200, address


def test_the_main_page_does_not_load_what_other_pages_need() -> None:
    root = folder("static")
    others = [path for name in OTHER_PAGES for path in (root / "js" / name).rglob("*.js")]
    assert others
    assert not set(others) & set(modules(root))
    for path in modules(root):
        assert not re.search(r"""from "[^"]*/lessons/""", path.read_text()), path
