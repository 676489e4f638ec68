"""A `Runner` on a Ray cluster: pieces of requests, each a task, fair between sessions."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from contextlib import aclosing, suppress
from itertools import count
from typing import TYPE_CHECKING
from weakref import WeakSet

from app.errors import Refusal
from app.logs import tell
from app.messages import NO_PAST, NOTHING_KNOWN
from app.metrics import Census
from app.runner import refusals
from app.runner.handle import State
from app.runner.points import PointBudget
from app.runner.queue import FairQueue
from app.runner.ray.cluster import Cluster, Lost, Stopped, keep_signals
from app.runner.ray.job import Job, Piece
from app.runner.ray.task import Assignment, Failed
from app.runner.sessions import address_of
from app.runner.shelf import Shelf
from app.settings import Settings
from app.watch import Watch

if TYPE_CHECKING:
    from app.messages import Known
    from app.spec import Request

log = logging.getLogger(__name__)

ENGINE = "app.export.desk"
WATCH_SECONDS = 1.0
FIRST_RETRY_SECONDS = 1.0
LAST_RETRY_SECONDS = 30.0
# A node takes several pieces of a job with it: the client hears of it once.
NOTE_SECONDS = 5.0


class RayRunner:
    """Each processor of the cluster has one piece of work at a time; what else waits, waits here.

    `engine` is the dotted name of the module with `begin` and `TrajectoryStore`.
    """

    def __init__(self, settings: Settings, engine: str = ENGINE, watch: Watch | None = None) -> None:
        self._settings = settings
        self._told = watch or Watch()
        self._told.metrics.census = lambda: self.census
        self._engine = engine
        self._shelf = Shelf(settings.checkpoint_megabytes << 20)
        self._points = PointBudget(settings.recovery_megabytes << 20)
        self._cluster = Cluster(settings)
        self._width = 0
        self._queue: FairQueue[Piece] = FairQueue()
        self._live: set[Job] = set()
        self._known: WeakSet[Job] = WeakSet()  # also those that have ended, while somebody reads them
        self._following: set[asyncio.Task[None]] = set()
        self._limits: dict[Job, asyncio.TimerHandle] = {}
        self._begun: dict[Job, float] = {}
        self._numbers = count(1)
        self._keeper: asyncio.Task[None] | None = None
        self._warmed = asyncio.Event()
        self._warming: set[asyncio.Task[None]] = set()
        self._draining = False
        self._stopping = False

    @property
    def ready(self) -> bool:
        return self.census.ready

    @property
    def watch(self) -> Watch:
        return self._told

    @property
    def census(self) -> Census:
        """Its workers are the cluster's processors; which processes those are, the cluster knows."""
        return Census(
            waiting=len(self._queue),
            paused=sum(job.wants_pause for job in self._live),
            unread=sum(job.over and job.outbox.unread for job in self._known),
            warm=self._width if self._warmed.is_set() else 0,
            busy=len(self._following),
            draining=self._draining,
            pids=[None] * self._width,
        )

    @property
    def shelf(self) -> Shelf:
        return self._shelf

    @property
    def points(self) -> PointBudget:
        """What recovery points may take."""
        return self._points

    def launch(self) -> None:
        """Nothing to be begun before there is an event loop."""

    async def start(self) -> None:
        self._keeper = asyncio.create_task(self._keep())

    async def warm(self) -> None:
        await self._warmed.wait()

    def drain(self) -> None:
        self._draining = True

    async def stop(self) -> None:
        self._draining = self._stopping = True
        for job in list(self._live):
            self._fail(job, refusals.stopping(), by_force=True)
        tasks = [*self._following, *self._warming, *filter(None, [self._keeper])]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await asyncio.to_thread(self._cluster.leave)

    def stream(self, request: Request, identifier: str, session: str, known: Known | None = None) -> Job:
        return self._enqueue(request, identifier, session, False, known or NOTHING_KNOWN)

    def answer(self, request: Request, session: str = "") -> Job:
        return self._enqueue(request, "", session, True, NOTHING_KNOWN)

    def cancel(self, job: Job) -> None:
        """Stop a job, wherever its pieces are."""
        if job in self._live:
            job.outbox.discard()
            self._halt(job)
            job.state = State.ENDED
            self._tidy(job)

    def pause(self, job: Job) -> None:
        """Take a job's pieces back; they begin again beyond what the client knows."""
        others = (other for other in self._live if other.session == job.session)
        resting = sum(other.wants_pause and not other.over for other in others)
        if not job.wants_pause and resting >= self._settings.paused_requests:
            raise refusals.too_many_resting(self._settings.paused_requests)
        if not job.over:
            job.wants_pause = True
            self._halt(job)

    def resume(self, job: Job) -> None:
        """Put a job's pieces back into the queue."""
        job.wants_pause = False
        if not job.over:
            for piece in job.pieces:
                if piece.state is State.PAUSED:
                    self.add(piece)

    def add(self, piece: Piece) -> None:
        """Let a piece wait for a worker."""
        piece.state = State.PAUSED if piece.job.wants_pause else State.WAITING
        if piece.state is State.WAITING:
            self._queue.push(piece)
            self._dispatch()

    def _enqueue(self, request: Request, identifier: str, session: str, whole: bool, known: Known) -> Job:
        from app.spec import checkpoints_of, kind_of, unknown_checkpoint

        if self._stopping:
            raise refusals.stopping()
        files = {}
        for id, field in checkpoints_of(request).items():
            file = self._shelf.get(id)
            if file is None:
                raise unknown_checkpoint(id, field)
            files[id] = file
        if len(self._following) >= self._width and self._waiting_of(None) >= self._settings.max_queue:
            raise refusals.busy(self._settings.max_queue)
        share = self._settings.for_one_address(self._settings.max_queue)
        if len(self._following) >= self._width and self._waiting_of(address_of(session)) >= share:
            raise refusals.address_busy(share)
        record = self._told.work(kind_of(request), session, identifier)
        number = next(self._numbers)
        job = Job(self, number, request, identifier, session, whole, known, files, self._width, record)
        self._live.add(job)
        self._known.add(job)
        for piece in job.pieces:
            self._queue.push(piece)
        self._dispatch()
        return job

    def _waiting_of(self, address: str | None) -> int:
        """How many jobs wait, of one address or of all: a job counts once, whatever its pieces."""
        return sum(
            job.state is State.WAITING and not job.wants_pause and address in (None, address_of(job.session))
            for job in self._live
        )

    def _dispatch(self) -> None:
        """Give each free processor a piece, while there are any."""
        while not self._stopping and len(self._following) < self._width:
            running = Counter(job.session for job in self._live for _ in job.running)
            piece = self._queue.take(running, lambda _: True)
            if piece is None:
                return
            piece.state = piece.job.state = State.RUNNING
            piece.job.record.started()
            self._start_clock(piece.job)
            task = asyncio.create_task(self._follow(piece))
            self._following.add(task)
            task.add_done_callback(self._followed)

    def _followed(self, task: asyncio.Task[None]) -> None:
        self._following.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error("a piece of work could not be followed", exc_info=error)
        self._dispatch()

    async def _follow(self, piece: Piece) -> None:
        """Have a piece worked on, hear it, and see what is to become of it."""
        job = piece.job
        try:
            if job.over or job.wants_pause:
                raise Stopped
            piece.launched = self._cluster.launch(self._assignment(piece), job.files)
            async with aclosing(piece.launched.batches()) as batches:
                async for batch in batches:
                    for word in batch:
                        await job.take(piece, word)
            await self._done(piece)
        except Stopped:
            await self._laid_aside(piece)
        except Lost as error:
            await self._lost(piece, str(error))
        except Refusal as refusal:
            piece.state = State.ENDED
            self._fail(job, refusal)
        except Exception as error:
            tell(log, logging.ERROR, "internal_error", error, where="cluster")
            piece.state = State.ENDED
            self._fail(job, refusals.broken())
        finally:
            piece.launched = None
            if (task := asyncio.current_task()) is not None:
                self._following.discard(task)
            self._tidy(job)

    def _assignment(self, piece: Piece) -> Assignment:
        job, limits = piece.job, self._settings
        piece.attempts += 1
        piece.budget = job.steps
        return Assignment(
            key=f"{job.number}-{piece.number}-{piece.attempts}-{id(job)}",
            identifier=job.identifier,
            request=job.request,
            part=piece.part,
            whole=job.whole,
            past=job.past,
            early=tuple(change for change, _ in piece.changes.values()),
            engine=self._engine,
            memory_mb=limits.worker_memory_mb,
            kept_trajectories=limits.kept_trajectories,
        )

    async def _done(self, piece: Piece) -> None:
        job = piece.job
        if job.over:
            piece.state = State.ENDED
        elif await job.done(piece):
            await job.conclude()

    async def _laid_aside(self, piece: Piece) -> None:
        if piece.job.over:
            piece.state = State.ENDED
            return
        piece.state = State.PAUSED
        await piece.job.laid_aside(piece)
        if not piece.job.wants_pause:
            self.add(piece)

    async def _lost(self, piece: Piece, reason: str) -> None:
        """Try a piece again elsewhere, beyond what has arrived of it."""
        job = piece.job
        self._told.worker_ended(None, "lost", 1)
        tell(log, logging.DEBUG, "worker_ended", reason=reason)
        if job.over:
            piece.state = State.ENDED
            return
        piece.losses += 1
        if piece.losses > self._settings.retries or not job.can_begin_again:
            piece.state = State.ENDED
            self._fail(job, refusals.worker_lost())
            return
        now = asyncio.get_running_loop().time()
        if now - job.noted_at > NOTE_SECONDS:
            job.noted_at = now
            job.note_loss()
        await self._laid_aside(piece)

    def _fail(self, job: Job, refusal: Refusal, by_force: bool = False) -> None:
        """End a job with a refusal; its pieces are stopped."""
        if not job.over:
            job.outbox.close(refusal)
            job.state = State.ENDED
            self._halt(job, by_force or refusal.code == "out_of_memory")
        self._tidy(job)

    def _halt(self, job: Job, by_force: bool = False) -> None:
        """Take a job's pieces back: from the queue, and from their workers."""
        for piece in job.pieces:
            if piece.state is State.WAITING:
                self._queue.remove(piece)
                piece.state = State.PAUSED
            elif piece.launched is not None:
                launched = piece.launched
                launched.stop(by_force)
                if not by_force:
                    loop = asyncio.get_running_loop()
                    loop.call_later(self._settings.cancel_seconds, self._force, piece, launched)

    def _force(self, piece: Piece, launched: object) -> None:
        """End by force what has not reacted."""
        if piece.launched is launched and piece.launched is not None:
            piece.launched.stop(force=True)

    def _tidy(self, job: Job) -> None:
        """Stop a job's clock when it rests, and forget it when it is over."""
        if job.running:
            return
        if (limit := self._limits.pop(job, None)) is not None:
            limit.cancel()
            job.spent += asyncio.get_running_loop().time() - self._begun.pop(job)
        if job.over:
            self._live.discard(job)
            job.end()

    def _start_clock(self, job: Job) -> None:
        if job not in self._limits:
            loop = asyncio.get_running_loop()
            self._begun[job] = loop.time()
            left = self._settings.job_seconds - job.spent
            self._limits[job] = loop.call_later(left, self._out_of_time, job)

    def _out_of_time(self, job: Job) -> None:
        job.outbox.discard()
        self._fail(job, refusals.out_of_time(self._settings.job_seconds))

    async def _keep(self) -> None:
        """Be part of the cluster until cancelled, and know how large it is."""
        retry = FIRST_RETRY_SECONDS
        while True:
            try:
                await asyncio.to_thread(self._cluster.join)
                keep_signals()
                await self._watch()
            except Exception:
                log.exception("the Ray cluster cannot be used; the next try is in %.0f seconds", retry)
                await self._part()
                await asyncio.sleep(retry)
                retry = min(2 * retry, LAST_RETRY_SECONDS)

    async def _part(self) -> None:
        """Be ready no more, and leave what is left of the cluster."""
        self._width = 0
        self._warmed.clear()
        with suppress(Exception):
            await asyncio.to_thread(self._cluster.leave)

    async def _watch(self) -> None:
        self._width = await asyncio.to_thread(self._cluster.width)
        self._warming = {asyncio.create_task(self._warm_up(number)) for number in range(max(1, self._width))}
        for task in self._warming:
            task.add_done_callback(self._warming.discard)
        await next(asyncio.as_completed(list(self._warming)))
        self._warmed.set()
        while True:
            self._dispatch()
            await asyncio.sleep(WATCH_SECONDS)
            self._width = await asyncio.to_thread(self._cluster.width)

    async def _warm_up(self, number: int) -> None:
        """Have a worker load what it needs before the first client comes."""
        from app.runner.preload import WARM_UP

        assignment = Assignment(
            key=f"warm-up {number}",
            identifier="warm",
            request=WARM_UP,
            part=None,
            whole=False,
            past=NO_PAST,
            early=(),
            engine=self._engine,
            memory_mb=self._settings.worker_memory_mb,
            kept_trajectories=self._settings.kept_trajectories,
        )
        launched = self._cluster.launch(assignment, {})
        async for batch in launched.batches():
            if any(isinstance(word, Failed) for word in batch):
                launched.stop(force=True)
