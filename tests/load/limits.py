"""How many students does the server hold, and how does it bear twice as many?"""

from __future__ import annotations

import asyncio
import json
import re
import signal
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from tests.bench.figure import Figure
from tests.conftest import Server, running_server
from tests.load.crowd import WARM_SECONDS, Level, Life, play
from tests.load.record import Held, held, percentile
from tests.load.scene import Scene
from tests.load.watched import TASKS

PLACES = 5000  # WebSockets that the server may have open, so that its work is what gives way
GROWTH = 1.5  # from level to level, until one falls short
PRECISION = 1.1
SETTLE_SECONDS = 10.0
ROOM = 1.1  # what memory may come to, of what it was before


@contextmanager
def watched_server(*profile: str, **environment: str) -> Iterator[Server]:
    """A server of its own that tells of its tasks."""
    command = ("-m", "tests.load.watched", *profile)
    with running_server(command, **{"THALWEG_MAX_CONNECTIONS": str(PLACES), **environment}) as server:  # type: ignore[arg-type]
        yield server


def first_scene(server: Server) -> Scene:
    """What the server's page opens with."""
    with urllib.request.urlopen(f"{server.url}/api/catalog") as answer:
        return Scene.first(json.load(answer))


async def ramp(
    server: Server, scene: Scene, life: Life, first: int, seconds: float, warm: float = WARM_SECONDS
) -> list[Level]:
    """Levels of ever more users up to the first that falls short, and then between the two."""
    levels, best, users = [], 0, first
    while True:
        levels.append(await play(server, scene, life, users, seconds, warm))
        print(levels[-1], flush=True)
        if not levels[-1].holds:
            break
        best, users = users, max(users + 1, round(users * GROWTH))
    short = users
    while short - best > 1 and short > best * PRECISION:
        levels.append(await play(server, scene, life, (best + short) // 2, seconds, warm))
        print(levels[-1], flush=True)
        best, short = (levels[-1].users, short) if levels[-1].holds else (best, levels[-1].users)
    return levels


def best(levels: Sequence[Level]) -> Level:
    """The level with the most users that were held, or the smallest."""
    return max((level for level in levels if level.holds), key=_users, default=min(levels, key=_users))


def _users(level: Level) -> int:
    return level.users


def most(levels: Sequence[Level]) -> int:
    """The most users that were held."""
    return max((level.users for level in levels if level.holds), default=0)


async def at_rest(server: Server, former: Held | None = None) -> Held:
    """What the server holds when everybody has left; waits a while for it to come down to `former`."""
    end = asyncio.get_running_loop().time() + SETTLE_SECONDS
    while True:
        await asyncio.sleep(0.5)
        now = held(server.process.pid, await tasks_of(server))
        enough = former is None or not any(not figure.holds for figure in growth(former, now))
        if enough or asyncio.get_running_loop().time() > end:
            return now


async def tasks_of(server: Server) -> int:
    """How many tasks the server's event loop has."""
    told = len(server.lines)
    server.process.send_signal(signal.SIGUSR1)
    async with asyncio.timeout(SETTLE_SECONDS):
        while not (found := re.findall(rf"{TASKS}(\d+)", "\n".join(server.lines[told:]))):
            await asyncio.sleep(0.02)
    return int(found[0])


def growth(before: Held, after: Held) -> list[Figure]:
    """That nothing has grown."""
    share = after.megabytes / before.megabytes
    return [
        Figure("memory afterwards, to that before", share, "x", "at most", ROOM, f"{before} -> {after}"),
        Figure("tasks afterwards", after.tasks, "", "at most", before.tasks),
        Figure("open files afterwards", after.files, "", "at most", before.files),
        Figure("processes afterwards", after.processes, "", "at most", before.processes),
    ]


def manners(level: Level, name: str) -> list[Figure]:
    """How the server behaved: health, and refusals in words alone."""
    slow = 1e3 * percentile(level.health, 99)
    told = f"refused {dict(level.record.refused)}, {level.turned_away} turned away"
    bad = len(level.record.wordless) + len(level.unhealthy) + sum(level.record.lost.values())
    detail = "; ".join([*level.record.wordless[:3], *level.unhealthy[:3]]) or told
    return [
        Figure(f"{name}: /healthz and /readyz, 99th percentile", slow, "ms", "at most", 100),
        Figure(f"{name}: lost, unhealthy or refused without words", bad, "", "at most", 0, detail),
    ]
