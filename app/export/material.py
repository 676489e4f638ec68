"""What is a file made of? A comparison and what comes of it, computed here when it is first asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import torch

from app.catalog.models import MODELS
from app.engine import NO_CHECKPOINTS, TrajectoryStore, begin
from app.messages import (
    Chunk,
    Finished,
    Landscape,
    Message,
    Progress,
    SweepCell,
    Trajectory,
    answer,
    compared_json,
    trajectories,
)
from app.spec import Comparison, LandscapeRequest, ModelObjective, Request, SweepRequest, read_request, wire

Heard = Callable[[float], None]
TORCH = str(torch.__version__).split("+")[0]
RESOLUTION = 120


@dataclass(frozen=True, slots=True)
class Compared:
    """A comparison, complete, and the trajectory of each of its runs: the answer of the API as an object."""

    comparison: Comparison
    runs: tuple[Trajectory, ...]
    torch: str = TORCH

    def json(self) -> dict[str, Any]:
        """The API's own answer, ready for `dump`."""
        return compared_json(wire(self.comparison), self.torch, self.runs)


class Material:
    """A comparison with its trajectories and its landscape, each computed once, when it is first needed.

    `heard` is told how much of the runs' work is done, from 0 to 1. What was computed elsewhere can be given.
    """

    def __init__(
        self,
        comparison: Comparison,
        heard: Heard | None = None,
        compared: Compared | None = None,
        checkpoints: Mapping[str, bytes] = NO_CHECKPOINTS,
    ) -> None:
        self.comparison = comparison
        self._heard = heard
        self._given = compared
        self._checkpoints = checkpoints

    @cached_property
    def compared(self) -> Compared:
        """What came of the runs."""
        return self._given or compute_comparison(self.comparison, self._heard, self._checkpoints)

    @cached_property
    def landscape(self) -> Landscape | None:
        """The loss over the domain; None where there are more than two weights."""
        request = landscape_request(self.comparison)
        if request is None:
            return None
        grids = [message for message in _computed(request) if isinstance(message, Landscape)]
        return grids[-1]


def compute_comparison(
    comparison: Comparison, heard: Heard | None = None, checkpoints: Mapping[str, bytes] = NO_CHECKPOINTS
) -> Compared:
    """The runs of a checked comparison, bit for bit as the server computes them."""
    names = [(run.label, run.optimizer) for run in comparison.runs]
    messages = _computed(comparison, heard, checkpoints)
    return Compared(comparison, trajectories(messages, names))


def compute_answer(
    request: Request, heard: Heard | None = None, checkpoints: Mapping[str, bytes] = NO_CHECKPOINTS
) -> bytes:
    """The body of the API's answer to a checked request."""
    return answer(_computed(request, heard, checkpoints), wire(request), TORCH)


def landscape_request(comparison: Comparison) -> LandscapeRequest | None:
    """What to ask for the landscape of a comparison; None where it has no two parameters to look over."""
    objective = comparison.objective
    if isinstance(objective, ModelObjective) and not MODELS[objective.model.id].two_weight:
        return None
    return read_request("landscape", {"objective": wire(objective), "resolution": RESOLUTION})


def _computed(
    request: Request, heard: Heard | None = None, checkpoints: Mapping[str, bytes] = NO_CHECKPOINTS
) -> list[Message]:
    """All messages of the work, done in this process as a worker does it."""
    kept: list[Message] = []
    share = _share_of(request)
    with _as_a_worker():
        for message in begin(request, TrajectoryStore(0), checkpoints):
            if message is None:
                continue
            kept.append(message)
            if heard is not None:
                heard(share(message))
    return kept


def _share_of(request: Request) -> Callable[[Message], float]:
    """How much of the work is done, as its messages go by."""
    done, total = 0, 1
    if isinstance(request, Comparison):
        total = len(request.runs) * (request.steps + 1)
    if isinstance(request, SweepRequest):
        total = 1
        for values in request.params.values():
            total *= len(values)

    def share(message: Message) -> float:
        nonlocal done
        match message:
            case Progress(part, whole):
                return part / max(1, whole)
            case Chunk(columns=columns):
                done += len(columns["loss"]) if columns["loss"] is not None else 0
            case SweepCell():
                done += 1
            case Finished():
                done = total
        return min(1.0, done / total)

    return share


@contextmanager
def _as_a_worker() -> Iterator[None]:
    """One thread of torch, as in a worker; the caller's threads and random numbers stay as they are."""
    threads = torch.get_num_threads()
    with torch.random.fork_rng(devices=[]):
        torch.set_num_threads(1)
        try:
            yield
        finally:
            torch.set_num_threads(threads)
