"""The form of a whole answer over HTTP: all messages of one request, in full float64 precision."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from app.messages.encoding import best_fields, dump, fields_of, trajectory_json
from app.messages.kinds import (
    Chunk,
    Curvature,
    Document,
    Done,
    Evaluation,
    Evaluations,
    FanChunk,
    File,
    Finished,
    Inspection,
    Interpolation,
    Landscape,
    Message,
    Outcome,
    PathLoss,
    Plane,
    Progress,
    RecoveryPoint,
    SweepCell,
    Trajectory,
    Trial,
    Tuned,
    Weights,
)


def answer(messages: Iterable[Message | None], spec: Mapping[str, Any], torch_version: str) -> bytes:
    """All messages of one request as the body of its HTTP answer, in full float64 precision.

    A comparison needs its `spec` for the labels; None (a heartbeat) is passed over. A file is its own body.
    """
    kept = [message for message in messages if message is not None]
    match kept[-1]:
        case File(data):
            return data
        case Document(fields):
            return dump(fields)
        case Finished(outcomes):
            return dump(_compared(kept, outcomes, spec, torch_version))
        case _:
            return dump(_gathered(kept, spec))


def _compared(
    kept: list[Message], outcomes: Sequence[Outcome], spec: Mapping[str, Any], torch_version: str
) -> dict[str, Any]:
    """A comparison with its trajectories in the contract's form."""
    names = [(run["label"], run["optimizer"]) for run in spec["runs"]]
    return compared_json(spec, torch_version, _trajectories(kept, outcomes, names))


def compared_json(spec: Mapping[str, Any], torch_version: str, runs: Iterable[Trajectory]) -> dict[str, Any]:
    """A comparison and what came of it, in the contract's form."""
    return {"spec": spec, "torch": torch_version, "runs": [trajectory_json(run) for run in runs]}


def trajectories(
    messages: Iterable[Message | None], names: Sequence[tuple[str, str]]
) -> tuple[Trajectory, ...]:
    """All messages of a comparison as a trajectory for each run; `names` are labels and optimizers."""
    kept = [message for message in messages if message is not None]
    if not isinstance(kept[-1], Finished):
        raise TypeError(f"expected the messages of a comparison, got {type(kept[-1]).__name__} last")
    return _trajectories(kept, kept[-1].runs, names)


def _trajectories(
    kept: list[Message], outcomes: Sequence[Outcome], names: Sequence[tuple[str, str]]
) -> tuple[Trajectory, ...]:
    measured = _measured(kept)
    ended = zip(names, _joined(kept), outcomes, strict=True)
    return tuple(
        Trajectory(label, optimizer, columns, outcome, measured.get(number))
        for number, ((label, optimizer), columns, outcome) in enumerate(ended)
    )


def _gathered(kept: list[Message], spec: Mapping[str, Any]) -> dict[str, Any]:
    """What the messages of other work come to, by the kind of what there is to say."""
    said = [message for message in kept if not isinstance(message, Done | Progress | Weights | RecoveryPoint)]
    match said[-1]:
        case FanChunk():
            return _fan([message for message in said if isinstance(message, FanChunk)])
        case Interpolation():
            return {"runs": [fields_of(message) for message in said]}
        case Inspection():
            return _inspected([message for message in said if isinstance(message, Inspection)])
        case Landscape() | Plane() | PathLoss():
            return _landscape(said)
        case Curvature():
            return {"runs": _curvatures([message for message in said if isinstance(message, Curvature)])}
        case SweepCell():
            return _sweep([message for message in said if isinstance(message, SweepCell)], spec)
        case Tuned(runs):
            trials = [fields_of(message) for message in said if isinstance(message, Trial)]
            return {"trials": trials, "best": [None if best is None else best_fields(best) for best in runs]}
        case last:
            return fields_of(last)


def _fan(fans: list[FanChunk]) -> dict[str, Any]:
    fans = sorted(fans, key=lambda fan: fan.index)
    runs = [trajectory_json(fan.trajectory) for fan in fans]
    return {"values": [fan.value for fan in fans], "runs": runs}


def _landscape(said: Sequence[Message]) -> dict[str, Any]:
    """The finest grid; over a plane also that plane, each run with its losses."""
    grid = next(fields_of(message) for message in reversed(said) if isinstance(message, Landscape))
    planes = [fields_of(message) for message in said if isinstance(message, Plane)]
    if not planes:
        return grid
    losses = {message.run: message for message in said if isinstance(message, PathLoss)}
    plane = planes[-1]
    for run in plane["runs"]:
        found = losses[run["run"]]
        run.update(loss=found.loss, plane_loss=found.plane_loss)
    return {**grid, "plane": plane}


def _curvatures(said: list[Curvature]) -> list[dict[str, Any]]:
    """The columns of each run, joined, with what is said of it last."""
    runs: dict[int, dict[str, Any]] = {}
    for message in said:
        fields = fields_of(message)
        former = runs.get(message.run, {})
        for name in message.columns:
            if name in former and former[name] is not None and fields[name] is not None:
                fields[name] = np.concatenate([former[name], fields[name]])
        runs[message.run] = {**former, **fields}
    return [runs[number] for number in sorted(runs)]


def _sweep(cells: list[SweepCell], spec: Mapping[str, Any]) -> dict[str, Any]:
    """Losses and statuses nested in the order of the parameters."""
    shape = tuple(len(values) for values in spec["params"].values())
    names = ["final_loss", "best_loss", "status"]
    names += ["quartiles"] if any(cell.quartiles is not None for cell in cells) else []
    grids = {name: np.full(shape, None, dtype=object) for name in names}
    for cell in cells:
        for name in names:
            value = getattr(cell, name)
            grids[name][cell.index] = float(value) if name.endswith("loss") else value
    return {name: grid.tolist() for name, grid in grids.items()}


def _inspected(said: list[Inspection]) -> dict[str, Any]:
    """All entries, and each rule once that some of them follow."""
    rules: list[Mapping[str, Any]] = []
    entries = []
    for message in said:
        rules += [rule for rule in message.rules if rule not in rules]
        for entry in message.entries:
            entries.append({**entry, "rule": rules.index(message.rules[entry["rule"]])})
    told = {"run": said[0].run, "optimizer": said[0].optimizer, "rules": rules, "entries": entries}
    return {**told, "differs_from": said[-1].differs_from}


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
