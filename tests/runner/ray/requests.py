"""Requests of every kind that is cut, small enough to be computed twice."""

from __future__ import annotations

from typing import Any

from app.spec import Request, read_request

MLP = {
    "kind": "model",
    "model": {"id": "mlp", "params": {"hidden": [8], "activation": "tanh"}},
    "dataset": {"id": "moons", "params": {"samples": 120, "noise": 0.3}},
    "loss": {"id": "BCEWithLogitsLoss", "params": {}},
    "batch_size": 32,
}
ROSENBROCK = {"kind": "function", "id": "rosenbrock", "start": [-1.5, 2.0], "noise": 0.1}
FORMULA = {"kind": "formula", "expression": "cosh(x) + y**4", "domain": [-3, 3, -3, 3]}
RUNS: list[dict[str, Any]] = [
    {"optimizer": "Adam", "params": {"lr": 0.02}, "label": "one"},
    {"optimizer": "SGD", "params": {"lr": 0.1, "momentum": 0.9}, "schedule": {"id": "StepLR"}},
    {"optimizer": "SGD", "params": {"lr": 0.05}, "label": "three"},
]


def models(steps: int = 120, seed: int = 3, runs: list[dict[str, Any]] = RUNS) -> Request:
    return read_request("compare", {"objective": MLP, "runs": runs, "steps": steps, "seed": seed})


def functions(steps: int = 200) -> Request:
    return read_request("compare", {"objective": ROSENBROCK, "runs": RUNS, "steps": steps, "seed": 1})


def sweep(on: dict[str, Any], sides: tuple[int, int] = (6, 3), steps: int = 25, **more: Any) -> Request:
    """So many learning rates and momenta."""
    params = {
        "lr": [0.001 * 2**place for place in range(sides[0])],
        "momentum": [0.9 * place / sides[1] for place in range(sides[1])],
    }
    run = {"optimizer": "SGD"}
    return read_request("sweep", {"objective": on, "run": run, "params": params, "steps": steps, **more})


def tune(on: dict[str, Any], method: str, trials: int) -> Request:
    return read_request(
        "tune", {"objective": on, "runs": RUNS[:2], "steps": 25, "trials": trials, "method": method}
    )


def landscape(kind: str, resolution: int = 27) -> Request:
    plane = {"kind": kind, "runs": RUNS[:2], "steps": 30, "seed": 2}
    return read_request("landscape", {"objective": MLP, "plane": plane, "resolution": resolution})


EVERY: dict[str, Request] = {
    "functions": functions(),
    "models": models(),
    "sweep of a function": sweep(ROSENBROCK, (12, 8)),
    "sweep of a model": sweep(MLP),
    "sweep of a model over seeds": sweep(MLP, (2, 2), seeds=3),
    "grid on a function": tune(ROSENBROCK, "grid", 60),
    "random on a model": tune(MLP, "random", 9),
    "sampler on a function": tune(FORMULA, "tpe", 12),
    "sampler on a model": tune(MLP, "tpe", 5),
    "landscape of a model": landscape("pca"),
    "line between models": landscape("interpolation", 9),
    "landscape of a function": read_request("landscape", {"objective": FORMULA, "resolution": 60}),
}
