"""What a worker of the cluster does: one request or one part of it, its words in batches."""

from __future__ import annotations

import gc
import logging
import os
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from app.errors import Refusal, is_want_of_memory
from app.runner import refusals
from app.runner.channel import PIECE_BYTES, Extend, Steer

if TYPE_CHECKING:
    from app.engine.parts import Finding, Part
    from app.messages import Message, Past
    from app.spec import Request

log = logging.getLogger(__name__)

# A batch leaves when it is so large, or when the engine comes up for air.
BATCH_BYTES = 1 << 16
MAIL_SECONDS = 0.01

Change: TypeAlias = Steer | Extend


@dataclass(frozen=True, slots=True)
class Halt:
    """Work is to stop where it is.

    It is told so, not interrupted: an exception in the middle of anything may leave a process that goes on
    half of what it was.
    """


Letter: TypeAlias = Change | Halt


@dataclass(frozen=True, slots=True)
class Assignment:
    """Work on a request, or on one part of it: as a stream of messages, or for one whole answer.

    Only what is beyond its `past` is said. `early` are changes from before the beginning. `engine` is the
    module with `begin` and `TrajectoryStore`; `memory_mb` is what the process may add to its size, 0 for no
    cap.
    """

    key: str
    identifier: str
    request: Request
    part: Part | None
    whole: bool
    past: Past
    early: tuple[Change, ...]
    engine: str
    memory_mb: int
    kept_trajectories: int


class Said(NamedTuple):
    """Bytes for the client, the place of the message in its series, if it has one, and how many runs and
    steps stand behind it."""

    payload: bytes
    place: tuple[str, int] | None = None
    counted: tuple[int, int] = (0, 0)


class Heard(NamedTuple):
    """A part's word for whoever joins the parts."""

    message: Message | Finding


class Kept(NamedTuple):
    """A checkpoint for the shelf."""

    id: str
    data: bytes


class Point(NamedTuple):
    """A recovery point of a run."""

    run: int
    data: bytes


class Reply(NamedTuple):
    """The answer to a change: the step before which it takes effect, or why not."""

    ticket: int
    step: int | None = None
    refusal: Mapping[str, Any] | None = None


class Failed(NamedTuple):
    """The work has ended with a refusal."""

    refusal: Mapping[str, Any]


class Halted(NamedTuple):
    """The work has stopped as it was told to; nothing follows."""


Word: TypeAlias = Said | Heard | Kept | Point | Reply | Failed | Halted


class Mail:
    """What comes for one assignment while it is worked on: asked for once, and looked for now and then."""

    def __init__(self, room: Any, key: str) -> None:
        self._room, self._key = room, key
        self._next = room.wait.remote(key)
        self._due = 0.0

    def read(self) -> list[Letter]:
        """The letters that have come."""
        import ray
        from ray.exceptions import RayError

        now = time.monotonic()
        if now < self._due:
            return []
        self._due = now + MAIL_SECONDS
        ready, _ = ray.wait([self._next], timeout=0)
        if not ready:
            return []
        try:
            letters: list[Letter] = ray.get(self._next)
        except RayError:
            letters = []  # who sent one will hear that it did not arrive
        self._next = self._room.wait.remote(self._key)
        return letters


def perform(assignment: Assignment, files: Mapping[str, bytes], room: Any) -> Iterator[list[Word]]:
    """Carry out an assignment; `files` are the checkpoints that runs start from, by id.

    `room` is where letters come from.
    """
    desk = _furnished(assignment)
    try:
        yield from Performance(desk, assignment, files, Mail(room, assignment.key)).batches()
        return
    except Exception as error:
        refusal = _refusal(error)
    except BaseException:
        desk.tidy()
        raise
    yield [Failed(refusal.fields())]
    while refusal.code == "out_of_memory":
        time.sleep(1)  # what is left of this process is in pieces: it waits to be ended by force


class Desk:
    """What a worker process has at hand from one assignment to the next."""

    def __init__(self, engine: str, memory_mb: int, kept_trajectories: int) -> None:
        import torch

        import app.messages
        import app.runner.preload
        from app.runner.worker import cap_memory, on_graphics

        torch.set_num_threads(1)
        self.engine: Any = import_module(engine)
        self.messages = app.messages
        self.torch_version = str(torch.__version__).split("+")[0]
        self._capacity = kept_trajectories
        self.tidy()
        gc.freeze()  # what is loaded stays for good
        cap_memory(0 if on_graphics() else memory_mb)

    def tidy(self) -> None:
        """Forget what may have been left half-done."""
        self.store = self.engine.TrajectoryStore(self._capacity)


class Performance:
    """One assignment in the hands of a worker."""

    def __init__(self, desk: Desk, assignment: Assignment, files: Mapping[str, bytes], mail: Mail) -> None:
        self._desk, self._assignment, self._mail = desk, assignment, mail
        self._work = _begin(desk, assignment, files)
        self._kept: list[Message] = []
        self._batch: list[Word] = []
        self._size = 0

    def batches(self) -> Iterator[list[Word]]:
        """All there is to say."""
        messages = self._desk.messages
        over = False
        self._change(self._assignment.early)
        for message in self._work:
            if message is not None:
                self._say(message)
                over = over or isinstance(message, messages.Finished)
            if not over:  # what comes later comes after the end
                letters = self._mail.read()
                if any(isinstance(letter, Halt) for letter in letters):
                    yield [*self._taken(), Halted()]
                    return
                self._change(letter for letter in letters if not isinstance(letter, Halt))
            if self._batch and (message is None or self._size >= BATCH_BYTES):
                yield self._taken()
        if self._batch:
            yield self._taken()
        if self._assignment.whole and self._assignment.part is None:
            tallies = [self._desk.messages.tally(each, self._assignment.request) for each in self._kept]
            counted = sum(runs for runs, _ in tallies), sum(steps for _, steps in tallies)
            for number, piece in enumerate(self._body()):
                yield [Said(piece, counted=(0, 0) if number else counted)]

    def _taken(self) -> list[Word]:
        batch, self._batch, self._size = self._batch, [], 0
        return batch

    def _say(self, message: Any) -> None:
        messages, assignment = self._desk.messages, self._assignment
        if isinstance(message, messages.Weights):
            self._put(Kept(message.id, message.data), len(message.data))
            return
        if isinstance(message, messages.RecoveryPoint):
            self._put(Point(message.run, message.data), len(message.data))
            return
        if assignment.part is not None and (assignment.whole or _is_joined(message)):
            self._put(Heard(message), 0)
        elif assignment.whole:
            self._kept.append(message)
        elif (fresh := messages.beyond(message, assignment.past.known)) is not None:
            payload = messages.encode(fresh, assignment.identifier)
            counted = messages.tally(fresh, assignment.request)
            self._put(Said(payload, messages.place_of(fresh), counted), len(payload))

    def _put(self, word: Word, size: int) -> None:
        self._batch.append(word)
        self._size += size

    def _change(self, changes: Iterable[Change]) -> None:
        for change in changes:
            try:
                step = None
                if isinstance(change, Steer):
                    steered = self._work.steer(change.run, change.params)
                    step = steered.step
                    self._say(steered)
                else:
                    self._work.extend(change.steps)
                self._put(Reply(change.ticket, step), 0)
            except Exception as error:
                self._put(Reply(change.ticket, refusal=_refusal(error).fields()), 0)

    def _body(self) -> Iterator[bytes]:
        from app.spec import wire

        body = self._desk.messages.answer(
            self._kept, wire(self._assignment.request), self._desk.torch_version
        )
        for start in range(0, len(body), PIECE_BYTES):
            yield body[start : start + PIECE_BYTES]


def _furnished(assignment: Assignment) -> Desk:
    """This process's desk; without one the process ends, and another takes its place.

    Whoever is interrupted while torch is being imported keeps it half-loaded for good.
    """
    try:
        return _desk(assignment.engine, assignment.memory_mb, assignment.kept_trajectories)
    except BaseException:
        log.exception("a worker of the cluster could not be set up")
        os._exit(1)


@cache
def _desk(engine: str, memory_mb: int, kept_trajectories: int) -> Desk:
    return Desk(engine, memory_mb, kept_trajectories)


def _begin(desk: Desk, assignment: Assignment, files: Mapping[str, bytes]) -> Any:
    if assignment.part is not None:
        from app.engine.parts import begin_part

        return begin_part(assignment.request, assignment.part, desk.store, files, assignment.past)
    return desk.engine.begin(assignment.request, _store(desk, assignment.request), files, assignment.past)


def _store(desk: Desk, request: Request) -> Any:
    """Kept trajectories; none for models, whose checkpoints the server may have let go meanwhile."""
    from app.spec import Comparison

    of_models = isinstance(request, Comparison) and request.objective.kind == "model"
    return None if of_models else desk.store


def _is_joined(message: Any) -> bool:
    from app.runner.ray.joining import is_joined

    return is_joined(message)


def _refusal(error: Exception) -> Refusal:
    if isinstance(error, Refusal):
        return error
    if is_want_of_memory(error):
        return refusals.out_of_memory()
    log.error("a job failed", exc_info=error)
    return refusals.broken()
