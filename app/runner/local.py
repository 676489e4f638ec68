"""A pool of worker processes on this machine."""

from __future__ import annotations

import asyncio
from collections import Counter
from itertools import count
from typing import TYPE_CHECKING
from weakref import WeakSet

from app.metrics import Census
from app.runner import refusals
from app.runner.channel import Begin, Forget
from app.runner.handle import State
from app.runner.job import Job
from app.runner.points import PointBudget, RecoveryPoints
from app.runner.process import prepare
from app.runner.queue import FairQueue
from app.runner.sessions import address_of
from app.runner.shelf import Shelf
from app.runner.slot import Slot
from app.runner.turns import who_gives_way
from app.settings import Settings
from app.watch import Watch

if TYPE_CHECKING:
    from app.messages import Known
    from app.spec import Request

ENGINE = "app.export.desk"  # the engine, and the files that are made of what it computes
REMEMBERED_SESSIONS = 4096


class LocalRunner:
    """One worker process for each slot; a `Runner`.

    `launch` may be called before there is an event loop, so that the workers' imports overlap with the
    server's.
    `engine` is the dotted name of the module with `begin` and `TrajectoryStore`.
    """

    def __init__(self, settings: Settings, engine: str = ENGINE, watch: Watch | None = None) -> None:
        self._settings = settings
        self._watch = watch or Watch()
        self._watch.metrics.census = lambda: self.census
        self._engine = engine
        self._shelf = Shelf(settings.checkpoint_megabytes << 20, self._forget)
        self._slots = [Slot(settings, engine, self) for _ in range(settings.workers)]
        self._points = PointBudget(settings.recovery_megabytes << 20)
        self._queue: FairQueue[Job] = FairQueue()
        self._live: set[Job] = set()
        self._known: WeakSet[Job] = WeakSet()  # also those that have ended, while somebody reads them
        self._homes: dict[tuple[str, type], Slot] = {}
        self._numbers = count(1)
        self._keepers: list[asyncio.Task[None]] = []
        self._warmed = asyncio.Event()
        self._turn: asyncio.TimerHandle | None = None  # of whose end somebody waits for
        self._draining = False
        self._stopping = False

    @property
    def ready(self) -> bool:
        return self.census.ready

    @property
    def watch(self) -> Watch:
        return self._watch

    @property
    def census(self) -> Census:
        return Census(
            waiting=len(self._queue),
            paused=sum(job.state is State.PAUSED for job in self._live),
            unread=sum(job.state is State.ENDED and job.outbox.unread for job in self._known),
            warm=sum(slot.warm for slot in self._slots),
            busy=sum(slot.warm and not slot.idle for slot in self._slots),
            draining=self._draining,
            pids=[slot.pid for slot in self._slots],
        )

    @property
    def shelf(self) -> Shelf:
        return self._shelf

    @property
    def pids(self) -> list[int]:
        """The worker processes that are alive."""
        return [slot.pid for slot in self._slots if slot.pid is not None]

    def launch(self) -> None:
        """Begin to load what the workers need."""
        prepare()

    async def start(self) -> None:
        self.launch()
        self._keepers = [asyncio.create_task(slot.keep()) for slot in self._slots]

    async def warm(self) -> None:
        await self._warmed.wait()

    def drain(self) -> None:
        self._draining = True

    async def stop(self) -> None:
        self._draining = self._stopping = True
        if self._turn is not None:
            self._turn.cancel()
        for job in list(self._live):
            job.end(refusals.stopping())
        for keeper in self._keepers:
            keeper.cancel()
        await asyncio.gather(*self._keepers, return_exceptions=True)

    def stream(self, request: Request, identifier: str, session: str, known: Known | None = None) -> Job:
        return self._enqueue(self._opening(request, identifier, False, known or {}), session)

    def answer(self, request: Request, session: str = "") -> Job:
        return self._enqueue(self._opening(request, "", True, {}), session)

    def cancel(self, job: Job) -> None:
        """Stop a job, wherever it is."""
        match job.state:
            case State.WAITING:
                self._queue.remove(job)
                self._drop(job)
            case State.PAUSED:
                self._drop(job)
            case State.RUNNING if job.slot is not None:
                job.slot.cancel(job)

    def pause(self, job: Job) -> None:
        """Take a job out of the queue, or ask its worker to lay it aside."""
        others = (other for other in self._live if other.session == job.session)
        resting = sum(other.wants_pause and other.state is not State.ENDED for other in others)
        limit = self._settings.paused_requests
        if not job.wants_pause and resting >= limit:
            raise refusals.too_many_resting(limit)
        job.wants_pause = True
        if job.state is State.WAITING:
            self._queue.remove(job)
            job.state = State.PAUSED
        elif job.state is State.RUNNING and job.slot is not None:
            job.slot.pause(job)

    def resume(self, job: Job) -> None:
        """Put a job at rest back into the queue."""
        job.wants_pause = False
        if job.state is State.PAUSED:
            job.state = State.WAITING
            self._queue.push(job)
            self._dispatch()

    def freed(self) -> None:
        """Give the slots that are idle their next jobs: one is free, or a slow client has room again."""
        self._dispatch()

    def lost(self, job: Job, working: bool) -> None:
        """Have the work of a dead worker done by another, from where the client is.

        A job whose worker died too often over it has ended.
        """
        job.losses += working
        if job.state is State.ENDED:
            return
        if job.complete:
            job.end()
        elif job.losses > self._settings.retries or not job.begin_anew():
            self._give_up(job)
        elif working and job.wants_pause:
            job.state = State.PAUSED
        elif working:
            job.state = State.WAITING
            self._queue.restore(job)
        self._dispatch()

    def stillborn(self) -> None:
        """Count one more worker against those who wait for a better one, if there is none at all."""
        waiting = [job for job in self._live if job.losses and job.state is State.WAITING]
        for job in waiting if not any(slot.warm for slot in self._slots) else ():
            job.losses += 1
            if job.losses > self._settings.retries:
                self._give_up(job)

    def _give_up(self, job: Job) -> None:
        if job.state is State.WAITING:
            self._queue.remove(job)
        job.end(refusals.worker_lost())

    def _opening(self, request: Request, identifier: str, whole: bool, known: Known) -> Begin:
        from app.spec import checkpoints_of, unknown_checkpoint

        checkpoints = {}
        for id, field in checkpoints_of(request).items():
            file = self._shelf.get(id)
            if file is None:
                raise unknown_checkpoint(id, field)
            checkpoints[id] = file
        return Begin(
            next(self._numbers),
            identifier,
            request,
            whole,
            checkpoints,
            dict(known),
            lasting=self._points.any,
        )

    def _enqueue(self, begin: Begin, session: str) -> Job:
        if self._stopping:
            raise refusals.stopping()
        idle = sum(slot.idle for slot in self._slots)
        if not idle and len(self._queue) >= self._settings.max_queue:
            limit = self._settings.max_queue
            raise refusals.busy(limit)
        share = self._settings.for_one_address(self._settings.max_queue)
        if not idle and self._queue.waiting(address_of(session)) >= share:
            raise refusals.address_busy(share)
        from app.spec import kind_of

        record = self._watch.work(kind_of(begin.request), session, begin.identifier)
        job = Job(self, begin, session, RecoveryPoints(self._points), record)
        self._live.add(job)
        self._known.add(job)
        self._queue.push(job)
        self._dispatch()
        return job

    def _forget(self, checkpoint: str) -> None:
        """Have no worker answer with a run whose weights are gone."""
        for slot in self._slots:
            slot.send(Forget(checkpoint))

    def _drop(self, job: Job) -> None:
        """Forget a job that no worker is working on; one may still keep half-done work of it."""
        job.outbox.discard()
        if job.slot is not None:
            job.slot.cancel(job)
        else:
            job.end()
        self._dispatch()

    def _dispatch(self) -> None:
        """Give each idle worker a job, while there are any; others wait for their turn."""
        if not self._warmed.is_set() and self.ready:
            self._warmed.set()
        self._live = {job for job in self._live if job.state is not State.ENDED}
        while not self._stopping and (idle := [slot for slot in self._slots if slot.idle]):
            running = Counter(job.session for job in self._working())
            job = self._queue.take(running, _can_start)
            if job is None:
                break
            self._choose(job, idle).take(job)
        self._take_turns()

    def _working(self) -> list[Job]:
        return [job for job in self._live if job.state is State.RUNNING]

    def _take_turns(self) -> None:
        """Have work rest that has had its turn while others wait for theirs; look again when it has."""
        while len(self._queue) and not self._stopping and self._turn is None:
            working = self._working()
            in_order = self._queue.in_order(Counter(job.session for job in working))
            waiting = [job for job in in_order if not job.outbox.full]
            job = who_gives_way(waiting, working)
            if job is None or job.slot is None:
                return
            loop = asyncio.get_running_loop()
            left = job.slot.taken_at + self._settings.turn_seconds - loop.time()
            if left > 0:
                self._turn = loop.call_later(left, self._turn_is_over)
            else:
                job.gives_way = True
                job.slot.pause(job)

    def _turn_is_over(self) -> None:
        self._turn = None
        self._dispatch()

    def _choose(self, job: Job, idle: list[Slot]) -> Slot:
        """The worker that holds the job's work, else the one that keeps its session's trajectories or, for
        what looks into a trained model, its weights; else the one at rest for longest."""
        if job.slot is not None:
            return job.slot
        key = (job.session, type(job.request))
        home = self._homes.pop(key, None)
        trainer = self._trainer(job)
        known = next((slot for slot in (trainer, home) if slot in idle), None)
        chosen = known or min(idle, key=lambda slot: slot.taken_at)
        self._homes[key] = home or chosen
        if len(self._homes) > REMEMBERED_SESSIONS:
            del self._homes[next(iter(self._homes))]
        return chosen

    def _trainer(self, job: Job) -> Slot | None:
        """The home of the comparisons of this job's session, if the job looks into their models."""
        from app.spec import Comparison, looks_into_models

        return self._homes.get((job.session, Comparison)) if looks_into_models(job.request) else None


def _can_start(job: Job) -> bool:
    """Whether a worker that is idle could take it up, and its client what comes of it."""
    return (job.slot is None or job.slot.idle) and not job.outbox.full
