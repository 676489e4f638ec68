"""`make soak`: workers and connections are killed at random while students work, and every result is checked.

Fails where one result is wrong, one wait has no end, one worker is not free afterwards, or memory grows.
"""

from __future__ import annotations

import asyncio
import json
import os
import statistics
import sys
import urllib.request
from collections import Counter
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing import get_context
from random import Random
from time import perf_counter as clock

import psutil

from tests.bench.figure import Figure
from tests.conftest import Server
from tests.faults.journeys import any_way
from tests.load.checked import wrong
from tests.load.limits import watched_server
from tests.load.lives import Journey, Plan, plan
from tests.web.client import long_comparison, open_stream

STUDENTS = 6
WORKERS = max(2, os.cpu_count() or 2)
KILL_SECONDS = (2.0, 8.0)  # between one worker's death and the next
CUT_SHARE = 0.5  # of the comparisons that lose their connection, once or more often
PATIENCE_SECONDS = 90.0  # what takes longer than this is stuck
SETTLE_SECONDS = 20.0
ROOM = 1.1  # what memory may come to, of what it was in the beginning
IDLE_SHARE = 0.05  # of a core, that workers at rest may take


@dataclass
class Tally:
    """What has happened."""

    right: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    stuck: list[str] = field(default_factory=list)
    refused: Counter[str] = field(default_factory=Counter)
    kills: int = 0
    cuts: Counter[str] = field(default_factory=Counter)
    steers: int = 0
    memory: list[tuple[float, float]] = field(default_factory=list)  # seconds since the beginning, megabytes

    def __str__(self) -> str:
        right = ", ".join(f"{count} {kind}" for kind, count in sorted(self.right.items()))
        return (
            f"right: {right or 'none'}; wrong {len(self.wrong)}; stuck {len(self.stuck)}; "
            f"{self.kills} workers killed; connections cut {dict(self.cuts)}; {self.steers} steers; "
            f"refused {dict(self.refused)}"
        )


def main(seconds: float) -> int:
    """Soak for so many seconds; the exit status tells whether all figures hold."""
    with watched_server(THALWEG_WORKERS=str(WORKERS)) as server:
        tally, figures = asyncio.run(soak(server, seconds, report=True))
        complaints = [line for line in server.lines if "Traceback" in line]
    print(tally, *tally.wrong[:20], *tally.stuck[:20], *complaints[:20], sep="\n")
    for figure in figures:
        print(figure)
    return 0 if all(figure.holds for figure in figures) and not complaints else 1


async def soak(
    server: Server, seconds: float, report: bool = False, pause: tuple[float, float] = KILL_SECONDS
) -> tuple[Tally, list[Figure]]:
    """Work, kill and check for so many seconds; then look whether anything has stayed behind."""
    with urllib.request.urlopen(f"{server.url}/api/catalog") as answer:
        formulas = {entry["id"]: entry["formula"] for entry in json.load(answer)["functions"]}
    tally = Tally()
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as checkers:
        # Torch is loaded there before the clock runs.
        await asyncio.get_running_loop().run_in_executor(checkers, wrong, {"runs": []}, [], [], {})
        desk, end = Desk(server, tally, checkers, formulas), clock() + seconds
        around = [
            asyncio.create_task(_kill_workers(server, tally, Random(1), pause)),
            asyncio.create_task(_weigh(server, tally, report)),
        ]
        await asyncio.gather(*(_study(desk, Random(seed), end) for seed in range(STUDENTS)))
        for task in around:
            task.cancel()
        free = await slots_that_answer(server)
        idle = await idle_share(server)
    return tally, [*_figures(tally), *_rest(free, idle), _growth(tally, seconds)]


@dataclass(frozen=True)
class Desk:
    """What a student needs: the server, where results are checked, and where they are counted."""

    server: Server
    tally: Tally
    checkers: ProcessPoolExecutor
    formulas: dict[str, str]

    async def check(self, journey: Journey) -> None:
        """Compare what came with a plain loop."""
        assert journey.outcomes is not None
        found = await asyncio.get_running_loop().run_in_executor(
            self.checkers, wrong, journey.taken_place(), journey.runs, journey.outcomes, self.formulas
        )
        self.tally.wrong += found
        self.tally.right[journey.kind] += not found


async def _study(desk: Desk, chance: Random, end: float) -> None:
    """One comparison after another, some with cuts and steers on the way."""
    while clock() < end:
        wanted = plan(chance)
        async with Journey(desk.server, wanted) as journey:
            try:
                async with asyncio.timeout(PATIENCE_SECONDS):
                    await _travel(desk, journey, wanted, chance)
            except TimeoutError:
                desk.tally.stuck.append(f"{wanted.kind} after {journey.starts} starts: {wanted.comparison}")
            except AssertionError as fault:
                desk.tally.wrong.append(f"{wanted.kind}: {fault}")
        if journey.refusal is not None:
            desk.tally.refused[journey.refusal["code"]] += 1
        elif journey.outcomes is not None:
            await desk.check(journey)


async def _travel(desk: Desk, journey: Journey, wanted: Plan, chance: Random) -> None:
    await journey.connect()
    if wanted.steer is not None:
        await journey.hear(chance.randrange(1, 6))
        desk.tally.steers += await journey.steer(*wanted.steer)
    while chance.random() < CUT_SHARE and not journey.over:
        await journey.hear(chance.randrange(12))
        if not journey.over:
            how = any_way(chance)
            desk.tally.cuts[how] += 1
            await journey.cut(how)
            await asyncio.sleep(chance.uniform(0, 0.3))
            await journey.connect()
    await journey.hear_all()


async def _kill_workers(server: Server, tally: Tally, chance: Random, pause: tuple[float, float]) -> None:
    while True:
        await asyncio.sleep(chance.uniform(*pause))
        if alive := list(workers(server)):
            with suppress(psutil.NoSuchProcess):
                chance.choice(alive).kill()
                tally.kills += 1


def workers(server: Server) -> Iterable[psutil.Process]:
    """The worker processes: those that the server's fork server has made."""
    for process in psutil.Process(server.process.pid).children(recursive=True):
        with suppress(psutil.NoSuchProcess):
            if process.ppid() != server.process.pid and process.status() != psutil.STATUS_ZOMBIE:
                yield process


async def _weigh(server: Server, tally: Tally, report: bool) -> None:
    began, told = clock(), 0.0
    while True:
        with suppress(psutil.NoSuchProcess):
            web = psutil.Process(server.process.pid).memory_full_info().uss
            tally.memory.append((clock() - began, web / 1e6))
        if report and clock() - told > 30:
            told = clock()
            print(f"{told - began:4.0f} s  {tally.memory[-1][1]:.0f} MB  {tally}", flush=True)
        await asyncio.sleep(1)


async def slots_that_answer(server: Server) -> int:
    """How many workers take up work at the same time, each a comparison that would keep it for long."""

    async def began(seed: int) -> bool:
        async with open_stream(server) as client:
            await client.say("compare", comparison=long_comparison(seed))
            with suppress(TimeoutError):
                async with asyncio.timeout(SETTLE_SECONDS):
                    await client.hear_until("chunk")
                    await everyone.wait()
                    return True
            return False

    everyone = asyncio.Barrier(WORKERS)
    return sum(await asyncio.gather(*(began(seed) for seed in range(WORKERS))))


async def idle_share(server: Server) -> float:
    """Of a core, what the workers take when nobody is there; waits until it is next to nothing."""
    end = clock() + SETTLE_SECONDS
    while True:
        before, began = _spent(server), clock()
        await asyncio.sleep(1)
        share = (_spent(server) - before) / (clock() - began)
        if share <= IDLE_SHARE or clock() > end:
            return share


def _spent(server: Server) -> float:
    times = [worker.cpu_times() for worker in workers(server)]
    return float(sum(time.user + time.system for time in times))


def _figures(tally: Tally) -> list[Figure]:
    right = sum(tally.right.values())
    refused = tally.refused.total() / max(1, right)
    return [
        Figure("results that are right", right, "", "at least", 1, str(dict(tally.right))),
        Figure("results that are wrong", len(tally.wrong), "", "at most", 0),
        Figure("waits without an end", len(tally.stuck), "", "at most", 0),
        Figure("refused, of those answered", refused, "x", "at most", 0.02, str(dict(tally.refused))),
    ]


def _rest(free: int, idle: float) -> list[Figure]:
    return [
        Figure("workers that take up work afterwards", free, "", "at least", WORKERS),
        Figure("what workers at rest take", idle, "core", "at most", IDLE_SHARE),
    ]


def _growth(tally: Tally, seconds: float) -> Figure:
    """The web process at the end, to its third minute (or third tenth); workers are killed all the time."""
    first, window = min(120.0, 0.2 * seconds), min(60.0, 0.2 * seconds)
    early = [size for at, size in tally.memory if first <= at < first + window]
    late = [size for at, size in tally.memory if at >= seconds - window]
    share = statistics.median(late) / statistics.median(early) if early and late else float("inf")
    detail = f"{statistics.median(early or [0]):.0f} MB -> {statistics.median(late or [0]):.0f} MB"
    return Figure("memory at the end, to the beginning", share, "x", "at most", ROOM, detail)


if __name__ == "__main__":
    sys.exit(main(float(sys.argv[1]) if len(sys.argv) > 1 else 600))
