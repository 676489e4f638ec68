"""What stands in the page's way: the real server behind a real nginx with the project's configuration."""

from __future__ import annotations

import asyncio
import json
import ssl
import sys
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

import httpx
import pytest
import torch
from safetensors.torch import save
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus
from websockets.typing import Origin

from app.settings import Settings
from tests.conftest import Server, running_server
from tests.faults.journeys import Traveller, whole
from tests.fronting import Front, nginx_before
from tests.web.client import Client, columns, comparison, long_comparison

SCHOOL = "https://school.example"
LARGEST = Settings.model_fields["max_checkpoint_bytes"].default


class Place(NamedTuple):
    server: Server
    front: Front


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    own: dict[str, Any] = {
        "THALWEG_WORKERS": "2",
        "THALWEG_PROXIES": "127.0.0.1",
        "THALWEG_EMBED_ORIGINS": SCHOOL,
        "THALWEG_PING_SECONDS": "0.5",
        "THALWEG_LOG": "json",
        "THALWEG_LOG_LEVEL": "debug",
    }
    with running_server(**own) as server, nginx_before(server, tmp_path_factory.mktemp("nginx")) as front:
        yield Place(server, front)


@pytest.fixture
async def visitor(place: Place) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=place.front.url, timeout=30) as visitor:
        yield visitor


def stream(front: Front, **options: Any) -> connect:
    address = front.url.replace("http", "ws", 1) + "/api/stream"
    return connect(address, max_size=None, compression=None, **options)


async def test_the_page_and_its_files_come_with_their_headers_and_squeezed(
    visitor: httpx.AsyncClient,
) -> None:
    page = await visitor.get("/")
    assert page.status_code == 200
    assert page.headers["server"].startswith("nginx")
    assert "frame-ancestors 'self'" in page.headers["content-security-policy"]
    script = await visitor.get("/static/js/main.js?v=1")
    assert script.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert script.headers["content-encoding"] == "gzip"
    assert script.headers["content-type"].startswith("text/javascript")
    assert (await visitor.get("/static/js/main.js")).headers["cache-control"] == "no-cache"
    plotly = await visitor.get("/vendor/plotly.min.js")
    assert len(plotly.content) > 1 << 20


@pytest.mark.parametrize("path", ["/", "/static/js/main.js", "/api/catalog", "/vendor/plotly.min.js"])
async def test_what_a_browser_has_already_is_not_sent_again(visitor: httpx.AsyncClient, path: str) -> None:
    first = await visitor.get(path)
    again = await visitor.get(path, headers={"If-None-Match": first.headers["etag"]})
    assert (first.status_code, again.status_code) == (200, 304)
    assert again.content == b""


async def test_a_stream_through_it_is_the_stream_without_it(place: Place, visitor: httpx.AsyncClient) -> None:
    plan = comparison(200, 2)
    async with stream(place.front, origin=Origin(place.front.url)) as connection:
        assert connection.response is not None
        assert connection.response.status_code == 101
        client = Client(connection)
        await client.say("compare", comparison=plan)
        heard = await client.hear_until("finished")
    answer = (await visitor.post("/api/compare", json=plan)).json()
    for run in (0, 1):
        assert columns(heard, run)["x"] == pytest.approx(answer["runs"][run]["x"], rel=1e-5)


async def test_chunks_come_while_the_work_goes_on_and_a_steer_reaches_it(place: Place) -> None:
    async with stream(place.front) as connection:
        client = Client(connection)
        await client.say("compare", comparison=long_comparison())
        await client.hear_until("chunk")
        await client.say("steer", run=0, params={"lr": 0.0002})
        steered = (await client.hear_until("steered"))[-1]
        assert 0 < steered["step"] < 20_000
        await client.say("cancel")
        await client.hear_until("cancelled")


@pytest.mark.parametrize(("seed", "how"), [(100, "close"), (101, "reset"), (102, "silence")])
async def test_who_loses_the_way_to_it_goes_on_through_it(place: Place, seed: int, how: str) -> None:
    plan = {
        **long_comparison(100 + seed),
        "steps": 6000,
    }  # one for each, or it would be kept and told at once
    before = replace(place.server, url=place.front.url)
    async with Traveller(before, plan) as traveller:
        for _ in range(3):
            await traveller.connect()
            await traveller.hear(5)
            await traveller.cut(how)
        await traveller.connect()
        await traveller.hear_all()
    uncut = await whole(place.server, plan)
    assert traveller.refusal is None
    assert traveller.starts == 4
    assert traveller.runs == uncut.runs


async def test_a_stream_that_rests_longer_than_nginx_waits_is_held_by_pings(
    place: Place, tmp_path: Path
) -> None:
    with nginx_before(place.server, tmp_path, patience=1) as front:
        async with stream(front, ping_interval=None) as connection:
            await asyncio.sleep(2.5)
            client = Client(connection)
            await client.say("compare", comparison=comparison(5))
            await client.hear_until("finished")


async def test_a_page_of_another_origin_is_kept_out_and_the_own_one_let_in_over_tls(place: Place) -> None:
    trust = ssl.create_default_context(cafile=str(place.front.certificate))
    address = place.front.secure_url.replace("http", "ws", 1) + "/api/stream"
    async with connect(address, ssl=trust, origin=Origin(place.front.secure_url)) as connection:
        client = Client(connection)
        await client.say("compare", comparison=comparison(5))
        await client.hear_until("finished")
    for origin in (place.front.secure_url.replace("https", "http"), "https://evil.example"):
        with pytest.raises(InvalidStatus) as refused:
            async with connect(address, ssl=trust, origin=Origin(origin)):
                pass
        assert refused.value.response.status_code == 403


async def test_a_frame_of_a_listed_origin_may_hold_the_scene(visitor: httpx.AsyncClient) -> None:
    embed, page = await visitor.get("/embed"), await visitor.get("/")
    assert embed.headers["content-security-policy"].endswith(f"frame-ancestors 'self' {SCHOOL}")
    assert "x-frame-options" not in embed.headers
    assert page.headers["x-frame-options"] == "SAMEORIGIN"


async def test_a_large_checkpoint_comes_through_and_a_larger_one_is_refused_in_words(
    visitor: httpx.AsyncClient,
) -> None:
    kind = {"Content-Type": "application/octet-stream"}
    fitting = save({"output.weight": torch.zeros(LARGEST // 4 - 100)})
    assert len(fitting) > LARGEST - 1024
    answer = await visitor.post("/api/checkpoints", content=fitting, headers=kind)
    assert answer.status_code == 201, answer.text
    back = await visitor.get(f"/api/checkpoints/{answer.json()['id']}")
    assert back.content == fitting
    for path, size in (
        ("/api/checkpoints", LARGEST + 1),
        ("/api/checkpoints", 20 << 20),
        ("/api/compare", 70_000),
    ):
        over = await visitor.post(path, content=bytes(size), headers=kind)
        assert over.status_code == 413
        assert over.headers["content-type"] == "application/json"
        assert over.json()["error"]["code"] == "too_large"
        assert set(over.json()["error"]) == {"code", "message", "field", "zh"}


async def test_an_answer_of_megabytes_is_whole(visitor: httpx.AsyncClient) -> None:
    answer = await visitor.post("/api/compare", json=comparison(20_000, 2))
    assert answer.status_code == 200
    assert len(answer.content) > 2 << 20
    assert [len(run["loss"]) for run in answer.json()["runs"]] == [20_001] * 2


# Elsewhere than on Linux, a machine has one address of its own only.
@pytest.mark.parametrize("address", ["127.0.0.1", "127.0.0.2"][: 2 if sys.platform == "linux" else 1])
async def test_the_server_learns_who_asks_and_believes_no_forger(place: Place, address: str) -> None:
    seen = len(place.server.lines)
    forged = {"X-Forwarded-For": "203.0.113.9", "Forwarded": "for=203.0.113.9", "X-Real-IP": "203.0.113.9"}
    async with stream(place.front, local_addr=(address, 0), additional_headers=forged) as connection:
        client = Client(connection)
        await client.say("compare", comparison=comparison(5))
        await client.hear_until("finished")

    def opened() -> list[dict[str, Any]]:
        lines = (line for line in place.server.lines[seen:] if line.startswith("{"))
        return [fact for line in lines if (fact := json.loads(line))["event"] == "connection_opened"]

    async with asyncio.timeout(10):
        while not opened():
            await asyncio.sleep(0.05)
    assert [fact["address"] for fact in opened()] == [address]


async def test_strangers_see_no_figures_and_other_names_nothing(
    place: Place, visitor: httpx.AsyncClient
) -> None:
    assert (await visitor.get("/metrics")).status_code == 404
    assert httpx.get(f"{place.server.url}/metrics").status_code == 200
    other = await visitor.get("/", headers={"Host": "evil.example"})
    assert other.status_code == 400
    assert other.json()["error"]["code"] == "wrong_host"
    assert (await visitor.get("/healthz")).json() == {"status": "ok"}
