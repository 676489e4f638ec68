"""Work cut anywhere and done again: what lies beyond the cut joins what came before it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

import numpy as np
import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.engine import begin
from app.messages import (
    NOTHING_KNOWN,
    Chunk,
    Evaluation,
    Message,
    Note,
    Snapshot,
    Steered,
    beyond,
    encode,
    place_of,
)
from app.spec import read_request

VALLEY = {"kind": "function", "id": "rosenbrock"}
RUNS = [
    {"optimizer": "SGD", "params": {"lr": 0.001}},
    {"optimizer": "LBFGS", "params": {"lr": 0.1, "max_iter": 5}},
]
COMPARISON = {"objective": VALLEY, "runs": RUNS, "steps": 40}
NETWORK = {
    "kind": "model",
    "model": {"id": "mlp"},
    "dataset": {"id": "moons", "params": {"samples": 64}},
    "loss": {"id": "BCEWithLogitsLoss"},
    "batch_size": 16,
    "evaluation": {"every": 4},
}
TRAINING = {"objective": NETWORK, "runs": [RUNS[0], {"optimizer": "Adam"}], "steps": 30}
REQUESTS: dict[str, tuple[str, dict[str, Any]]] = {
    "a comparison": ("compare", COMPARISON),
    "a training": ("compare", TRAINING),
    "a fan": ("fan", {"comparison": COMPARISON, "run": 0, "param": "lr", "values": [0.01, 0.02, 0.05]}),
    "a landscape": ("landscape", {"objective": VALLEY, "resolution": 8}),
    "basins": (
        "basins",
        {"objective": VALLEY, "run": RUNS[0], "resolution": 80, "steps": 5},
    ),
    "curvature": ("curvature", {"comparison": COMPARISON}),
    "a model's curvature": ("curvature", {"comparison": TRAINING, "points": 4}),
    "an inspection": ("inspect", {"comparison": COMPARISON, "run": 1, "step": 0, "steps": 40}),
    "a sweep": (
        "sweep",
        {
            "objective": VALLEY,
            "run": RUNS[0],
            "steps": 9,
            "params": {"lr": [0.01, 0.02], "momentum": [0, 0.5]},
        },
    ),
    "a tuning": (
        "tune",
        {
            "objective": VALLEY,
            "runs": RUNS[:1],
            "steps": 9,
            "params": ["lr"],
            "trials": 5,
            "method": "random",
        },
    ),
}


@cache
def said(name: str, cadence: int) -> tuple[Message, ...]:
    """All that is said of a request; another cadence cuts it into other chunks."""
    kind, document = REQUESTS[name]
    messages = (message for message in begin(read_request(kind, document)) if message is not None)
    return tuple(part for message in messages for part in in_parts(message, cadence))


def in_parts(message: Message, cadence: int) -> Iterator[Message]:
    """A chunk as several smaller ones, as on a slower or faster machine; anything else as it is."""
    if not isinstance(message, Chunk) or cadence == 0:
        yield message
        return
    for first in range(0, len(message.columns["loss"]), cadence):  # type: ignore[arg-type]
        cut = {name: None if c is None else c[first : first + cadence] for name, c in message.columns.items()}
        yield Chunk(message.run, message.start + first, cut)


def joined(messages: list[Message]) -> dict[str, Any]:
    """What a client has in the end: columns joined, what replaces itself last, the rest in a list."""
    have: dict[str, Any] = {"rest": set()}
    for message in messages:
        match message:
            case Chunk(run, start, columns):
                former = have.setdefault(f"chunks {run}", {name: [] for name in columns})
                assert start == len(former["loss"]), "a gap or an overlap"
                for name, column in columns.items():
                    former[name] += [None] * len(columns["loss"]) if column is None else column.tolist()  # type: ignore[arg-type]
            case Evaluation(run):
                rows = orjson.loads(encode(message, ""))
                former = have.setdefault(f"evaluations {run}", [])
                fresh = list(zip(*(rows[name] for name in rows if isinstance(rows[name], list)), strict=True))
                former += fresh
                assert len({row[0] for row in former}) == len(former)
            case Snapshot(run, step):
                have[f"snapshot {run}"] = step
            case _ if (place := place_of(message)) is not None and place[0].startswith(("curv", "insp")):
                document = orjson.loads(encode(message, ""))
                rows = document.get("entries") or list(zip(*columns_of(document), strict=True))
                have.setdefault(place[0], []).extend(orjson.dumps(row) for row in rows)
            case _:
                have["rest"].add(without_seconds(message))
    for name in [name for name in have if name.startswith("chunks")]:
        del have[name]["seconds"]
    return have


def columns_of(document: dict[str, Any]) -> list[list[Any]]:
    size = len(document["step"])
    return [[None] * size if value is None else value for name, value in document.items() if name in COLUMNS]


COLUMNS = {"step", "sharpness", "smallest", "direction", "normalised", "preconditioned", "threshold"}


def without_seconds(message: Message) -> bytes:
    document = orjson.loads(encode(message, ""))
    for run in document.get("runs", []):
        if run is not None:
            run.get("summary", {}).pop("seconds", None)
    return orjson.dumps(document)


@pytest.mark.parametrize("name", REQUESTS)
@given(cut=st.integers(0, 10_000), cadences=st.tuples(*[st.sampled_from([0, 1, 3, 7])] * 2))
@settings(max_examples=12)
def test_what_lies_beyond_a_cut_joins_what_came_before_it(
    name: str, cut: int, cadences: tuple[int, int]
) -> None:
    first, second = (
        [one for one in said(name, cadence) if type(one).__name__ not in ("Weights", "Progress")]
        for cadence in cadences
    )
    before = first[: cut % (len(first) + 1)]
    known = dict(place for message in before if (place := place_of(message)) is not None)
    after = [rest for message in second if (rest := beyond(message, known)) is not None]
    assert joined([*before, *after]) == joined(first)
    assert len(before) < len(first) or after == []


def test_without_anything_known_a_message_is_itself() -> None:
    for name in REQUESTS:
        for message in said(name, 0):
            assert beyond(message, NOTHING_KNOWN) is message


def test_what_a_series_counts_is_how_far_it_is_after_the_message() -> None:
    chunk = Chunk(2, 90, {"x": None, "loss": np.zeros(30)})
    assert place_of(chunk) == ("chunk 2", 120)
    rest = beyond(chunk, {"chunk 2": 117})
    assert isinstance(rest, Chunk)
    assert (rest.start, len(rest.columns["loss"]), rest.columns["x"]) == (117, 3, None)  # type: ignore[arg-type]
    assert beyond(chunk, {"chunk 2": 120}) is None
    assert beyond(chunk, {"chunk 1": 120}) is chunk


def test_what_belongs_to_no_series_is_always_new() -> None:
    for message in (Steered(0, 4), Note("worker_lost", "a", "b")):
        assert place_of(message) is None
        assert beyond(message, {"end": 1, "chunk 0": 10}) is message
