"""The form of every message on the wire.

The one place where a non-finite number becomes `null` and where digits are rounded.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import orjson

from app.messages.kinds import (
    Basins,
    Chunk,
    Columns,
    Document,
    Evaluation,
    Evaluations,
    FanChunk,
    FanFinished,
    File,
    Finished,
    FloatArray,
    IntArray,
    Landscape,
    Message,
    Outcome,
    Snapshot,
    Steered,
    Summary,
    Trajectory,
    Validation,
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

    A comparison needs its `spec` for the labels; None (a heartbeat) is passed over. A file is its own body.
    """
    kept = [message for message in messages if message is not None]
    last = kept[-1]
    match last:
        case File(data):
            return data
        case Document(fields):
            return dump(fields)
        case Finished():
            measured = _measured(kept)
            runs = [
                trajectory_json(
                    Trajectory(run["label"], run["optimizer"], columns, outcome, measured.get(number))
                )
                for number, (run, columns, outcome) in enumerate(
                    zip(spec["runs"], _joined(kept), last.runs, strict=True)
                )
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
    FanFinished: "finished",
    Landscape: "landscape",
    Basins: "basins",
}


def _stream_fields(message: Message) -> dict[str, Any]:
    match message:
        case Chunk(run, start, columns):
            # The loss keeps every digit: near the end of a descent f - f* lives in the last of them.
            return {"run": run, "from": start, **_rounded_columns(columns), "loss": columns["loss"]}
        case Evaluation(run, evaluations):
            return {"run": run, **_fields(evaluations)}
        case Snapshot(run, step, fields):
            return {"run": run, "step": step, **_short(fields)}
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
        case Weights() | File() | Document():
            raise TypeError(f"expected a message for a client's stream, got {type(message).__name__}")


def _grid_fields(message: Message) -> dict[str, Any]:
    match message:
        case Landscape(x, y, z):
            return {"x": x, "y": y, "z": z}
        case Basins(x, y, minima, basin, steps):
            arrived = [[None if step < 0 else step for step in row] for row in steps.tolist()]
            return {"x": x, "y": y, "minima": minima, "basin": basin, "steps": arrived}
        case _:
            raise TypeError(f"expected a landscape or a basin map last, got {type(message).__name__}")


def _fields(record: Evaluations | Summary | Validation) -> dict[str, Any]:
    return {name: getattr(record, name) for name in record.__slots__}


def _short(value: Any) -> Any:
    """The arrays inside `value` to the digits of a snapshot."""
    if isinstance(value, np.ndarray):
        return value if np.issubdtype(value.dtype, np.integer) else rounded(value, SNAPSHOT_DIGITS)
    if isinstance(value, Mapping):
        return {name: _short(item) for name, item in value.items()}
    return [_short(item) for item in value] if isinstance(value, list | tuple) else value


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


def _measured(messages: list[Message]) -> dict[int, Evaluations]:
    """The evaluations of each run that has any, joined."""
    parts: dict[int, list[Evaluations]] = {}
    for message in messages:
        if isinstance(message, Evaluation):
            parts.setdefault(message.run, []).append(message.evaluations)
    return {run: joined_evaluations(evaluations) for run, evaluations in parts.items()}


def joined_evaluations(parts: list[Evaluations]) -> Evaluations:
    """Consecutive evaluations of one run as one record."""
    columns = {
        name: parts[0].metric if name == "metric" else np.concatenate([getattr(part, name) for part in parts])
        for name in Evaluations.__slots__
    }
    return Evaluations(**columns)  # type: ignore[arg-type]


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
