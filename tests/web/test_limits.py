"""Clients that ask too much, say too much, read too slowly or vanish."""

from __future__ import annotations

import asyncio
import contextlib
import json
import socket
import struct
import time
from collections.abc import Iterator
from typing import Any

import httpx
import psutil
import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus

from app.web import limits
from app.web.limits import Pace
from tests.conftest import Server, running_server
from tests.web.client import Client, columns, comparison, long_comparison, open_stream

PING_SECONDS = 0.4
SEND_SECONDS = 1.0


@pytest.fixture(scope="module")
def strict() -> Iterator[Server]:
    """A server with tight limits."""
    with running_server(
        THALWEG_WORKERS="2",
        THALWEG_MAX_QUEUE="3",
        THALWEG_MAX_CONNECTIONS="6",
        THALWEG_ADDRESS_SHARE="1",
        THALWEG_REQUESTS_AT_ONCE="4",
        THALWEG_MESSAGES_PER_SECOND="60",
        THALWEG_SEND_SECONDS=str(SEND_SECONDS),
        THALWEG_PING_SECONDS=str(PING_SECONDS),
    ) as server:
        yield server


def work_of(server: Server) -> float:
    """Seconds of processor time that the workers have used so far."""
    children = psutil.Process(server.process.pid).children(recursive=True)
    return sum(sum(child.cpu_times()[:2]) for child in children)


def memory_of(server: Server) -> int:
    return int(psutil.Process(server.process.pid).memory_info().rss)


async def rests(server: Server) -> bool:
    """Whether the workers do nothing for a moment."""
    before = work_of(server)
    await asyncio.sleep(0.3)
    return work_of(server) - before < 0.05


async def works_again(server: Server) -> None:
    async with open_stream(server) as client:
        await client.say("compare", comparison=comparison(5))
        await client.hear_until("finished")


def narrow_socket(server: Server) -> socket.socket:
    """A socket that takes in little at a time."""
    connection = socket.socket()
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    connection.connect(("127.0.0.1", server.port))
    connection.setblocking(False)
    return connection


@pytest.mark.parametrize("compression", [None, "deflate"])
async def test_a_message_over_the_limit_ends_the_connection(strict: Server, compression: Any) -> None:
    memory = memory_of(strict)
    async with open_stream(strict, compression=compression) as client:
        bomb = json.dumps({"type": "compare", "id": "c1", "comparison": " " * 10_000_000})
        with contextlib.suppress(ConnectionClosed):
            await client.connection.send(bomb)
        assert await client.closed() == 1009
    assert memory_of(strict) - memory < 20e6
    await works_again(strict)


async def test_a_flood_of_messages_ends_the_connection(strict: Server) -> None:
    async with open_stream(strict) as client:
        with contextlib.suppress(ConnectionClosed):
            for _ in range(1000):
                await client.say("pause", "nobody")
        assert await client.closed() == 1008
    await works_again(strict)


@pytest.mark.parametrize(("spent", "count"), [(0.0002, 1000), (0.005, 40), (0.3, 2)])
async def test_reading_rests_so_long_that_it_takes_its_share_of_the_time(
    monkeypatch: pytest.MonkeyPatch, spent: float, count: int
) -> None:
    rests: list[float] = []

    async def sleep(seconds: float) -> None:
        rests.append(seconds)

    monkeypatch.setattr(asyncio, "sleep", sleep)
    pace = Pace(0.25)
    for _ in range(count):
        await pace.after(spent)
    assert len(rests) == count, "others have their turn after every message"
    worked = spent * count
    assert sum(rests) == pytest.approx(3 * worked, abs=limits.WORTH_A_REST_SECONDS)
    assert all(rest == 0 or rest >= limits.WORTH_A_REST_SECONDS for rest in rests)


async def test_messages_that_take_long_to_check_delay_nobody(server: Server) -> None:
    def large(seed: int) -> str:
        leaves = [{"id": "StepLR", "params": {"step_size": 3, "gamma": seed / 1000}}] * 10
        inner = [{"id": "ChainedScheduler", "params": {"schedulers": leaves}}] * 10
        schedule = {"id": "ChainedScheduler", "params": {"schedulers": inner}}
        runs = [
            {"optimizer": "Adam", "params": {"lr": (seed + k) / 1000}, "schedule": schedule} for k in range(9)
        ]
        plan = {**comparison(3), "runs": runs}
        return json.dumps({"type": "compare", "id": "c1", "comparison": plan}, separators=(",", ":"))

    times = []
    async with open_stream(server) as client, httpx.AsyncClient(base_url=server.url) as visitor:

        async def send_many() -> None:
            for seed in range(1, 600, 10):
                await client.connection.send(large(seed))
                await asyncio.sleep(1 / 60)

        reading = asyncio.create_task(client.closed())
        sending = asyncio.create_task(send_many())
        until = time.monotonic() + 2
        while time.monotonic() < until:
            begun = time.perf_counter()
            await visitor.get("/healthz")
            times.append(time.perf_counter() - begun)
            await asyncio.sleep(0.01)
        sending.cancel()
        reading.cancel()
    assert sorted(times)[len(times) // 2] < 0.1
    assert sorted(times)[int(len(times) * 0.95)] < 0.4


async def test_more_requests_than_one_connection_may_have_are_refused(strict: Server) -> None:
    async with open_stream(strict) as client:
        for k in range(4):
            await client.say("compare", f"c{k}", comparison=long_comparison(70 + k))
            await client.say("pause", f"c{k}")
        await client.say("compare", "one more", comparison=comparison(5))
        refused = (await client.hear_until("error"))[-1]
        assert (refused["id"], refused["error"]["code"]) == ("one more", "busy")
        assert "at most 4 requests at once" in refused["error"]["message"]


async def test_an_answer_that_nobody_reads_is_given_up_and_never_whole_in_memory(strict: Server) -> None:
    plan = {"comparison": {**comparison(3000), "runs": [{"optimizer": "SGD"}]}, "param": "lr"}
    body = json.dumps({**plan, "values": [k / 1e6 for k in range(1, 31)]}).encode()
    head = f"POST /api/fan HTTP/1.1\r\nHost: 127.0.0.1:{strict.port}\r\nContent-Length: {len(body)}\r\n\r\n"
    memory = memory_of(strict)
    with narrow_socket(strict) as one, narrow_socket(strict) as other:
        for connection in (one, other):
            connection.sendall(head.encode() + body)
        highest = memory
        until = time.monotonic() + 1.5
        while time.monotonic() < until:
            highest = max(highest, memory_of(strict))
            await asyncio.sleep(0.02)
        await asyncio.sleep(SEND_SECONDS + 0.5)
        begun = time.monotonic()
        await works_again(strict)
        assert time.monotonic() - begun < 1
    assert highest - memory < 8e6


def test_a_body_that_trickles_is_given_up(strict: Server) -> None:
    with socket.create_connection(("127.0.0.1", strict.port), timeout=10) as connection:
        head = f"POST /api/compare HTTP/1.1\r\nHost: 127.0.0.1:{strict.port}\r\nContent-Length: 100\r\n\r\n{{"
        connection.sendall(head.encode())
        begun = time.monotonic()
        answer = ""
        while piece := connection.recv(65_536).decode():  # until the server closes: what is to come is unread
            answer += piece
    assert time.monotonic() - begun < SEND_SECONDS + 3
    assert answer.startswith("HTTP/1.1 408")
    assert "too_slow" in answer


async def test_more_requests_than_can_wait_are_refused_as_busy_and_health_stays_good(strict: Server) -> None:
    async with open_stream(strict) as one, open_stream(strict) as other:
        for k in range(3):
            await one.say("compare", f"a{k}", comparison=long_comparison(k))
            await other.say("compare", f"b{k}", comparison=long_comparison(10 + k))
        # Which of the two is read last, and so finds no room, is chance.
        clients = [(client, asyncio.create_task(client.hear_until("error"))) for client in (one, other)]
        waiting = [task for _, task in clients]
        heard, others = await asyncio.wait(waiting, timeout=10, return_when=asyncio.FIRST_COMPLETED)
        assert [task.result()[-1]["error"]["code"] for task in heard] == ["busy"]
        # Who does not read loses its place: both go on taking in what comes.
        reading = [asyncio.create_task(client.closed()) for client, task in clients if task in heard]
        async with httpx.AsyncClient(base_url=strict.url) as visitor:
            assert (await visitor.get("/healthz")).status_code == 200
            refused = await visitor.post("/api/compare", json=comparison(5))
            assert (refused.status_code, refused.headers["retry-after"]) == (429, "1")
        for task in (*reading, *others):
            task.cancel()
    await asyncio.sleep(0.5)
    await works_again(strict)


async def test_one_connection_more_than_the_limit_is_refused(strict: Server) -> None:
    async with asyncio.timeout(20):
        opened = [open_stream(strict) for _ in range(6)]
        clients = [await context.__aenter__() for context in opened]
        try:
            with pytest.raises(InvalidStatus, match="429"):
                async with open_stream(strict):
                    pass
        finally:
            for context in opened:
                await context.__aexit__(None, None, None)
    assert len(clients) == 6
    await works_again(strict)


async def test_a_slow_reader_slows_its_worker_and_gets_everything_in_the_end(server: Server) -> None:
    plan = comparison(20_000, 4, seed=21)
    memory = memory_of(server)
    async with open_stream(server, sock=narrow_socket(server), max_queue=1) as client:
        await client.say("compare", comparison=plan)
        heard = await client.hear_until("chunk")
        until = time.monotonic() + 30
        while not await rests(server):
            assert time.monotonic() < until
        assert memory_of(server) - memory < 20e6
        heard += await client.hear_until("finished")
    assert len(columns(heard, 3)["x"]) == 20_001


async def test_a_reader_that_never_reads_loses_its_worker_at_the_deadline(strict: Server) -> None:
    async with open_stream(strict, sock=narrow_socket(strict), max_queue=1) as client:
        for k in range(2):
            await client.say("compare", f"c{k}", comparison=long_comparison(30 + k))
        await client.hear()
        client.connection.transport.pause_reading()
        deadline = time.monotonic() + 15
        while not await rests(strict):
            assert time.monotonic() < deadline
        await asyncio.sleep(SEND_SECONDS)
        begun = time.monotonic()
        await works_again(strict)
        assert time.monotonic() - begun < 1
        client.connection.transport.abort()


async def test_commands_during_a_run_longer_than_the_ping_timeout_do_no_harm(strict: Server) -> None:
    async with open_stream(strict) as client:
        await client.say("compare", comparison=long_comparison(40))
        heard = await client.hear_until("chunk")
        until = time.monotonic() + 3 * PING_SECONDS
        while time.monotonic() < until:
            await client.say("pause", "nobody")
            heard.append(await client.hear())
            await asyncio.sleep(0.05)
        await client.say("cancel")
        await client.hear_until("cancelled")


async def close_frame(client: Client) -> None:
    await client.connection.close()


async def reset(client: Client) -> None:
    connection = client.connection.transport.get_extra_info("socket")
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    client.connection.transport.abort()


async def fall_silent(client: Client) -> None:
    """Neither read nor answer pings any more, as a computer does that was unplugged."""
    client.connection.transport.pause_reading()
    await asyncio.sleep(2 * PING_SECONDS + SEND_SECONDS)


@pytest.mark.parametrize("leave", [close_frame, reset, fall_silent])
async def test_a_closed_tab_stops_its_work_within_half_a_second(strict: Server, leave: Any) -> None:
    async with open_stream(strict) as client:
        await client.say("compare", comparison=long_comparison(50))
        await client.hear_until("chunk")
        assert not await rests(strict)
        await leave(client)
        await asyncio.sleep(0.5)
        assert await rests(strict)
        client.connection.transport.abort()


async def test_starting_and_cancelling_many_times_leaves_nothing_behind(server: Server) -> None:
    process = psutil.Process(server.process.pid)

    async def rounds(client: Client, count: int) -> None:
        for k in range(count):
            await client.say("compare", comparison=long_comparison(1000 + k))
            await client.hear_until("chunk")
            await client.say("cancel")
            await client.hear_until("cancelled")

    def held() -> tuple[int, set[int]]:
        return process.num_fds(), {child.pid for child in process.children(recursive=True)}

    async with open_stream(server) as client:
        await rounds(client, 10)
        before, memory = held(), memory_of(server)
        await rounds(client, 100)
        assert held() == before
        assert memory_of(server) < 1.1 * memory
