"""A place for one worker: keeps it alive, gives it one job at a time, holds it to its limits."""

from __future__ import annotations

import asyncio
import json
from typing import Protocol

from app.errors import Refusal
from app.runner import refusals
from app.runner.channel import ID_LENGTH, RUN, Cancel, Command, Pause, Tag
from app.runner.handle import State
from app.runner.job import Job
from app.runner.process import WorkerProcess
from app.runner.shelf import Shelf
from app.settings import Settings
from app.watch import Watch

FIRST_RETRY_SECONDS = 0.1
LAST_RETRY_SECONDS = 5.0
LOST, STOPPED = "lost", "stopped"  # how a worker ends on its own account, and with the pool


class Owner(Protocol):
    """Whom a slot tells what becomes of its worker."""

    @property
    def watch(self) -> Watch:
        """Who is told of its workers."""

    @property
    def shelf(self) -> Shelf:
        """Where the checkpoints go that workers make."""

    def freed(self) -> None:
        """A slot can take a job."""

    def lost(self, job: Job, working: bool) -> None:
        """The worker that held a job has died; `working` on it."""

    def stillborn(self) -> None:
        """A worker has died before it was ready, or could not be started."""


class Slot:
    """One worker process after another."""

    def __init__(self, settings: Settings, engine: str, owner: Owner) -> None:
        self._settings = settings
        self._engine = engine
        self._owner = owner
        self._worker: WorkerProcess | None = None
        self._warm = False
        self._jobs: dict[int, Job] = {}  # whose work this worker holds: the current one and those at rest
        self._current: Job | None = None
        self._taken_at = 0.0
        self._limit: asyncio.TimerHandle | None = None
        self._force: asyncio.TimerHandle | None = None
        self._ending = LOST  # why the worker ends, unless it is on its own account

    @property
    def warm(self) -> bool:
        return self._warm

    @property
    def idle(self) -> bool:
        return self._warm and self._current is None

    @property
    def held(self) -> int:
        """How many jobs' work its worker has, half-done."""
        return len(self._jobs)

    @property
    def pid(self) -> int | None:
        return self._worker.pid if self._worker else None

    @property
    def taken_at(self) -> float:
        """When it last took a job, on the event loop's clock."""
        return self._taken_at

    async def keep(self) -> None:
        """Keep a worker alive until cancelled, replacing each one that dies."""
        retry = FIRST_RETRY_SECONDS
        while True:
            try:
                self._worker = await WorkerProcess.start(self._engine, self._settings)
                if await self._listen(self._worker):
                    retry = FIRST_RETRY_SECONDS
                    continue
                self._owner.watch.worker_failed(retry)
            except OSError as error:
                self._owner.watch.worker_failed(retry, error)
            except asyncio.CancelledError:
                self._ending = STOPPED
                raise
            finally:
                await self._clear()
            self._owner.stillborn()
            await asyncio.sleep(retry)
            retry = min(2 * retry, LAST_RETRY_SECONDS)

    def take(self, job: Job) -> None:
        """Work on `job`; the slot must be idle."""
        loop = asyncio.get_running_loop()
        self._current = self._jobs[job.number] = job
        self._taken_at = loop.time()
        opening = job.opening()
        job.state, job.slot, job.gives_way = State.RUNNING, self, False
        job.outbox.wait_when_full()
        for command in opening:
            self.send(command)
        self._limit = loop.call_later(self._settings.job_seconds - job.spent, self._out_of_time, job)

    def send(self, command: Command) -> None:
        """Pass a command to the worker."""
        if self._worker is not None:
            self._worker.send(command)

    def cancel(self, job: Job) -> None:
        """Stop `job`, by force if the worker does not react in time."""
        self.send(Cancel(job.number))
        job.outbox.discard()
        if job is self._current:
            if self._force is None:
                grace = self._settings.cancel_seconds
                self._force = asyncio.get_running_loop().call_later(grace, self._kill, job)
        else:
            self._jobs.pop(job.number, None)
            job.end()

    def pause(self, job: Job) -> None:
        """Ask the worker to lay `job` aside; it must not wait for a slow client to hear that."""
        job.outbox.take_all()
        self.send(Pause(job.number))

    async def _listen(self, worker: WorkerProcess) -> bool:
        """Hear the worker until it dies; tells whether it ever was ready."""
        was_ready, began = False, asyncio.get_running_loop().time()
        async for tag, number, payload, place in worker.frames():
            job = self._jobs.get(number)
            match tag:
                case Tag.READY:
                    self._warm = was_ready = True
                    self._owner.watch.worker_ready(worker.pid, asyncio.get_running_loop().time() - began)
                    self._owner.freed()
                case Tag.MESSAGE if job:
                    job.record.spoke()
                    await job.deliver(payload, place)
                case Tag.KEEP:
                    self._owner.shelf.put(payload[:ID_LENGTH].decode(), payload[ID_LENGTH:])
                case Tag.POINT if job:
                    (run,) = RUN.unpack_from(payload)
                    job.points.put(run, payload[RUN.size :])
                case Tag.REPLY if job:
                    job.replied(payload)
                case Tag.DONE | Tag.CANCELLED if job:
                    job.record.counted(*json.loads(payload))
                    self._release(job)
                    job.end()
                    self._owner.freed()
                case Tag.FAILED if job:
                    self._failed(worker, job, Refusal(**json.loads(payload)))
                case Tag.PAUSED if job:
                    self._rest(job)
        return was_ready

    def _failed(self, worker: WorkerProcess, job: Job, refusal: Refusal) -> None:
        if refusal.code == "out_of_memory":
            # What is left of its memory is in pieces: the next job gets a fresh worker.
            self._warm = False
            self._ending = "out_of_memory"
            worker.kill()
        self._release(job)
        job.end(refusal)
        self._owner.freed()

    def _rest(self, job: Job) -> None:
        cancelled = self._force is not None
        self._release(job)
        if cancelled:  # a cancel that crossed the pause: the worker forgets the job when it reads it
            job.end()
            self._owner.freed()
            return
        self._jobs[job.number] = job
        job.state = State.PAUSED
        if not job.wants_pause:
            job.resume()
        self._owner.freed()

    def _release(self, job: Job) -> None:
        self._jobs.pop(job.number, None)
        if job is self._current:
            job.spent += asyncio.get_running_loop().time() - self._taken_at
            self._current = None
            self._stop_timers()

    def _stop_timers(self) -> None:
        for timer in (self._limit, self._force):
            if timer is not None:
                timer.cancel()
        self._limit = self._force = None

    def _out_of_time(self, job: Job) -> None:
        job.outbox.discard()
        job.outbox.close(refusals.out_of_time(self._settings.job_seconds))
        self.cancel(job)

    def _kill(self, job: Job) -> None:
        if job is self._current and self._worker is not None:
            # Its answer may be on the way still: nobody else's work may be given to who is about to die.
            self._warm = False
            self._ending = "time_limit" if job.outbox.refusal else "cancelled"
            self._worker.kill()

    async def _clear(self) -> None:
        """Hand back the jobs of a dead worker, and leave nothing of it behind."""
        worker, self._worker, self._warm = self._worker, None, False
        current, cancelled = self._current, self._force is not None
        jobs, self._jobs = self._jobs, {}
        if current is not None:
            self._release(current)
        for job in jobs.values():
            if job is current and cancelled:
                job.end()
            else:
                self._owner.lost(job, working=job is current)
        if worker is not None:
            if self._ending != STOPPED:
                self._owner.watch.worker_ended(worker.pid, self._ending, len(jobs))
            self._ending = LOST
            await worker.close()
