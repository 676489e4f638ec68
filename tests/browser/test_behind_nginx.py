"""The page behind nginx, as a class sees it: it draws, and a frame of a listed origin shows it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from playwright.sync_api import Browser

from tests.browser.hosting import hosting, inner, tell, wait_until_told, write_host
from tests.conftest import running_server
from tests.fronting import Front, nginx_before

LINK = "f=rosenbrock&start=(-1.5,2)&run=(use:SGD,set:(lr:0.001))&run=(use:Adam,set:(lr:0.05))&steps=60&at=0"


class Place(NamedTuple):
    front: Front
    origin: str
    folder: Path


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    folder = tmp_path_factory.mktemp("school")
    with (
        hosting(folder) as origin,
        running_server(THALWEG_EMBED_ORIGINS=origin, THALWEG_PROXIES="127.0.0.1") as server,
        nginx_before(server, tmp_path_factory.mktemp("nginx")) as front,
    ):
        yield Place(front, origin, folder)


@pytest.mark.parametrize("secure", [False, True])
def test_a_frame_shows_the_scene_with_its_results(place: Place, browser: Browser, secure: bool) -> None:
    address = place.front.secure_url if secure else place.front.url
    context = browser.new_context(viewport={"width": 1000, "height": 760}, ignore_https_errors=True)
    wrong: list[str] = []
    try:
        page = context.new_page()
        page.on("pageerror", lambda error: wrong.append(str(error)))
        write_host(place.folder, "host.html", f"{address}/embed#{LINK}")
        page.goto(f"{place.origin}/host.html")
        inner(page)
        tell(page, "hello")
        results = wait_until_told(page, "results")
        assert [run["status"] for run in results["runs"]] == ["completed", "completed"]
    finally:
        context.close()
    assert wrong == []
