"""A student, as the page behaves under a hand: one request in flight, and the newest waits."""

from __future__ import annotations

import asyncio
import random
import re
import sys
from collections.abc import Callable
from contextlib import suppress
from time import perf_counter as clock

from tests.load.record import Record
from tests.load.scene import STOPS, TRAINING, Scene, text
from tests.load.wire import Heard, Wire

HERTZ = 60
PATIENCE_SECONDS = 0.6  # what takes longer gives way to where the hand is now; doubled by each that does
LONGEST_PATIENCE_SECONDS = 10.0
REST_SECONDS = 0.1  # after a drag that a fan answered, the exact comparison is asked for
QUIET_SECONDS = 0.35  # after which a quiet page fetches the curves under its sliders
NEXT_SECONDS = 0.02  # and from one of them to the next
TOUCH_SECONDS = 0.15  # from coming near a slider to moving it
DRAG_SECONDS = 2.0
GIVE_UP_SECONDS = 60.0
CODE = re.compile(rb'"code":"(\w+)"')


class Gone(Exception):
    """The connection is over."""


def home(seed: int) -> str | None:
    """An address of the student's own, where the machine has more than one for itself."""
    return f"127.1.{seed // 250 % 250}.{seed % 250 + 1}" if sys.platform == "linux" else None


class Student:
    """One page open on one scene; everything that it goes through is taken down in `record`."""

    def __init__(self, host: str, port: int, scene: Scene, record: Record, seed: int) -> None:
        self._address = host, port, home(seed)
        self._scene = scene
        self._record = record
        self._chance = random.Random(seed)
        self._wire: Wire | None = None
        self._asked: dict[str, asyncio.Future[Heard]] = {}
        self._patience = PATIENCE_SECONDS
        self._since: float | None = None  # the movement whose answer is awaited
        self._overtaken: list[float] = []  # movements whose answers were given up
        self._arrived: set[int] = set()  # values of the fan in the hand
        self._curves: set[int] = set()  # runs whose curve stands under its slider
        self._start = scene.place(seed * 0.618)
        self._turn = self._chance.random()
        self._count = 0

    async def arrive(self) -> None:
        """Connect."""
        host, port, own = self._address
        self._wire = await Wire.open(host, port, self._hear, self._lost, own)

    @property
    def received(self) -> int:
        """How many bytes the server has sent so far."""
        return 0 if self._wire is None else self._wire.bytes

    def unanswered(self) -> list[float]:
        """For how many seconds movements have been waiting for their answer."""
        since = [] if self._since is None else [self._since]
        return [clock() - then for then in (*self._overtaken, *since)]

    def leave(self) -> None:
        """Close the page."""
        if self._wire is not None:
            self._wire.leave()
            self._wire = None

    async def look(self) -> None:
        """Ask for the whole scene, as a page does that has just opened."""
        await self._follow(1, lambda _: self._scene.compare(self._start, {}), [])

    async def drag_start(self, seconds: float = DRAG_SECONDS) -> None:
        """Move the start point about: every movement is another comparison."""
        self._curves.clear()

        def moved(_: int) -> bytes:
            self._turn += 0.3 / HERTZ
            self._start = self._scene.place(self._turn)
            return self._scene.compare(self._start, {})

        await self._follow(round(seconds * HERTZ), moved, self._record.drags)

    async def drag_slider(self, seconds: float = DRAG_SECONDS) -> None:
        """Move a learning rate: what its fan has brought is here, the rest is asked for."""
        run = self._chance.randrange(len(self._scene.rates))
        rates = self._scene.rates[run]
        fan = None if run in self._curves else asyncio.create_task(self._fan(run, self._record.fans))
        self._arrived = set() if fan is not None else set(range(STOPS))
        phase, stop = self._chance.random(), 0
        await asyncio.sleep(TOUCH_SECONDS)

        def moved(event: int) -> bytes | None:
            nonlocal stop
            stop = min(STOPS - 1, int(STOPS * abs((phase + event / HERTZ / 2) % 2 - 1)))
            return None if stop in self._arrived else self._scene.compare(self._start, {run: rates[stop]})

        try:
            await self._follow(round(seconds * HERTZ), moved, self._record.drags)
            await asyncio.sleep(REST_SECONDS)
            exact = self._scene.compare(self._start, {run: rates[stop]})
            await self._follow(1, lambda _: exact, self._record.exact)
            if fan is not None:
                await fan
        finally:
            if fan is not None:
                fan.cancel()
                with suppress(asyncio.CancelledError, Gone):
                    await fan

    async def rest(self, seconds: float) -> None:
        """Look at the page; meanwhile it fetches the curves that its cards lack."""
        curves = asyncio.create_task(self._fetch_curves())
        try:
            await asyncio.sleep(seconds)
        finally:
            curves.cancel()
            with suppress(asyncio.CancelledError, Gone):
                await curves

    async def train(self) -> None:
        """Let two networks learn."""
        body = text({**TRAINING, "seed": self._chance.randrange(1000)})
        await self._follow(1, lambda _: body, self._record.trainings)

    async def _follow(self, events: int, body: Callable[[int], bytes | None], waits: list[float]) -> None:
        """Ask for what the hand's newest movement wants, until the last has its answer."""
        began, last = clock(), -1
        while last < events - 1:
            event = min(int((clock() - began) * HERTZ), events - 1)
            if event == last:
                await asyncio.sleep(began + (event + 1) / HERTZ - clock())
                continue
            last = event
            wanted = body(event)
            if wanted is None:
                self._record.from_fan += 1
                continue
            patience = GIVE_UP_SECONDS if event == events - 1 else self._patience
            await self._compare(wanted, began + event / HERTZ, patience, waits)

    async def _compare(self, comparison: bytes, since: float, patience: float, waits: list[float]) -> None:
        self._since = since if waits is self._record.drags else None
        try:
            heard = await self._ask("compare", b'"comparison":' + comparison, patience)
        except TimeoutError:
            self._overtaken.append(since)
            self._record.given_up += 1
            self._patience = min(2 * self._patience, LONGEST_PATIENCE_SECONDS)
            return
        finally:
            self._since = None
        if heard.type == "finished":
            now = clock()
            self._patience = PATIENCE_SECONDS
            waits += [now - then for then in (*self._overtaken, since)]
        self._overtaken.clear()

    async def _fetch_curves(self) -> None:
        await asyncio.sleep(QUIET_SECONDS)
        for run in range(len(self._scene.rates)):
            if run not in self._curves:
                await self._fan(run, [])
                await asyncio.sleep(NEXT_SECONDS)

    async def _fan(self, run: int, waits: list[float]) -> None:
        began = clock()
        heard = await self._ask("fan", self._scene.fan(self._start, run), GIVE_UP_SECONDS)
        if heard.type == "finished":
            self._curves.add(run)
            waits.append(clock() - began)

    async def _ask(self, kind: str, fields: bytes, patience: float) -> Heard:
        """The message that ends the work; what is given up is cancelled."""
        if self._wire is None:
            raise Gone
        self._count += 1
        identifier = f"{kind[0]}{self._count}"
        answer: asyncio.Future[Heard] = asyncio.get_running_loop().create_future()
        self._asked[identifier] = answer
        head = f'{{"type":"{kind}","id":"{identifier}",'.encode()
        self._wire.send(head + fields + b"}")
        try:
            async with asyncio.timeout(patience):
                return await answer
        except (TimeoutError, asyncio.CancelledError):
            if self._wire is not None:
                self._wire.send(f'{{"type":"cancel","id":"{identifier}"}}'.encode())
            raise
        finally:
            self._asked.pop(identifier, None)

    def _hear(self, heard: Heard) -> None:
        answer = self._asked.get(heard.id)
        if heard.type == "fan_chunk" and heard.index is not None and answer is not None:
            self._arrived.add(heard.index)
        elif heard.type == "error":
            self._record.refuse(heard.text)
        if heard.type in ("finished", "error") and answer is not None and not answer.done():
            answer.set_result(heard)

    def _lost(self, code: int | None) -> None:
        if self._wire is not None:
            self._record.lost[str(code)] += 1
        self._wire = None
        for answer in self._asked.values():
            if not answer.done():
                answer.set_exception(Gone())
