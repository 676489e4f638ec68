"""An engine for the runner's tests: each task behaves, or misbehaves, in a way that the pool must handle."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from app.errors import Refusal
from app.messages import NO_PAST, Document, Done, File, Landscape, Message, Past, Steered, Trial, Weights

HEARTBEAT_SECONDS = 0.002


@dataclass(frozen=True)
class Task:
    """`messages` messages of `points` numbers each, `seconds` apart; `kind` says what happens after them.

    Before each comes a checkpoint of `weights` bytes, if there are any, whose id begins with its number.
    Those of a task that is `counted` are trials, each of which belongs to a series of its own.
    """

    kind: str = "plain"
    messages: int = 3
    points: int = 4
    seconds: float = 0.0
    text: str = ""
    weights: int = 0
    counted: bool = False

    def model_dump(self) -> dict[str, Any]:
        return {"kind": self.kind, "runs": []}


class TrajectoryStore:
    def __init__(self, capacity: int) -> None:
        self.capacity = capacity
        self.forgotten: list[str] = []

    def forget(self, checkpoint: str) -> None:
        self.forgotten.append(checkpoint)


class Work:
    def __init__(self, task: Task) -> None:
        self._task = task
        self._left = task.messages
        self._steps = task.messages
        self._items = self._generate()

    def __iter__(self) -> Iterator[Message | None]:
        return self._items

    def steer(self, run: int, params: Mapping[str, Any]) -> Steered:
        if "lr" not in params:
            raise Refusal("unknown_param", "expected lr", "params")
        return Steered(run, self._steps - self._left)

    def extend(self, steps: int) -> None:
        self._left += steps
        self._steps += steps

    def _generate(self) -> Iterator[Message | None]:
        while self._left:
            self._left -= 1
            number = float(self._steps - self._left)
            if self._task.weights:
                yield Weights(0, "last", f"{number:064.0f}", bytes([int(number) % 256]) * self._task.weights)
            if self._task.counted:
                yield Trial(0, int(number), {"worker": os.getpid()}, number, "completed")
            else:
                yield Landscape(
                    np.full(self._task.points, number), np.array([float(os.getpid())]), np.zeros((1, 1))
                )
            yield from _rest(self._task.seconds)
        yield from _ENDINGS[self._task.kind](self._task)
        yield self._last()

    def _last(self) -> Message:
        match self._task.kind:
            case "whole":
                return Landscape(np.ones(2), np.ones(2), np.ones((2, 2)))
            case "file":
                return File(b"file" * self._task.points)
        return Done()


class Told(Work):
    """Work whose answer is a document."""

    def __init__(self, facts: Mapping[str, Any]) -> None:
        super().__init__(Task(messages=0))
        self._items = iter([Document(facts)])


def begin(
    request: Any,
    store: TrajectoryStore | None,
    checkpoints: Mapping[str, bytes] | None = None,
    past: Past = NO_PAST,
) -> Work:
    if checkpoints:
        # Which came, with their sizes and first bytes.
        return Told({id: [len(file), file[0]] for id, file in checkpoints.items()})
    if not isinstance(request, Task):
        return Work(Task(messages=1))  # the warm-up
    if request.kind == "forgotten":
        assert store is not None
        return Told(dict.fromkeys(store.forgotten, True))
    if request.kind == "unready":
        raise Refusal("not_supported", "expected another task", "kind")
    return Work(request)


def _rest(seconds: float) -> Iterator[None]:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        time.sleep(HEARTBEAT_SECONDS)
        yield None


def _plain(_: Task) -> Iterator[None]:
    return iter(())


def _die(_: Task) -> Iterator[None]:
    os.kill(os.getpid(), 9)
    yield None


def _break(_: Task) -> Iterator[None]:
    raise ZeroDivisionError("a mistake in the engine")


def _hang(_: Task) -> Iterator[None]:
    while time.monotonic() > 0:
        sum(range(1000))
    yield None


def _eat(task: Task) -> Iterator[None]:
    kept = []
    while True:
        kept.append(np.ones(1 << 21))  # 16 MB
        yield None


_ENDINGS = {
    "plain": _plain,
    "file": _plain,
    "whole": _plain,
    "die": _die,
    "break": _break,
    "hang": _hang,
    "eat": _eat,
}
