"""How fast does the engine train models, next to plain loops, and what does it take to look at them?"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn

from app.catalog.datasets import make_dataset
from app.engine import begin
from app.engine.training import progress
from app.engine.training.evaluation import Evaluator
from app.spec import Comparison, read_request
from tests.bench.figure import Figure
from tests.plain_training import lenet5, mlp

ROUNDS = 9


@dataclass(frozen=True)
class Case:
    """A training by the engine and by hand."""

    name: str
    objective: dict[str, Any]
    run: dict[str, Any]
    steps: int
    model: Callable[[], nn.Module]
    loss: nn.Module
    encode: Callable[[Tensor], Tensor]


def part(id: str, **params: Any) -> dict[str, Any]:
    return {"id": id, "params": params}


CASES = [
    Case(
        "MLP 64-64 on moons, batch 32, Adam",
        {
            "kind": "model",
            "model": part("mlp", hidden=[64, 64], activation="relu"),
            "dataset": part("moons", samples=1000),
            "loss": part("BCEWithLogitsLoss"),
            "batch_size": 32,
        },
        {"optimizer": "Adam", "params": {"lr": 0.01}},
        1000,
        lambda: mlp(2, [64, 64], 1),
        nn.BCEWithLogitsLoss(),
        lambda targets: targets.float()[:, None],
    ),
    Case(
        "LeNet-5 on digits, batch 64, momentum",
        {
            "kind": "model",
            "model": part("lenet5", activation="tanh"),
            "dataset": part("digits", size="28"),
            "loss": part("CrossEntropyLoss"),
            "batch_size": 64,
        },
        {"optimizer": "SGD", "params": {"lr": 0.01, "momentum": 0.9}},
        100,
        lambda: lenet5(nn.Tanh),
        nn.CrossEntropyLoss(),
        lambda targets: targets,
    ),
]


def figures() -> Iterator[Figure]:
    """For each case the ratio of plain to engine time, and the share of time that goes into evaluation."""
    torch.set_num_threads(1)
    for case in CASES:
        data = make_dataset(case.objective["dataset"]["id"], case.objective["dataset"]["params"])
        targets = case.encode(data.train.targets)
        request = read_request(
            "compare", {"objective": case.objective, "runs": [case.run], "steps": case.steps}
        )
        rounds = [
            (plainly(case, data.train.inputs, targets), *engine_seconds(request)) for _ in range(ROUNDS + 1)
        ][1:]
        plain, whole, evaluating, looking = (
            statistics.median(column) for column in zip(*rounds, strict=True)
        )
        learning = whole - evaluating - looking
        # Round by round: a busy moment of the machine meets both sides of one ratio.
        speed = statistics.median(alone / (all_ - aside - seen) for alone, all_, aside, seen in rounds)
        detail = f"plain loop {plain * 1e3:.0f} ms, engine {learning * 1e3:.0f} ms for {case.steps} steps"
        yield Figure(case.name, speed, "x", "at least", 0.9, detail)
        detail = f"of {whole * 1e3:.0f} ms; snapshots for the page take {100 * looking / whole:.0f} %"
        yield Figure("  its evaluation", 100 * evaluating / whole, "%", "at most", 20, detail)


def plainly(case: Case, inputs: Tensor, targets: Tensor) -> float:
    """Seconds of an ordinary loop that notes its losses."""
    torch.manual_seed(0)
    began = time.perf_counter()
    model = case.model()
    optimizer = getattr(torch.optim, case.run["optimizer"])(model.parameters(), **case.run["params"])
    generator = torch.Generator().manual_seed(0)
    losses: list[float] = []
    while True:
        for rows in torch.split(
            torch.randperm(len(inputs), generator=generator), case.objective["batch_size"]
        ):
            optimizer.zero_grad()
            loss = case.loss(model(inputs[rows]), targets[rows])
            loss.backward()
            optimizer.step()
            losses.append(loss.item())
            if len(losses) == case.steps:
                return time.perf_counter() - began


def engine_seconds(request: Comparison) -> tuple[float, float, float]:
    """Seconds of the whole work, and of it those for evaluations and for snapshots."""
    with timed(Evaluator, "measure") as evaluating, timed(progress, "take_snapshot") as looking:
        began = time.perf_counter()
        for _ in begin(request):
            pass
        return time.perf_counter() - began, sum(evaluating), sum(looking)


@contextmanager
def timed(owner: Any, name: str) -> Iterator[list[float]]:
    """The seconds of each call of a function while this lasts."""
    calls: list[float] = []
    function = getattr(owner, name)

    def measured(*arguments: Any) -> Any:
        began = time.perf_counter()
        try:
            return function(*arguments)
        finally:
            calls.append(time.perf_counter() - began)

    setattr(owner, name, measured)
    try:
        yield calls
    finally:
        setattr(owner, name, function)
