"""The end in good order: nobody new, what is in progress may finish, then all is closed and gone."""

from __future__ import annotations

import asyncio
import json
import signal
import time
from typing import Any

import httpx
import psutil
import pytest
from websockets.exceptions import InvalidStatus

from tests.conftest import Server, running_server
from tests.web.client import Client, comparison, long_comparison, open_stream
from tests.web.test_server import all_gone, children_of


async def until_not_ready(visitor: httpx.AsyncClient) -> dict[str, Any]:
    """The error of the first /readyz that says no."""
    async with asyncio.timeout(5):
        while (answer := await visitor.get("/readyz")).status_code == 200:
            await asyncio.sleep(0.01)
    assert answer.status_code == 503
    assert answer.headers["retry-after"]
    error: dict[str, Any] = answer.json()["error"]
    return error


def facts(server: Server, event: str) -> list[dict[str, Any]]:
    """The lines of the log about that event."""
    return [
        fact for line in server.lines if line.startswith("{") and (fact := json.loads(line))["event"] == event
    ]


async def begin(client: Client, number: int) -> None:
    await client.say("compare", comparison=long_comparison(number))
    await client.hear_until("chunk")


async def test_while_three_runs_drain_readyz_says_no_and_then_nothing_is_left() -> None:
    with running_server(THALWEG_WORKERS="3", THALWEG_LOG="json") as server:
        children = children_of(server)
        async with (
            httpx.AsyncClient(base_url=server.url) as visitor,
            open_stream(server) as one,
            open_stream(server) as two,
            open_stream(server) as three,
        ):
            for number, client in enumerate((one, two, three)):
                await begin(client, number)
            assert (await visitor.get("/readyz")).json()["busy"] == 3
            begun = time.monotonic()
            server.process.send_signal(signal.SIGTERM)
            refusal = await until_not_ready(visitor)
            assert refusal["code"] == "draining"
            assert (await visitor.get("/healthz")).status_code == 200
            codes = [await client.closed() for client in (one, two, three)]
        await asyncio.to_thread(server.process.wait, 6)
        assert time.monotonic() - begun < 6
        assert codes == [1012, 1012, 1012]
        assert await all_gone(children, 2)
    assert facts(server, "server_draining")[0]["busy"] == 3
    assert {fact["code"] for fact in facts(server, "connection_closed")} == {1012}
    assert not any("Traceback" in line for line in server.lines)


async def test_what_is_in_progress_is_finished_and_nobody_new_is_let_in() -> None:
    with running_server(THALWEG_WORKERS="1", THALWEG_DRAIN_SECONDS="120") as server:
        async with httpx.AsyncClient(base_url=server.url) as visitor, open_stream(server) as client:
            await client.say("compare", comparison=comparison(6_000, 6))
            heard = await client.hear_until("chunk")
            server.process.send_signal(signal.SIGTERM)
            await until_not_ready(visitor)
            with pytest.raises(InvalidStatus) as refused:
                async with open_stream(server):
                    pass
            assert refused.value.response.status_code == 503
            heard += await client.hear_until("finished")
            entries = sum(len(message["loss"]) for message in heard if message["type"] == "chunk")
            assert entries == 6 * 6_001
            assert await client.closed() == 1012
        await asyncio.to_thread(server.process.wait, 10)


async def test_who_has_nothing_in_progress_does_not_hold_up_the_end() -> None:
    with running_server(THALWEG_WORKERS="1", THALWEG_DRAIN_SECONDS="60") as server:
        async with open_stream(server) as client:
            begun = time.monotonic()
            server.process.send_signal(signal.SIGTERM)
            assert await client.closed() == 1012
        await asyncio.to_thread(server.process.wait, 10)
        assert time.monotonic() - begun < 10


@pytest.mark.parametrize("signals", [(signal.SIGINT,), (signal.SIGTERM, signal.SIGTERM)])
async def test_ctrl_c_and_a_second_signal_mean_now(signals: tuple[signal.Signals, ...]) -> None:
    with running_server(THALWEG_WORKERS="1", THALWEG_DRAIN_SECONDS="60") as server:
        children: list[psutil.Process] = children_of(server)
        async with open_stream(server) as client:
            await begin(client, 1)
            begun = time.monotonic()
            for number in signals:
                server.process.send_signal(number)
                await asyncio.sleep(0.3)  # two at once would be one to the process
            assert await client.closed() == 1012
        await asyncio.to_thread(server.process.wait, 15)
        assert time.monotonic() - begun < 15
        assert await all_gone(children, 2)
    assert not any("Traceback" in line for line in server.lines)
