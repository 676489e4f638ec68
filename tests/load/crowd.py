"""Many students at once, for a while, and what became of them."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from time import perf_counter as clock

from tests.conftest import Server
from tests.load.pages import Browser
from tests.load.record import Record, Spent, percentile
from tests.load.scene import Scene
from tests.load.student import DRAG_SECONDS, Gone, Student
from tests.load.wire import TurnedAway

WARM_SECONDS = 1.0
PROBE_SECONDS = 0.02
END_SECONDS = 30.0
DRAGGING_SHARE = 0.1  # of a class, at any moment
TRAINING_SHARE = 0.05  # of what a student does
LIMIT_SECONDS = 0.2
Life = Callable[[Student, random.Random], Awaitable[None]]


async def drag_starts(student: Student, _: random.Random) -> None:
    """A hand that never leaves the start point."""
    while True:
        await student.drag_start()


async def drag_sliders(student: Student, _: random.Random) -> None:
    """One slider after another, each time from another start."""
    while True:
        await student.drag_start(1 / 60)
        await student.drag_slider()


async def attend(student: Student, chance: random.Random) -> None:
    """A lesson: look and think, and now and then drag a start, a slider, or train."""
    thinking = DRAG_SECONDS * (1 / DRAGGING_SHARE - 1)
    await student.rest(chance.uniform(0, thinking))
    while True:
        if chance.random() < TRAINING_SHARE:
            await student.train()
        elif chance.random() < 0.5:
            await student.drag_start()
        else:
            await student.drag_slider()
        await student.rest(chance.expovariate(1 / thinking))


@dataclass
class Level:
    """What so many students went through."""

    users: int
    seconds: float
    record: Record
    spent: Spent = field(default_factory=lambda: Spent(0, 0, 0))
    bytes: int = 0
    health: list[float] = field(default_factory=list)
    unhealthy: list[str] = field(default_factory=list)
    turned_away: int = 0

    @property
    def holds(self) -> bool:
        """Whether everybody was answered, and nearly all at once."""
        told = self.record.refused or self.record.lost or self.turned_away
        return not told and percentile(self.record.drags, 95) <= LIMIT_SECONDS

    def __str__(self) -> str:
        drags, record, spent = self.record.drags, self.record, self.spent
        times = " ".join(f"p{percent} {1e3 * percentile(drags, percent):5.0f}" for percent in (50, 95, 99))
        shares = [
            f"{name} {100 * value / self.seconds:3.0f} %"
            for name, value in (("web", spent.web), ("workers", spent.workers), ("generator", spent.own))
        ]
        told = {"overtaken": record.given_up, "turned away": self.turned_away}
        told |= {f"refused: {code}": count for code, count in record.refused.items()}
        told |= {f"lost: {code}": count for code, count in record.lost.items()}
        beside = "".join(f", {count} {name}" for name, count in told.items() if count)
        rate = len(drags) / self.seconds
        return f"{self.users:5} users  {times} ms  {rate:5.1f}/s  {', '.join(shares)} of a core{beside}"

    @property
    def cost(self) -> str:
        """What one user takes in a second, and what one answer to a movement takes."""
        users, answers = self.users * self.seconds, max(1, len(self.record.drags))
        web, workers, kilobytes = 1e3 * self.spent.web, 1e3 * self.spent.workers, self.bytes / 1e3
        return (
            f"{self.users} users: each in a second {web / users:.1f} ms of the web process, "
            f"{workers / users:.1f} ms of workers, {kilobytes / users:.0f} kB; to each answered movement "
            f"{web / answers:.1f} ms, {workers / answers:.0f} ms, {kilobytes / answers:.0f} kB"
        )


async def play(
    server: Server, scene: Scene, life: Life, users: int, seconds: float, warm: float = WARM_SECONDS
) -> Level:
    """So many students live like that for so many seconds, after `warm` seconds that do not count."""
    record = Record()
    level = Level(users, seconds, record)
    students = [Student("127.0.0.1", server.port, scene, record, seed) for seed in range(users)]
    lives = [asyncio.create_task(_live(student, life, seed, level)) for seed, student in enumerate(students)]
    probe = asyncio.create_task(_probe(server, level))
    await asyncio.sleep(warm + 0.01 * users)
    record.forget()
    level.health.clear()
    began, before = clock(), Spent.now(server.process.pid)
    received = sum(student.received for student in students)
    await asyncio.sleep(seconds)
    level.seconds = clock() - began
    level.spent = Spent.now(server.process.pid).since(before)
    level.bytes = sum(student.received for student in students) - received
    level.record = record.snapshot()
    waits = [wait for student in students for wait in student.unanswered()]
    level.record.drags += [wait for wait in waits if wait > LIMIT_SECONDS]
    await _end([*lives, probe])
    for student in students:
        student.leave()
    return level


async def _live(student: Student, life: Life, seed: int, level: Level) -> None:
    chance = random.Random(1000 + seed)
    try:
        await asyncio.sleep(0.01 * seed)
        await student.arrive()
        await student.look()
        await life(student, chance)
    except TurnedAway as answer:
        level.turned_away += 1
        level.record.refuse(str(answer).rpartition("\r\n\r\n")[2].encode())
    except Gone:
        pass


async def _probe(server: Server, level: Level) -> None:
    """Ask after the server's health all the time."""
    async with Browser("127.0.0.1", server.port) as browser:
        while True:
            for path in ("/healthz", "/readyz"):
                began = clock()
                status, _ = await browser.get(path)
                level.health.append(clock() - began)
                if status != 200:
                    level.unhealthy.append(f"{path}: {status}")
                await asyncio.sleep(PROBE_SECONDS)


async def _end(tasks: Iterable[asyncio.Task[None]]) -> None:
    for task in tasks:
        task.cancel()
    done, late = await asyncio.wait(tasks, timeout=END_SECONDS)
    assert not late, f"{len(late)} students did not stop"
    for task in done:
        if not task.cancelled() and (error := task.exception()) is not None:
            raise error
