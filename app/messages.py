"""What leaves the engine: every message, and its form on the wire.

The one place where a non-finite number becomes `null` and where digits are rounded.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
import orjson

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]
Columns = Mapping[str, FloatArray | IntArray | None]
Status = Literal["completed", "diverged"]
Badge = Literal["diverged", "arrived", "oscillating", "stalled", "descending"]

STREAM_DIGITS = 6
# A fan is many losses at once; ten digits keep f - f* true over the decades a small curve shows.
FAN_LOSS_DIGITS = 10


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
class Outcome:
    """How a run ended; the rules stand in the contract under Trajectory."""

    status: Status
    diverged_at: int | None
    converged_at: int | None
    summary: Summary


@dataclass(frozen=True, slots=True)
class Trajectory:
    """Everything that a run recorded; entry k of each column belongs to the position after k steps."""

    label: str
    optimizer: str
    columns: Columns
    outcome: Outcome


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


Message = Chunk | Finished | Steered | FanChunk | FanFinished | Landscape | Basins


def rounded(values: FloatArray | IntArray, digits: int = STREAM_DIGITS) -> FloatArray:
    """`values` to that many significant digits, as numbers whose shortest decimal form is short."""
    values = np.asarray(values, dtype=np.float64)
    with np.errstate(all="ignore"):
        exponent = digits - 1 - np.floor(np.log10(np.abs(values)))
        up, down = 10.0 ** np.maximum(exponent, 0), 10.0 ** np.maximum(-exponent, 0)
        result = np.round(values * up / down) / up * down
    # Zeros, non-finite values and magnitudes at the edge of float64 have no such form: they stay as they are.
    return np.where(np.isfinite(result), result, values)


def encode(message: Message, identifier: str) -> bytes:
    """The message as the stream sends it: JSON in UTF-8, numbers to 6 significant digits, losses to more."""
    return dump({"type": _STREAM_TYPES[type(message)], "id": identifier, **_stream_fields(message)})


def started(identifier: str, spec: Mapping[str, Any]) -> bytes:
    """The work under this id begins, with the request as it was understood."""
    return dump({"type": "started", "id": identifier, "spec": spec})


def cancelled(identifier: str) -> bytes:
    """The work under this id has ended because the client said so."""
    return dump({"type": "cancelled", "id": identifier})


def failed(identifier: str | None, body: Mapping[str, Any]) -> bytes:
    """The request under this id was refused or failed; `body` is a refusal's."""
    return dump({"type": "error", "id": identifier, **body})


def answer(messages: Iterable[Message | None], spec: Mapping[str, Any], torch_version: str) -> bytes:
    """All messages of one request as the body of its HTTP answer, in full float64 precision.

    A comparison needs its `spec` for the labels; None (a heartbeat) is passed over.
    """
    kept = [message for message in messages if message is not None]
    last = kept[-1]
    match last:
        case Finished():
            runs = [
                trajectory_json(Trajectory(run["label"], run["optimizer"], columns, outcome))
                for run, columns, outcome in zip(spec["runs"], _joined(kept), last.runs, strict=True)
            ]
            return dump({"spec": spec, "torch": torch_version, "runs": runs})
        case FanFinished():
            fans = sorted((m for m in kept if isinstance(m, FanChunk)), key=lambda fan: fan.index)
            return dump(
                {
                    "values": [fan.value for fan in fans],
                    "runs": [trajectory_json(fan.trajectory) for fan in fans],
                }
            )
        case _:
            return dump(_grid_fields(last))


def trajectory_json(trajectory: Trajectory) -> dict[str, Any]:
    """A trajectory in the contract's form."""
    return {
        "label": trajectory.label,
        "optimizer": trajectory.optimizer,
        **_outcome_json(trajectory.outcome),
        **trajectory.columns,
    }


def dump(document: object) -> bytes:
    """Strict JSON: every non-finite number becomes null, arrays become lists."""
    return orjson.dumps(document, default=_plain, option=orjson.OPT_SERIALIZE_NUMPY)


_STREAM_TYPES: dict[type, str] = {
    Chunk: "chunk",
    Finished: "finished",
    Steered: "steered",
    FanChunk: "fan_chunk",
    FanFinished: "finished",
    Landscape: "landscape",
    Basins: "basins",
}


def _stream_fields(message: Message) -> dict[str, Any]:
    match message:
        case Chunk(run, start, columns):
            # The loss keeps every digit: near the end of a descent f - f* lives in the last of them.
            return {"run": run, "from": start, **_rounded_columns(columns), "loss": columns["loss"]}
        case Finished(runs):
            return {"runs": [_outcome_json(outcome) for outcome in runs]}
        case Steered(run, step):
            return {"run": run, "step": step}
        case FanChunk(index, value, trajectory):
            place = _rounded_columns({name: trajectory.columns[name] for name in ("x", "y")})
            loss = trajectory.columns["loss"]
            drawn = {**place, "loss": None if loss is None else rounded(loss, FAN_LOSS_DIGITS)}
            return {"index": index, "value": value, **drawn, "status": trajectory.outcome.status}
        case FanFinished():
            return {}
        case Landscape(x, y, z):
            return {"x": x, "y": y, "z": rounded(z)}
        case Basins():
            return _grid_fields(message)


def _grid_fields(message: Message) -> dict[str, Any]:
    match message:
        case Landscape(x, y, z):
            return {"x": x, "y": y, "z": z}
        case Basins(x, y, minima, basin, steps):
            arrived = [[None if step < 0 else step for step in row] for row in steps.tolist()]
            return {"x": x, "y": y, "minima": minima, "basin": basin, "steps": arrived}
        case _:
            raise TypeError(f"expected a landscape or a basin map last, got {type(message).__name__}")


def _outcome_json(outcome: Outcome) -> dict[str, Any]:
    summary = outcome.summary
    return {
        "status": outcome.status,
        "diverged_at": outcome.diverged_at,
        "converged_at": outcome.converged_at,
        "summary": {name: getattr(summary, name) for name in Summary.__slots__},
    }


def _rounded_columns(columns: Columns) -> dict[str, Any]:
    return {
        name: values if values is None or np.issubdtype(values.dtype, np.integer) else rounded(values)
        for name, values in columns.items()
    }


def _joined(messages: list[Message]) -> list[dict[str, Any]]:
    """The chunks of each run, joined into whole columns."""
    parts: dict[int, list[Chunk]] = {}
    for message in messages:
        if isinstance(message, Chunk):
            parts.setdefault(message.run, []).append(message)
    joined = []
    for _, chunks in sorted(parts.items()):
        columns: dict[str, Any] = {}
        for name in chunks[0].columns:
            values = [column for chunk in chunks if (column := chunk.columns[name]) is not None]
            columns[name] = np.concatenate(values) if values else None
        joined.append(columns)
    return joined


def _plain(value: object) -> object:
    """What orjson does not take by itself: arrays that are not contiguous, and scalars of numpy."""
    if isinstance(value, np.ndarray | np.generic):
        return value.tolist()
    raise TypeError(f"expected a value that JSON can hold, got {type(value).__name__}")
