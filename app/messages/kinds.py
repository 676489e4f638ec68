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
class Inspection:
    """Steps of a run taken apart: each of `entries` follows one of `rules`, by its number.

    `differs_from` is the first step so far after which the textbook's form of momentum is elsewhere.
    """

    run: int
    optimizer: str
    rules: tuple[Mapping[str, Any], ...]
    entries: tuple[Mapping[str, Any], ...]
    differs_from: int | None = None


@dataclass(frozen=True, slots=True)
class Done:
    """The end of work whose last word needs no more than that."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How much of long work is done."""

    done: int
    total: int


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
class RecoveryPoint:
    """A run in training after `step` steps, for another process to go on from; no client is sent it."""

    run: int
    step: int
    data: bytes


@dataclass(frozen=True, slots=True)
class Note:
    """Word of something that happened on the way and needs nothing done, in both languages."""

    code: str
    message: str
    zh: str


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


@dataclass(frozen=True, slots=True)
class PlanePath:
    """One run as it lies beside a plane: its coordinates in it after each of `step`, and how far off it is.

    `residual` is the distance from the plane, `relative` that distance as a share of the distance from its
    centre; `explained` is the share of the run's movement about the centre that lies in the plane.
    """

    run: int
    step: IntArray
    x: FloatArray
    y: FloatArray
    residual: FloatArray
    relative: FloatArray
    explained: float | None


@dataclass(frozen=True, slots=True)
class Plane:
    """A plane in a model's parameter space, and the runs projected onto it.

    `explained` are the shares of the variance along both axes, `eigenvalues` those of both directions where
    they are eigenvectors of the Hessian; `note` is a sentence on what the plane had to do without, in both
    languages.
    """

    kind: str
    domain: tuple[float, float, float, float]
    runs: tuple[PlanePath, ...]
    explained: tuple[float, float] | None = None
    eigenvalues: tuple[float, float] | None = None
    normalization: str | None = None
    draw: int | None = None
    note: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class PathLoss:
    """The true value at points of one run's path beside that of the plane where they are drawn."""

    run: int
    step: IntArray
    loss: FloatArray
    plane_loss: FloatArray


@dataclass(frozen=True, slots=True)
class Interpolation:
    """A model on the line from a run's first weights (alpha 0) to its last (alpha 1), and its path."""

    run: int
    alpha: FloatArray
    train_loss: FloatArray
    validation_loss: FloatArray
    metric: str
    train_metric: FloatArray
    validation_metric: FloatArray
    path: Mapping[str, FloatArray | IntArray]


@dataclass(frozen=True, slots=True)
class Curvature:
    """More measurements of the Hessian along one run, as columns to be appended; the contract names them.

    A run whose loss has no second derivative has no columns but a `reason`, as one whose optimizer has no
    known line of stability.
    """

    run: int
    columns: Mapping[str, Any]
    available: bool = True
    reason: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Spectrum:
    """The eigenvalues of one run's Hessian after `step` steps; the contract names the fields."""

    run: int
    step: int
    fields: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class SweepCell:
    """What came of one choice of hyperparameters, `index` in the order of the request.

    Over several seeds the losses are medians, and `quartiles` the first and the third of each.
    """

    index: tuple[int, ...]
    final_loss: float
    best_loss: float
    status: Status
    quartiles: Mapping[str, tuple[float, float]] | None = None


@dataclass(frozen=True, slots=True)
class Trial:
    """One choice of hyperparameters of one run, and what came of it."""

    run: int
    number: int
    params: Mapping[str, Any]
    value: float
    status: Status


@dataclass(frozen=True, slots=True)
class Tuned:
    """The best trial of each run; None where none got to its end."""

    runs: tuple[Trial | None, ...]


Message = (
    Chunk
    | Evaluation
    | Snapshot
    | Weights
    | RecoveryPoint
    | Finished
    | Steered
    | FanChunk
    | Done
    | Progress
    | Landscape
    | Plane
    | PathLoss
    | Interpolation
    | Curvature
    | Spectrum
    | SweepCell
    | Trial
    | Tuned
    | Inspection
    | Basins
    | Note
    | File
    | Document
)
