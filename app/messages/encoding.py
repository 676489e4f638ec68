"""The form of every message on the stream.

The one place where a non-finite number becomes `null` and where digits are rounded.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import orjson

from app.messages.kinds import (
    Basins,
    Chunk,
    Columns,
    Curvature,
    Document,
    Done,
    Evaluation,
    FanChunk,
    File,
    Finished,
    FloatArray,
    Inspection,
    IntArray,
    Interpolation,
    Landscape,
    Message,
    Note,
    Outcome,
    PathLoss,
    Plane,
    Progress,
    RecoveryPoint,
    Snapshot,
    Spectrum,
    Steered,
    SweepCell,
    Trajectory,
    Trial,
    Tuned,
    Weights,
)

STREAM_DIGITS = 6
# A fan is many losses at once; ten digits keep f - f* true over the decades a small curve shows.
FAN_LOSS_DIGITS = 10
# What a snapshot shows is a colour, a bar or a cell of a table.
SNAPSHOT_DIGITS = 4


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


def started(identifier: str, spec: Mapping[str, Any], resume: str | None = None) -> bytes:
    """The work under this id begins, with the request as it was understood.

    `resume` is the token with which a client comes back to it after its connection was lost.
    """
    token = {} if resume is None else {"resume": resume}
    return dump({"type": "started", "id": identifier, "spec": spec, **token})


def cancelled(identifier: str) -> bytes:
    """The work under this id has ended because the client said so."""
    return dump({"type": "cancelled", "id": identifier})


def failed(identifier: str | None, body: Mapping[str, Any]) -> bytes:
    """The request under this id was refused or failed; `body` is a refusal's."""
    return dump({"type": "error", "id": identifier, **body})


def trajectory_json(trajectory: Trajectory) -> dict[str, Any]:
    """A trajectory in the contract's form."""
    return {
        "label": trajectory.label,
        "optimizer": trajectory.optimizer,
        **_outcome_json(trajectory.outcome),
        **trajectory.columns,
        **({"evaluation": _fields(trajectory.evaluations)} if trajectory.evaluations else {}),
    }


def dump(document: object) -> bytes:
    """Strict JSON: every non-finite number becomes null, arrays become lists."""
    return orjson.dumps(document, default=_plain, option=orjson.OPT_SERIALIZE_NUMPY)


_STREAM_TYPES: dict[type, str] = {
    Chunk: "chunk",
    Evaluation: "evaluation",
    Snapshot: "snapshot",
    Finished: "finished",
    Steered: "steered",
    FanChunk: "fan_chunk",
    Done: "finished",
    Progress: "progress",
    Landscape: "landscape",
    Basins: "basins",
    Plane: "plane",
    PathLoss: "path_loss",
    Interpolation: "interpolation",
    Curvature: "curvature",
    Spectrum: "spectrum",
    SweepCell: "sweep_cell",
    Trial: "trial",
    Tuned: "tuned",
    Inspection: "inspection",
    Note: "note",
}


def _stream_fields(message: Message) -> dict[str, Any]:
    match message:
        case Chunk(run, start, columns):
            # The loss keeps every digit: near the end of a descent f - f* lives in the last of them.
            return {"run": run, "from": start, **_rounded_columns(columns), "loss": columns["loss"]}
        case Evaluation(run, evaluations):
            return {"run": run, **_fields(evaluations)}
        case Snapshot(run, step, fields):
            shown: dict[str, Any] = {"run": run, "step": step, **_short(fields, SNAPSHOT_DIGITS)}
            # A loss is computed from these, and near certainty it lives in their last digits.
            outputs = fields.get("outputs")
            return shown if outputs is None else {**shown, "outputs": rounded(outputs)}
        case Finished(runs):
            return {"runs": [_outcome_json(outcome) for outcome in runs]}
        case Steered(run, step):
            return {"run": run, "step": step}
        case FanChunk(index, value, trajectory):
            place = _rounded_columns({name: trajectory.columns[name] for name in ("x", "y")})
            loss = trajectory.columns["loss"]
            drawn = {**place, "loss": None if loss is None else rounded(loss, FAN_LOSS_DIGITS)}
            return {"index": index, "value": value, **drawn, "status": trajectory.outcome.status}
        case Done():
            return {}
        case Landscape(x, y, z):
            return {"resolution": len(x), "x": x, "y": y, "z": rounded(z)}
        case Weights() | RecoveryPoint() | File() | Document():
            raise TypeError(f"expected a message for a client's stream, got {type(message).__name__}")
        case Note():
            return {"note": _fields(message)}
        case PathLoss(run, step, loss, plane_loss):
            return {"run": run, "step": step, "loss": loss, "plane_loss": plane_loss}
        case Plane() | Interpolation() | Spectrum() | Curvature():
            shortened: dict[str, Any] = _short(fields_of(message), STREAM_DIGITS)
            return shortened
        case _:
            return fields_of(message)


def fields_of(message: Message) -> dict[str, Any]:
    """The fields of a message under the names of the contract, in full precision."""
    match message:
        case Landscape(x, y, z):
            return {"x": x, "y": y, "z": z}
        case Basins(x, y, minima, basin, steps):
            arrived = [[None if step < 0 else step for step in row] for row in steps.tolist()]
            fields = {"x": x, "y": y, "minima": minima, "basin": basin, "steps": arrived}
            return {"resolution": len(x), **fields}
        case Plane():
            return {**_fields(message), "runs": [_fields(run) for run in message.runs]}
        case Curvature(run, columns, available, reason):
            return {"run": run, **columns, "available": available, "reason": reason}
        case Spectrum(run, step, fields):
            return {"run": run, "step": step, **fields}
        case Tuned(runs):
            return {"runs": [None if best is None else best_fields(best) for best in runs]}
        case Inspection() | Progress() | PathLoss() | Interpolation() | SweepCell() | Trial():
            return _fields(message)
        case _:
            raise TypeError(f"expected a message with fields of its own, got {type(message).__name__}")


def best_fields(trial: Trial) -> dict[str, Any]:
    """What is said of the best trial of a run."""
    fields = _fields(trial)
    del fields["status"]
    return fields


def _fields(record: Any) -> dict[str, Any]:
    """The fields of a dataclass with slots, its values as they are."""
    return {name: getattr(record, name) for name in record.__slots__}


def _short(value: Any, digits: int) -> Any:
    """The arrays inside `value`, to that many digits."""
    if isinstance(value, np.ndarray):
        return value if np.issubdtype(value.dtype, np.integer) else rounded(value, digits)
    if isinstance(value, Mapping):
        return {name: _short(item, digits) for name, item in value.items()}
    return [_short(item, digits) for item in value] if isinstance(value, list | tuple) else value


def _outcome_json(outcome: Outcome) -> dict[str, Any]:
    summary = _fields(outcome.summary)
    document = {
        "status": outcome.status,
        "diverged_at": outcome.diverged_at,
        "converged_at": outcome.converged_at,
    }
    if outcome.validation is None:
        return {**document, "summary": summary}
    validation = _fields(outcome.validation)
    checkpoints = validation.pop("checkpoints")
    return {**document, "summary": {**summary, **validation}, "checkpoints": checkpoints}


def _rounded_columns(columns: Columns) -> dict[str, Any]:
    return {
        name: values if values is None or np.issubdtype(values.dtype, np.integer) else rounded(values)
        for name, values in columns.items()
    }


def _plain(value: object) -> object:
    """What orjson does not take by itself: arrays that are not contiguous, and scalars of numpy."""
    if isinstance(value, np.ndarray | np.generic):
        return value.tolist()
    raise TypeError(f"expected a value that JSON can hold, got {type(value).__name__}")
