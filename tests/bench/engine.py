"""How much faster is the engine than plain loops? Ratios from one run on one machine, medians of turns."""

from __future__ import annotations

import math
import statistics
import time
from collections.abc import Callable, Iterator
from typing import Any

import torch

from app.engine import TrajectoryStore, begin
from app.spec import read_request
from tests.bench.figure import Figure

START = (-1.5, 2.0)
STEPS = 300
ROUNDS = 9
SIX: list[tuple[str, dict[str, float]]] = [
    ("SGD", {"lr": 0.001}),
    ("SGD", {"lr": 0.001, "momentum": 0.9}),
    ("Adagrad", {"lr": 0.5}),
    ("RMSprop", {"lr": 0.01}),
    ("Adam", {"lr": 0.05}),
    ("AdamW", {"lr": 0.05}),
]
FAN = [10.0 ** (-4 + k / 16) for k in range(64)]
BASIN_SIDE, BASIN_STEPS, BASIN_LR = 256, 200, 0.05


def figures() -> Iterator[Figure]:
    """The four comparisons, one torch thread on both sides, both sides taking turns."""
    torch.set_num_threads(1)
    plain_six, together = in_turns(ROUNDS, six_plainly, lambda: drain(begin(compare(SIX))))
    yield ratio("six optimizers x 300 steps", plain_six, together, 2.2)
    plain_six, changed = in_turns(ROUNDS, six_plainly, one_changed())
    yield ratio("six optimizers, one of them changed", plain_six, changed, 4.5)
    plain_fan, fan = in_turns(3, fan_plainly, lambda: drain(begin(fan_request())))
    yield ratio("fan of 64 lr for Adam", plain_fan, fan, 4.5)
    bare, basins = in_turns(ROUNDS, bare_adam, lambda: drain(begin(basins_request())))
    yield ratio("basin map 256 x 256 x 200", bare, basins, 0.5, "bare Adam")


def ratio(name: str, plain: float, engine: float, least: float, yardstick: str = "plain loops") -> Figure:
    """How many times faster than the yardstick, from median seconds."""
    detail = f"{yardstick} {plain * 1e3:.0f} ms, engine {engine * 1e3:.0f} ms"
    return Figure(name, plain / engine, "x", "at least", least, detail)


def in_turns(rounds: int, plain: Callable[[], object], engine: Callable[[], object]) -> tuple[float, float]:
    """Median seconds of each after one round unmeasured, so that a busy moment of the machine meets both."""
    measured = [(seconds(plain), seconds(engine)) for _ in range(rounds + 1)][1:]
    return statistics.median(pair[0] for pair in measured), statistics.median(pair[1] for pair in measured)


def seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def drain(messages: Any) -> None:
    for _ in messages:
        pass


def rosenbrock(x: torch.Tensor, y: torch.Tensor) -> torch.Tensor:
    return (1 - x) ** 2 + 100 * (y - x**2) ** 2


def plainly(name: str, params: dict[str, float]) -> list[tuple[float, ...]]:
    """The contract's loop, recording the engine's columns with the gradients that it has anyway."""
    point = torch.tensor(START, dtype=torch.float64, requires_grad=True)
    optimizer = getattr(torch.optim, name)([point], **params)
    rows: list[tuple[float, ...]] = []
    evaluations, began = 0, time.perf_counter()

    def closure() -> torch.Tensor:
        nonlocal evaluations
        evaluations += 1
        optimizer.zero_grad()
        loss = rosenbrock(point[0], point[1])
        torch.autograd.backward(loss)
        return loss

    for k in range(STEPS + 1):
        x, y = point.tolist()
        lr, spent, asked = optimizer.param_groups[0]["lr"], time.perf_counter() - began, evaluations
        loss = optimizer.step(closure) if k < STEPS else closure()
        assert point.grad is not None
        grad_norm = math.hypot(*point.grad.tolist())
        rows.append((x, y, loss.item(), grad_norm, lr, math.hypot(x - 1, y - 1), asked, spent))
    return rows


def six_plainly() -> None:
    for name, params in SIX:
        plainly(name, params)


def fan_plainly() -> None:
    for lr in FAN:
        plainly("Adam", {"lr": lr})


def bare_adam() -> None:
    """All starts in one tensor, stepped and nothing else."""
    x, y = (
        torch.linspace(-2, 2, BASIN_SIDE, dtype=torch.float64),
        torch.linspace(-1, 3, BASIN_SIDE, dtype=torch.float64),
    )
    points = torch.cartesian_prod(x, y).requires_grad_()
    optimizer = torch.optim.Adam([points], lr=BASIN_LR)
    for _ in range(BASIN_STEPS):
        optimizer.zero_grad()
        torch.autograd.backward(rosenbrock(points[:, 0], points[:, 1]).sum())
        optimizer.step()


def compare(runs: list[tuple[str, dict[str, float]]]) -> Any:
    return read_request("compare", comparison(runs))


def comparison(runs: list[tuple[str, dict[str, float]]]) -> dict[str, Any]:
    return {
        "objective": objective(),
        "runs": [{"optimizer": name, "params": params} for name, params in runs],
        "steps": STEPS,
    }


def objective() -> dict[str, Any]:
    return {"kind": "function", "id": "rosenbrock", "start": list(START)}


def one_changed() -> Callable[[], None]:
    """A comparison whose other five runs are kept, with another lr of AdamW at each call."""
    store = TrajectoryStore(256)
    drain(begin(compare(SIX), store))
    drags = 0

    def changed() -> None:
        nonlocal drags
        drags += 1
        drain(begin(compare([*SIX[:-1], ("AdamW", {"lr": 0.05 + drags * 1e-4})]), store))

    return changed


def fan_request() -> Any:
    return read_request("fan", {"comparison": comparison(SIX), "run": 4, "param": "lr", "values": FAN})


def basins_request() -> Any:
    return read_request(
        "basins",
        {
            "objective": objective(),
            "run": {"optimizer": "Adam", "params": {"lr": BASIN_LR}},
            "steps": BASIN_STEPS,
            "resolution": BASIN_SIDE,
            "domain": [-2, 2, -1, 3],
        },
    )
