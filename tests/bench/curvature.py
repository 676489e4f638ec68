"""How long does it take to measure the curvature at one point of a run, and how soon can it be left?"""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import torch

from app.engine import TrajectoryStore, begin
from app.messages import Curvature
from app.spec import read_request
from tests.bench.figure import Figure

POINTS = 8
STEPS = 64
ADAM = {"optimizer": "Adam", "params": {"lr": 0.002}}
Model = tuple[str, dict[str, Any], str, str]
MLP: Model = ("mlp", {"hidden": [16, 16], "activation": "tanh"}, "moons", "BCEWithLogitsLoss")
LENET: Model = ("lenet5", {}, "digits", "CrossEntropyLoss")


def figures() -> Iterator[Figure]:
    """A point of an MLP's run under Adam, three eigenvalues each, then of LeNet-5's."""
    torch.set_num_threads(1)
    for name, model, most in (("an MLP", MLP, 0.05), ("LeNet-5", LENET, 4.0)):
        each, products, longest = measured(*model)
        detail = f"sharpness, normalised and preconditioned: {products:.0f} products with the Hessian"
        yield Figure(f"curvature at a point of {name}", 1000 * each, "ms", "at most", 1000 * most, detail)
        yield Figure("  its longest breath", 1000 * longest, "ms", "at most", 250, "then it can be left")


def measured(model: str, params: dict[str, Any], dataset: str, loss: str) -> tuple[float, float, float]:
    """Seconds and heartbeats a point, and the longest time between two, the training itself apart."""
    objective = {
        "kind": "model",
        "model": {"id": model, "params": params},
        "dataset": {"id": dataset},
        "loss": {"id": loss},
        "batch_size": 64,
    }
    comparison = {"objective": objective, "runs": [ADAM], "steps": STEPS}
    store = TrajectoryStore(4)
    list(begin(read_request("compare", comparison), store))
    request = read_request("curvature", {"comparison": comparison, "points": POINTS})
    points, beats, longest = 0, 0, 0.0
    began = last = time.perf_counter()
    for message in begin(request, store):
        now = time.perf_counter()
        longest, last = max(longest, now - last), now
        points += isinstance(message, Curvature)
        beats += message is None
    return (last - began) / points, beats / points, longest


if __name__ == "__main__":
    for figure in figures():
        print(figure)
