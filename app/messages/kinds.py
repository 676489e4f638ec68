"""What leaves the engine: every message."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]
Columns = Mapping[str, FloatArray | IntArray | None]
Status = Literal["completed", "diverged"]
Badge = Literal["diverged", "arrived", "oscillating", "stalled", "descending"]


@dataclass(frozen=True, slots=True)
class Chunk:
    """Consecutive entries of one run's trajectory; `start` is the index of the first."""

    run: int
    start: int
    columns: Columns


@dataclass(frozen=True, slots=True)
class Summary:
    """A run in seven numbers; `seconds` is its share of the work where runs are computed together."""

    final_loss: float
    best_loss: float
    best_step: int
    distance: float | None
    gradient_evaluations: int
    seconds: float
    badge: Badge


@dataclass(frozen=True, slots=True)
class Evaluations:
    """A model measured now and then, its dropout off: entry i belongs to the position after `step[i]` steps.

    `metric` is the task's own, such as accuracy. Training samples are at most 512, always the same ones.
    """

    step: IntArray
    train_loss: FloatArray
    validation_loss: FloatArray
    metric: str
    train_metric: FloatArray
    validation_metric: FloatArray


@dataclass(frozen=True, slots=True)
class Validation:
    """How well a model does on samples it has not learned from: where that loss was lowest, and at the end.

    `checkpoints` are the ids of its weights: `best` those of that step, `last` those at the end.
    """

    best_validation_loss: float
    best_validation_step: int
    best_validation_metric: float
    validation_metric: float
    checkpoints: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a run ended; the rules stand in the contract under Trajectory. Functions have no validation."""

    status: Status
    diverged_at: int | None
    converged_at: int | None
    summary: Summary
    validation: Validation | None = None


@dataclass(frozen=True, slots=True)
class Trajectory:
    """Everything that a run recorded; entry k of each column belongs to the position after k steps."""

    label: str
    optimizer: str
    columns: Columns
    outcome: Outcome
    evaluations: Evaluations | None = None
    snapshot: Snapshot | None = None


@dataclass(frozen=True, slots=True)
class Finished:
    """The end of a comparison: one outcome for each run, in order."""

    runs: tuple[Outcome, ...]


@dataclass(frozen=True, slots=True)
class Steered:
    """A change took effect in `run` before its step `step`."""

    run: int
    step: int


@dataclass(frozen=True, slots=True)
class FanChunk:
    """One value of a fan, `index` in the order of the request, with its whole trajectory."""

    index: int
    value: float
    trajectory: Trajectory


@dataclass(frozen=True, slots=True)
class FanFinished:
    """The end of a fan."""


@dataclass(frozen=True, slots=True)
class Evaluation:
    """More evaluations of one run's model, to be appended."""

    run: int
    evaluations: Evaluations


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One run's model after `step` steps: what it says of the validation samples, and its parameters.

    `fields` are ready for JSON but for their digits; the contract names them.
    """

    run: int
    step: int
    fields: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Weights:
    """A model's weights as a safetensors file, to be kept by whoever runs the engine; no client is sent it.

    `id` is the file's SHA-256 in hexadecimal digits.
    """

    run: int
    which: Literal["best", "last"]
    id: str
    data: bytes


@dataclass(frozen=True, slots=True)
class File:
    """A whole answer that is a file."""

    data: bytes


@dataclass(frozen=True, slots=True)
class Document:
    """A whole answer that is one JSON object."""

    fields: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Landscape:
    """The loss on a grid: `z[j, i]` at `x[i]`, `y[j]`."""

    x: FloatArray
    y: FloatArray
    z: FloatArray


@dataclass(frozen=True, slots=True)
class Basins:
    """For each start, the minimum it reaches and in how many steps.

    `basin` is an index into `minima`, -1 diverged, -2 nowhere; `steps` is -1 where there is no arrival.
    """

    x: FloatArray
    y: FloatArray
    minima: tuple[tuple[float, float, float], ...]
    basin: IntArray
    steps: IntArray


Message = (
    Chunk
    | Evaluation
    | Snapshot
    | Weights
    | Finished
    | Steered
    | FanChunk
    | FanFinished
    | Landscape
    | Basins
    | File
    | Document
)
