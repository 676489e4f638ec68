"""How fast is a model's loss drawn over a plane, next to a plain loop over the grid?"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from app.catalog.datasets import make_dataset
from app.engine import TrajectoryStore, begin
from app.engine.device import device
from app.engine.planes.grid import Grid, resolutions
from app.messages import Landscape, PathLoss
from app.spec import LandscapeRequest, read_request
from tests.bench.figure import Figure
from tests.plain_training import lenet5, mlp

ROUNDS = 7
CANCELLED_WITHIN = 0.3


@dataclass(frozen=True)
class Case:
    """A landscape by the engine and by hand.

    The engine must be `at_least` as fast, and show a first picture within `blink` seconds.
    """

    name: str
    model: dict[str, Any]
    dataset: dict[str, Any]
    loss: str
    batch_size: int | None
    steps: int
    resolution: int
    network: Callable[[], nn.Module]
    criterion: nn.Module
    encode: Callable[[Tensor], Tensor]
    at_least: float
    blink: float
    rounds: int = ROUNDS


CASES = [
    Case(
        "51 x 51 of an MLP 2-16-16-1, 256 points",
        {"id": "mlp", "params": {"hidden": [16, 16], "activation": "relu"}},
        {"id": "moons", "params": {"samples": 342}},
        "BCEWithLogitsLoss",
        None,
        200,
        51,
        lambda: mlp(2, [16, 16], 1),
        nn.BCEWithLogitsLoss(),
        lambda targets: targets.float()[:, None],
        3.0,
        blink=0.1,
    ),
    Case(
        "25 x 25 of LeNet-5, 512 digits",
        {"id": "lenet5", "params": {"activation": "tanh"}},
        {"id": "digits", "params": {"size": "28"}},
        "CrossEntropyLoss",
        64,
        5,
        25,
        lambda: lenet5(nn.Tanh),
        nn.CrossEntropyLoss(),
        lambda targets: targets,
        1 / 1.1,
        blink=10.0,
        rounds=1,
    ),
]


def figures() -> Iterator[Figure]:
    """For each case the ratio of a plain loop's time to ours, the first picture, and the way to a cancel."""
    torch.set_num_threads(1)
    for case in CASES:
        store = TrajectoryStore(4)
        request = asked(case)
        for _ in begin(request, store):  # what is drawn is trained before: its weights are at hand
            pass
        rounds = [(loop_seconds(case), *engine_seconds(request, store)) for _ in range(case.rounds)]
        loop, ours, first, gap = (statistics.median(column) for column in zip(*rounds, strict=True))
        speed = statistics.median(plain / own for plain, own, _, _ in rounds)
        detail = f"plain loop {loop * 1e3:.0f} ms, the finest grid on {device()} {ours * 1e3:.0f} ms"
        yield Figure(case.name, speed, "x", "at least", case.at_least, detail)
        yield Figure("  its first picture", first * 1e3, "ms", "at most", case.blink * 1e3, "weights at hand")
        detail = "the longest time between two looks at the mailbox"
        yield Figure("  a cancel waits", gap * 1e3, "ms", "at most", CANCELLED_WITHIN * 1e3, detail)


def asked(case: Case) -> LandscapeRequest:
    """A landscape over a random plane through the end of one short training."""
    objective = {
        "kind": "model",
        "model": case.model,
        "dataset": case.dataset,
        "loss": {"id": case.loss},
        "batch_size": case.batch_size,
    }
    runs = [{"optimizer": "SGD", "params": {"lr": 0.05}}]
    plane = {"kind": "random", "runs": runs, "steps": case.steps}
    return read_request("landscape", {"objective": objective, "plane": plane, "resolution": case.resolution})


def loop_seconds(case: Case) -> float:
    """Seconds of a loop over the grid as one writes it: set the weights, forward, loss."""
    data = make_dataset(case.dataset["id"], case.dataset["params"])
    inputs, targets = data.train.inputs[:512], case.encode(data.train.targets[:512])
    model = case.network().eval()
    parameters = list(model.parameters())
    centre = nn.utils.parameters_to_vector(parameters).detach()
    u, v = torch.randn_like(centre), torch.randn_like(centre)
    axis = torch.linspace(-1, 1, case.resolution).tolist()
    z = np.empty((case.resolution, case.resolution))
    began = time.perf_counter()
    with torch.no_grad():
        for j, y in enumerate(axis):
            for i, x in enumerate(axis):
                nn.utils.vector_to_parameters(centre + x * u + y * v, parameters)
                z[j, i] = case.criterion(model(inputs), targets).item()
    return time.perf_counter() - began


def engine_seconds(request: LandscapeRequest, store: TrajectoryStore) -> tuple[float, float, float]:
    """Seconds of the finest grid as if all its points were its own, to the first grid, and between looks."""
    began = last = before = time.perf_counter()
    first, finest, gap = 0.0, 0.0, 0.0
    for message in begin(request, store):
        now = time.perf_counter()
        gap, last = max(gap, now - last), now
        if isinstance(message, Landscape):
            first = first or now - began
            finest = now - before
        if isinstance(message, Landscape | PathLoss):
            before = now
    return finest * share(request.resolution), first, gap


def share(resolution: int) -> float:
    """How many times the points that are found anew the finest grid has."""
    grid: Grid | None = None
    for side in resolutions(resolution):
        grid = Grid((0, 1, 0, 1), side, grid)
        found = len(grid.unknown)
        grid.fill(torch.zeros(found, dtype=torch.float64))
    return resolution**2 / found
