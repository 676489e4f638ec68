"""While workers run, die or are attacked: the server answers, others go on, and what is logged stays neat."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import httpx
import psutil
from websockets.exceptions import ConnectionClosed

from tests.conftest import Server
from tests.faults.conftest import best_of
from tests.web.client import Client, columns, comparison, long_comparison, open_stream

LAG_SECONDS = 0.05
FLOOD_SECONDS = 20
FLOODED_LAG_SECONDS = 0.1
LONGEST_LINE = 5_000


@asynccontextmanager
async def three_runs(server: Server) -> AsyncIterator[None]:
    """All workers at work for a client that takes everything in."""
    async with open_stream(server) as client:
        for number in range(3):
            await client.say("compare", f"c{number}", comparison=long_comparison(200 + number))
        await client.hear_until("chunk")
        reading = asyncio.create_task(client.closed())
        yield
        reading.cancel()


async def slowest_answer(visitor: httpx.AsyncClient, count: int = 60) -> float:
    """The longest that `/healthz` takes: the event loop's lag is a part of it."""
    slowest = 0.0
    for _ in range(count):
        begun = time.perf_counter()
        assert (await visitor.get("/healthz")).status_code == 200
        slowest = max(slowest, time.perf_counter() - begun)
        await asyncio.sleep(0.002)
    return slowest


async def test_the_event_loop_lags_by_less_than_50_ms_while_all_workers_run(server: Server) -> None:
    async with httpx.AsyncClient(base_url=server.url) as visitor:

        async def measure() -> float:
            """The lag as a share of what it may be; a machine that is busy otherwise has one anyway."""
            usual = await slowest_answer(visitor)
            async with three_runs(server):
                slowest = await slowest_answer(visitor)
            return slowest / max(LAG_SECONDS, 3 * usual)

        await best_of(measure, 1, attempts=8)


async def test_a_thousand_messages_a_second_end_their_connection_and_delay_nobody(server: Server) -> None:
    async def flood(client: Client) -> float:
        begun = time.monotonic()
        sent = 0
        with suppress(ConnectionClosed):
            while time.monotonic() - begun < FLOOD_SECONDS:
                # A machine that wakes this late has more to send at once: a thousand in each second.
                while sent < 1000 * (time.monotonic() - begun):
                    await client.say("pause", "nobody")
                    sent += 1
                await asyncio.sleep(0.001)
        assert await client.closed() == 1008
        return time.monotonic() - begun

    async with httpx.AsyncClient(base_url=server.url) as visitor:

        async def measure() -> float:
            """The worse of both figures, as a share of what it may be."""
            usual = await slowest_answer(visitor)
            async with open_stream(server) as client:
                flooding = asyncio.create_task(flood(client))
                slowest = await slowest_answer(visitor)
                ended = await flooding
            return max(slowest / max(FLOODED_LAG_SECONDS, 3 * usual), ended / max(1, 20 * usual))

        await best_of(measure, 1, attempts=8)


def busiest(server: Server, seconds: float = 0.4) -> psutil.Process:
    children = psutil.Process(server.process.pid).children(recursive=True)
    used = {child: sum(child.cpu_times()[:2]) for child in children}
    time.sleep(seconds)
    return max(used, key=lambda child: sum(child.cpu_times()[:2]) - used[child])


async def test_a_killed_worker_hurts_no_other_run_and_a_new_one_works_within_5_seconds(
    server: Server,
) -> None:
    plans = [comparison(8_000, 2, seed=300 + number) for number in range(2)]

    async def follow(client: Client) -> str:
        heard = await client.hear_until("chunk")
        started.release()
        while heard[-1]["type"] not in ("finished", "error"):
            heard.append(await client.hear())
        if heard[-1]["type"] == "error":
            return str(heard[-1]["error"]["code"])
        assert [len(columns(heard, run)["x"]) for run in range(2)] == [8_001] * 2
        return "finished"

    started = asyncio.Semaphore(0)
    async with open_stream(server) as one, open_stream(server) as two, open_stream(server) as new:
        following = []
        for client, plan in zip((one, two), plans, strict=True):
            await client.say("compare", comparison=plan)
            following.append(asyncio.create_task(follow(client)))
        for _ in plans:
            await started.acquire()
        os.kill((await asyncio.to_thread(busiest, server)).pid, signal.SIGKILL)
        ends = await asyncio.gather(*following)
        begun = time.monotonic()
        await new.say("compare", comparison=comparison(5))
        await new.hear_until("finished")
        assert time.monotonic() - begun < 5
    assert "finished" in ends
    assert set(ends) <= {"finished", "worker_lost"}


async def test_an_address_with_work_for_all_workers_lets_another_have_its_turn(server: Server) -> None:
    async with open_stream(server) as hog, open_stream(server, local_addr=("127.0.0.2", 0)) as other:
        for number in range(6):
            await hog.say("compare", f"c{number}", comparison=long_comparison(400 + number))
        await hog.hear_until("chunk")
        finishing = asyncio.create_task(hog.hear_until("finished"))
        await other.say("compare", comparison=comparison(5))
        await other.hear_until("finished")
        assert not finishing.done()
        finishing.cancel()


async def test_what_strangers_say_is_logged_on_one_short_line_or_not_at_all(server: Server) -> None:
    forged = "all is well, says the server"
    before = len(server.lines)
    async with httpx.AsyncClient(base_url=server.url) as visitor:
        await visitor.get(f"/x%0d%0aINFO:%20{forged}", headers={"User-Agent": "a" * 30_000})
        await visitor.get("/healthz", headers={"Host": "evil.example\x1b[31m"})
        await visitor.post("/api/compare", json={"objective": {"kind": f"\r\n{forged}"}})
    async with open_stream(server) as client:
        for identifier in ("c\r\n" + forged, "\x1b[2J", "\u2028", "x" * 60_000):
            await client.say("cancel", identifier)
            assert (await client.hear())["type"] == "error"
        with suppress(ConnectionClosed):
            await client.say("cancel", "x" * 1_000_000)
        assert await client.closed() == 1009
    _, writer = await asyncio.open_connection("127.0.0.1", server.port)
    writer.write(b"\x16\x03\x01" + forged.encode() + b"\r\n\r\n")
    await writer.drain()
    writer.close()
    await asyncio.sleep(0.3)
    for line in server.lines[before:]:
        assert len(line) < LONGEST_LINE
        assert line.isprintable()
        assert not line.startswith(("INFO:", forged))
        if line.startswith("{"):
            assert isinstance(json.loads(line), dict)
