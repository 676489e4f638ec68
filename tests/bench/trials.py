"""How long does fair tuning take, and how soon is there something of a sweep to see?"""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any

import torch

from app.engine import begin
from app.messages import SweepCell
from app.spec import read_request
from tests.bench.engine import SIX, STEPS, objective
from tests.bench.figure import Figure

ROUNDS = 5
TRIALS = 20
RATES = [10.0 ** (-4 + k / 16) for k in range(64)]
BETAS = [k / 16 for k in range(16)]


def figures() -> Iterator[Figure]:
    """Tunings of six optimizers, the sampler's own loading, and a sweep's first cells and its last."""
    torch.set_num_threads(1)
    loading = [loaded() for _ in range(ROUNDS)]
    for method in ("tpe", "random"):
        spent = [seconds(tuned(method, seed)) for seed in range(ROUNDS)]
        detail = f"{TRIALS} trials each x {STEPS} steps on Rosenbrock, slowest of {ROUNDS}"
        if method == "tpe":
            detail += f"; its sampler loads in {statistics.median(loading):.2f} s, once for a worker"
            spent = [one + max(loading) for one in spent]
        yield Figure(f"tuning of six optimizers, {method}", max(spent), "s", "at most", 5, detail)
    first, whole = swept()
    detail = (
        f"{len(RATES)} x {len(BETAS)} cells of Adam x {STEPS} steps; the first of them after {first:.2f} s"
    )
    yield Figure("sweep of two hyperparameters", whole, "s", "at most", 30, detail)
    yield Figure("  its first cells", first, "s", "at most", 0.5, "spread over the whole grid")


def seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def tuned(method: str, seed: int) -> Callable[[], object]:
    """Six optimizers, each with the same number of trials for its learning rate, kept as far as they are."""
    runs = [
        {"optimizer": name, "params": {other: value for other, value in params.items() if other != "lr"}}
        for name, params in SIX
    ]
    document: dict[str, Any] = {"objective": objective(), "runs": runs, "steps": STEPS, "trials": TRIALS}
    request = read_request("tune", {**document, "method": method, "seed": seed})
    return lambda: list(begin(request))


def swept() -> tuple[float, float]:
    """Seconds to the first cell and to the end of a sweep."""
    params = {"lr": RATES, "betas[0]": BETAS}
    document = {"objective": objective(), "run": {"optimizer": "Adam"}, "params": params, "steps": STEPS}
    request = read_request("sweep", document)
    began, first = time.perf_counter(), 0.0
    for message in begin(request):
        if isinstance(message, SweepCell) and not first:
            first = time.perf_counter() - began
    return first, time.perf_counter() - began


def loaded() -> float:
    """Seconds that a worker's first tuning spends on loading the sampler."""
    code = (
        "import time, app.runner.preload; began = time.perf_counter()\n"
        "from app.engine.trials.search import Sampled; Sampled(1, 20, 0).ask(1)\n"
        "print(time.perf_counter() - began)"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return float(found.stdout)
