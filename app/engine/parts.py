"""Which part of a request is worked on? For those who divide it among several workers."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

from torch import Tensor

from app.engine.pace import Clock
from app.engine.planes.work import View, look
from app.engine.store import TrajectoryStore
from app.engine.training.work import TrainingWork
from app.engine.trials.sweep import Index, sweep
from app.engine.trials.tune import tune
from app.engine.work import FixedWork, Work
from app.errors import Refusal
from app.messages import (
    NO_PAST,
    Chunk,
    Evaluation,
    FloatArray,
    Message,
    Past,
    RecoveryPoint,
    Snapshot,
    Steered,
    Weights,
)
from app.messages.resuming import chunk_series
from app.spec import Comparison, LandscapeRequest, Request, SweepRequest, TuneRequest


@dataclass(frozen=True, slots=True)
class OneRun:
    """One run of a comparison of models."""

    run: int


@dataclass(frozen=True, slots=True)
class Cells:
    """Some cells of a sweep."""

    indices: tuple[Index, ...]


@dataclass(frozen=True, slots=True)
class Trials:
    """The trials of these numbers of one run that is tuned; None for all of them."""

    run: int
    numbers: range | None


@dataclass(frozen=True, slots=True)
class Outlook:
    """The plane of a landscape of models, with the first grid over it."""


@dataclass(frozen=True, slots=True)
class Tile:
    """The values at some coordinates (k, 2) of a view's plane: those from `first` on of a grid."""

    view: View
    side: int
    first: int
    coordinates: Tensor


Part: TypeAlias = OneRun | Cells | Trials | Outlook | Tile


@dataclass(frozen=True, slots=True)
class Sight:
    """What an `Outlook` has found, for the tiles to come, which are best so large or a multiple of it."""

    view: View
    at_once: int


@dataclass(frozen=True, slots=True)
class TileValues:
    """What a `Tile` has found."""

    side: int
    first: int
    values: FloatArray


Finding: TypeAlias = Sight | TileValues


def begin_part(
    request: Request,
    part: Part,
    store: TrajectoryStore | None,
    checkpoints: Mapping[str, bytes],
    past: Past = NO_PAST,
) -> Work:
    """The work on one part of a request. What it says it says as part of the whole.

    Beside the messages of the whole come findings, which are for whoever divided it.
    """
    match request, part:
        case Comparison(), OneRun(run):
            return RunAlone(request, run, checkpoints, past)
        case SweepRequest(), Cells(indices):
            return FixedWork(sweep(request, checkpoints, cells=indices))
        case TuneRequest(), Trials(run, numbers):
            return FixedWork(tune(request, checkpoints, runs=(run,), numbers=numbers))
        case LandscapeRequest(), Outlook():
            return FixedWork(_outlook(request, store, checkpoints))
        case LandscapeRequest(), Tile():
            return FixedWork(_tile(request, part))
    raise AssertionError(f"{type(request).__name__} has no part such as {type(part).__name__}")


class RunAlone:
    """One run of a comparison of models, worked on alone, that says of itself its number in the whole."""

    def __init__(
        self, comparison: Comparison, run: int, checkpoints: Mapping[str, bytes], past: Past
    ) -> None:
        self._run = run
        alone = comparison.model_copy(update={"runs": (comparison.runs[run],)})
        try:
            self._work = TrainingWork(alone, None, checkpoints, past=_of_run(past, run))
        except Refusal as refusal:
            raise self._renamed(refusal) from None

    def __iter__(self) -> Iterator[Message | None]:
        return self

    def __next__(self) -> Message | None:
        try:
            message = next(self._work)
        except Refusal as refusal:
            raise self._renamed(refusal) from None
        if isinstance(message, Chunk | Evaluation | Snapshot | Weights | RecoveryPoint):
            return replace(message, run=self._run)
        return message

    def steer(self, run: int, params: Mapping[str, Any]) -> Steered:
        """Set hyperparameters from the next step on; `run` is its number in the whole."""
        return replace(self._work.steer(run - self._run, params), run=self._run)

    def extend(self, steps: int) -> None:
        """Let the run go on."""
        self._work.extend(steps)

    def _renamed(self, refusal: Refusal) -> Refusal:
        own = "runs[0]"
        if refusal.field is None or not refusal.field.startswith(own):
            return refusal
        return refusal.about(f"runs[{self._run}]{refusal.field.removeprefix(own)}")


def _of_run(past: Past, run: int) -> Past:
    """The past of one run, as that of the only one."""
    return Past(
        {chunk_series(0): past.known.get(chunk_series(run), 0)},
        {0: past.evaluated.get(run, ())},
        {0: past.points[run]} if run in past.points else {},
        past.lasting,
    )


def _outlook(
    request: LandscapeRequest, store: TrajectoryStore | None, checkpoints: Mapping[str, bytes]
) -> Iterator[Any]:
    view = yield from look(request, store, checkpoints)
    if view is not None:
        yield Sight(view, view.probe(request).at_once)


def _tile(request: LandscapeRequest, tile: Tile, clock: Clock = time.perf_counter) -> Iterator[Any]:
    probe = tile.view.probe(request)
    values = yield from tile.view.values(probe, tile.coordinates, clock)
    yield TileValues(tile.side, tile.first, values.numpy())
