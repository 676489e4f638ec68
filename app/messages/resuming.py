"""How far has a client come, and what of a message is new to it?

A message that adds to what came before belongs to a series, and has a place in it: how far the series is
once this message has come. Work that is done again says everything again; of that only what lies beyond the
places a client knows is sent to it, and the parts join without gap or overlap.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any

import numpy as np

from app.messages.kinds import (
    Basins,
    Chunk,
    Curvature,
    Done,
    Evaluation,
    Evaluations,
    FanChunk,
    Finished,
    Inspection,
    Interpolation,
    Landscape,
    Message,
    PathLoss,
    Plane,
    Progress,
    Snapshot,
    Spectrum,
    SweepCell,
    Trial,
    Tuned,
)

Known = Mapping[str, int]
NOTHING_KNOWN: Known = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Past:
    """What is left of work that was done before and is to be done again.

    `known` is how far the client has come. `evaluated` are the steps at which it has evaluations, by run.
    `points` are recovery points, by run; with `lasting` the work makes such points as it goes on.
    """

    known: Known = field(default_factory=dict)
    evaluated: Mapping[int, Sequence[int]] = field(default_factory=dict)
    points: Mapping[int, bytes] = field(default_factory=dict)
    lasting: bool = False


NO_PAST = Past()

# The series of the last message of all.
END = "end"
# A step of L-BFGS has iterations, each with an entry of its own; there are never as many as this.
ITERATIONS = 1 << 20


def place_of(message: Message) -> tuple[str, int] | None:
    """The series of a message, and how far it is after it; None where the message says the same if it comes
    again, or is for no client."""
    match message:
        case Chunk(run, start, columns):
            return chunk_series(run), start + _length(columns)
        case Evaluation(run, evaluations):
            return evaluation_series(run), _last(evaluations.step) + 1
        case Snapshot(run, step):
            return snapshot_series(run), step + 1
        case Curvature(run, columns):
            return f"curvature {run}", _last(columns["step"]) + 1 if columns else 1
        case Inspection(run, _, _, entries):
            return f"inspection {run}", _inspected(entries[-1]) + 1
        case Progress(done, total):
            return f"progress {total}", done
        case Landscape(x) | Basins(x):
            return type(message).__name__.lower(), len(x)
        case _:
            series = _once(message)
            return None if series is None else (series, 1)


def beyond(message: Message, known: Known) -> Message | None:
    """The part of a message that a client does not have; None where it has all of it."""
    place = place_of(message)
    if place is None:
        return message
    have = known.get(place[0], 0)
    if have == 0:
        return message
    if have >= place[1]:
        return None
    match message:
        case Chunk(run, start, columns) if have > start:
            return Chunk(run, have, {name: _cut(column, have - start) for name, column in columns.items()})
        case Evaluation(run, evaluations):
            return Evaluation(run, _evaluations_from(evaluations, have))
        case Curvature(columns=columns) if columns:
            first = _first_from(columns["step"], have)
            return replace(message, columns={name: _cut(column, first) for name, column in columns.items()})
        case Inspection(entries=entries):
            return replace(message, entries=tuple(each for each in entries if _inspected(each) >= have))
        case _:
            return message


def chunk_series(run: int) -> str:
    """The series of a run's chunks; its place is the number of entries."""
    return f"chunk {run}"


def evaluation_series(run: int) -> str:
    """The series of a run's evaluations; its place is one more than the last one's step."""
    return f"evaluation {run}"


def snapshot_series(run: int) -> str:
    """The series of a run's snapshots; its place is one more than the last one's step."""
    return f"snapshot {run}"


def _once(message: Message) -> str | None:
    """The series of what is said once; None where it does no harm to say it again."""
    match message:
        case Finished() | Done():
            return END
        case FanChunk(index):
            return f"fan_chunk {index}"
        case SweepCell(index):
            return f"sweep_cell {','.join(map(str, index))}"
        case Trial(run, number):
            return f"trial {run} {number}"
        case PathLoss(run) | Interpolation(run) | Spectrum(run):
            return f"{type(message).__name__.lower()} {run}"
        case Plane() | Tuned():
            return type(message).__name__.lower()
    return None


def _length(columns: Mapping[str, Any]) -> int:
    return len(columns["loss"])


def _last(steps: Any) -> int:
    return int(steps[-1])


def _first_from(steps: Any, step: int) -> int:
    """The place of the first of ascending `steps` that is at least `step`."""
    return int(np.searchsorted(steps, step))


def _cut(column: Any, first: int) -> Any:
    return None if column is None else column[first:]


def _evaluations_from(evaluations: Evaluations, step: int) -> Evaluations:
    first = _first_from(evaluations.step, step)
    columns: dict[str, Any] = {
        name: value[first:]
        for name in Evaluations.__slots__
        if isinstance(value := getattr(evaluations, name), np.ndarray)
    }
    return replace(evaluations, **columns)


def _inspected(entry: Mapping[str, Any]) -> int:
    """Where an entry of an inspection is among all that there can be."""
    return int(entry["step"]) * ITERATIONS + int(entry["iteration"])
