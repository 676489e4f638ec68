"""The child process: takes one request after another, and looks at its mailbox between messages."""

from __future__ import annotations

import gc
import json
import logging
import signal
import socket
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from importlib import import_module
from typing import TYPE_CHECKING, Any

from app import logs
from app.errors import Refusal, is_want_of_memory
from app.runner import refusals
from app.runner.channel import (
    PIECE_BYTES,
    RUN,
    Begin,
    Cancel,
    Command,
    Extend,
    Forget,
    Pause,
    Resume,
    Steer,
    Tag,
    WorkerChannel,
)

if TYPE_CHECKING:
    from app.messages import Message, Past

log = logging.getLogger(__name__)


class PoolGone(Exception):
    """Nobody is at the other end of the socket."""


@dataclass(slots=True)
class Assignment:
    """A job in this worker's hands; `kept` gathers the messages of a whole answer."""

    begin: Begin
    work: Any
    messages: Iterator[Message | None]
    kept: list[Message] = field(default_factory=list)
    runs: int = 0
    steps: int = 0

    def counted(self) -> bytes:
        """What was worked on, since it began, as it travels."""
        return json.dumps([self.runs, self.steps]).encode()


def main(
    sock: socket.socket, engine: str, memory_mb: int, kept_trajectories: int, log_as: tuple[str, str]
) -> None:
    """Serve the pool at the other end of `sock` until it closes.

    `engine` is the module with `begin` and `TrajectoryStore`; `memory_mb` is what the process may add to
    its size after the start, 0 for no cap; `kept_trajectories` is the capacity of its store; `log_as` is the
    form and the level of its log.
    """
    logs.install(*log_as)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # a Ctrl-C in the terminal is the pool's to handle
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    die_with_parent()
    channel = WorkerChannel(sock)
    worker = Worker(channel, import_module(engine), kept_trajectories)
    worker.warm_up()
    # What is loaded stays for good: a full collection that passes over torch takes 0.2 seconds.
    gc.freeze()
    cap_memory(0 if on_graphics() else memory_mb)
    try:
        channel.send(Tag.READY)
        while (command := channel.receive()) is not None:
            worker.obey(command)
    except (PoolGone, ConnectionError):
        pass


class Worker:
    """The state of one worker process: its kept trajectories, the current job and the resting ones."""

    def __init__(self, channel: WorkerChannel, engine: Any, kept_trajectories: int) -> None:
        import torch

        import app.messages
        import app.spec

        torch.set_num_threads(1)
        self._channel = channel
        self._engine = engine
        self._store = engine.TrajectoryStore(kept_trajectories)
        self._messages = app.messages
        self._spec = app.spec
        self._torch_version = str(torch.__version__).split("+")[0]
        self._assignments: dict[int, Assignment] = {}
        self._current: int | None = None
        self._interruption: Tag | None = None

    def warm_up(self) -> None:
        """Run a tiny comparison, so that the first client does not wait for torch to initialise."""
        from app.runner.preload import WARM_UP

        for message in self._engine.begin(WARM_UP, None):
            if message is not None:
                self._messages.encode(message, "warm")

    def obey(self, command: Command) -> None:
        """Carry out one command; `Begin` and `Resume` return when the job rests or has ended."""
        match command:
            case Begin():
                self._guarded(command.job, lambda: self._begin(command))
            case Resume(job) if job in self._assignments:
                self._guarded(job, lambda: self._go_on(job))
            case Cancel(job):
                self._interrupt(job, Tag.CANCELLED)
                if job != self._current:
                    self._assignments.pop(job, None)
            case Pause(job):
                self._interrupt(job, Tag.PAUSED)
            case Forget(checkpoint):
                self._store.forget(checkpoint)
            case Steer(job, ticket) | Extend(job, ticket) if job in self._assignments:
                self._change(self._assignments[job], command, ticket)

    def _begin(self, begin: Begin) -> None:
        work = self._engine.begin(begin.request, self._store, begin.checkpoints, self._past(begin))
        self._assignments[begin.job] = Assignment(begin, work, iter(work))
        self._go_on(begin.job)

    def _past(self, begin: Begin) -> Past:
        past: Past = self._messages.Past(begin.known, begin.evaluated, begin.points, begin.lasting)
        return past

    def _go_on(self, job: int) -> None:
        assignment = self._assignments[job]
        self._current = job
        try:
            interruption = self._work_on(assignment)
        finally:
            self._current = None
        if interruption is None:
            self._conclude(assignment)
        elif interruption is Tag.CANCELLED:
            del self._assignments[job]
        # At rest it is not at its end: what was done until now is counted there.
        counted = b"" if interruption is Tag.PAUSED else assignment.counted()
        self._channel.send(interruption or Tag.DONE, job, counted)

    def _work_on(self, assignment: Assignment) -> Tag | None:
        """Deliver messages until there are no more or a command interrupts; tells which one did."""
        self._interruption = None
        for message in assignment.messages:
            if message is not None:
                self._deliver(assignment, message)
                if isinstance(message, self._messages.Finished):
                    continue  # a change that comes now comes after the end
            if interruption := self._read_mail():
                return interruption
        return None

    def _deliver(self, assignment: Assignment, message: Message) -> None:
        runs, steps = self._messages.tally(message, assignment.begin.request)
        assignment.runs += runs
        assignment.steps += steps
        if isinstance(message, self._messages.Weights):
            self._channel.send(Tag.KEEP, assignment.begin.job, message.id.encode() + message.data)
        elif isinstance(message, self._messages.RecoveryPoint):
            self._channel.send(Tag.POINT, assignment.begin.job, RUN.pack(message.run) + message.data)
        elif assignment.begin.whole:
            assignment.kept.append(message)
        else:
            self._send(assignment.begin, message)

    def _send(self, begin: Begin, message: Message) -> None:
        """Send what the client does not have of a message."""
        fresh = self._messages.beyond(message, begin.known)
        if fresh is not None:
            payload = self._messages.encode(fresh, begin.identifier)
            self._channel.send(Tag.MESSAGE, begin.job, payload, self._messages.place_of(fresh))

    def _conclude(self, assignment: Assignment) -> None:
        begin = assignment.begin
        del self._assignments[begin.job]
        if begin.whole:
            spec = self._spec.wire(begin.request)
            body = self._messages.answer(assignment.kept, spec, self._torch_version)
            for start in range(0, len(body), PIECE_BYTES):
                self._channel.send(Tag.MESSAGE, begin.job, body[start : start + PIECE_BYTES])

    def _read_mail(self) -> Tag | None:
        while self._interruption is None and self._channel.waiting():
            command = self._channel.receive()
            if command is None:
                raise PoolGone
            self.obey(command)
        return self._interruption

    def _interrupt(self, job: int, tag: Tag) -> None:
        # A command that crossed the end of its job finds another one here, or none.
        if job == self._current:
            self._interruption = tag

    def _change(self, assignment: Assignment, command: Steer | Extend, ticket: int) -> None:
        try:
            step = None
            if isinstance(command, Steer):
                step = assignment.work.steer(command.run, command.params).step
            else:
                assignment.work.extend(command.steps)
            reply: dict[str, Any] = {"ticket": ticket, "step": step}
        except Exception as error:
            reply = {"ticket": ticket, "refusal": self._refusal(error).fields()}
        self._channel.send(Tag.REPLY, command.job, json.dumps(reply).encode())

    def _guarded(self, job: int, action: Callable[[], None]) -> None:
        """Do `action`; whatever goes wrong in it ends its job alone."""
        try:
            action()
            return
        except (PoolGone, ConnectionError):
            raise
        except Exception as error:
            self._assignments.pop(job, None)
            refusal = self._refusal(error)
        # With the exception gone so is what the work held, and there is memory to say that there was none.
        self._channel.send(Tag.FAILED, job, json.dumps(refusal.fields()).encode())

    def _refusal(self, error: Exception) -> Refusal:
        if isinstance(error, Refusal):
            return error
        if is_want_of_memory(error):
            return refusals.out_of_memory()
        logs.tell(log, logging.ERROR, "internal_error", error, where="worker")
        return refusals.broken()


def die_with_parent() -> None:
    """Ask Linux to end this process with its parent, even one that never looks at its socket."""
    if sys.platform == "linux":
        import ctypes

        set_parent_death_signal = 1
        ctypes.CDLL(None).prctl(set_parent_death_signal, signal.SIGKILL)


def on_graphics() -> bool:
    """Whether this process will use CUDA, which maps as much address space as there is memory in all."""
    from app.engine.device import device

    return device().type == "cuda"


def cap_memory(megabytes: int) -> None:
    """Limit the address space to its present size plus `megabytes`; only Linux holds to such a limit."""
    if megabytes and sys.platform == "linux":
        import resource

        with open("/proc/self/statm") as statm:
            size = int(statm.read().split()[0]) * resource.getpagesize()
        resource.setrlimit(resource.RLIMIT_AS, (size + (megabytes << 20), resource.RLIM_INFINITY))
