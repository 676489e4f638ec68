"""Sweeps and tunings through the engine and through the oracles, in forms that can be compared."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import torch
from torch import nn

from app.catalog.datasets import make_dataset
from app.engine import begin
from app.messages import Done, Message, Progress, SweepCell, Trial, Tuned
from app.spec import Comparison, ModelObjective, SweepRequest, TuneRequest, plane_of, read_request
from tests.engine.runs import Document, text_of
from tests.engine.training.trainings import objective, plainly
from tests.plain import plain_loop
from tests.plain_training import mlp

SMALL = {"hidden": [4], "activation": "tanh"}
# The evaluated training samples are the first of so many.
EVALUATED = 512


def moons(**more: Any) -> Document:
    dataset = {"samples": 80, "noise": 0.3}
    return objective("mlp", "moons", "BCEWithLogitsLoss", model_params=SMALL, dataset_params=dataset, **more)


def sweep_request(
    on: Document, run: Document, params: Mapping[str, list[float]], steps: int, **more: Any
) -> SweepRequest:
    return read_request(
        "sweep", {"objective": on, "run": run, "params": dict(params), "steps": steps, **more}
    )


def tune_request(on: Document, runs: list[Document], steps: int, **more: Any) -> TuneRequest:
    return read_request("tune", {"objective": on, "runs": runs, "steps": steps, **more})


def told(request: SweepRequest | TuneRequest) -> list[Message]:
    """All messages; the last is `Done`, and what is done never gets less and is all at the end."""
    messages = [message for message in begin(request) if message is not None]
    assert isinstance(messages[-1], Done)
    progress = [message for message in messages if isinstance(message, Progress)]
    assert progress[-1].done == progress[-1].total
    assert [one.done for one in progress] == sorted(one.done for one in progress)
    assert {one.total for one in progress} == {progress[-1].total}
    return messages


def cells(request: SweepRequest) -> dict[tuple[int, ...], SweepCell]:
    """Each cell of the grid, which comes once."""
    found = [message for message in told(request) if isinstance(message, SweepCell)]
    grid = {cell.index: cell for cell in found}
    assert len(grid) == len(found) == math.prod(len(values) for values in request.params.values())
    return grid


def tuned(request: TuneRequest) -> tuple[dict[int, list[Trial]], Tuned]:
    """The trials of each run in the order of their numbers, and the best ones."""
    messages = told(request)
    trials: dict[int, list[Trial]] = {run: [] for run in range(len(request.runs))}
    for message in messages:
        if isinstance(message, Trial):
            assert message.number == len(trials[message.run])
            trials[message.run].append(message)
    (best,) = [message for message in messages if isinstance(message, Tuned)]
    assert messages[-2] is best
    return trials, best


def losses_of(request: SweepRequest | TuneRequest, run: Document, seed: int | None = None) -> Document:
    """What a plain loop on a function comes to: its last and its lowest loss, and how it ended."""
    on = plane_of(request.objective)
    found = plain_loop(
        text_of(on),
        on.start,
        run["optimizer"],
        run["params"],
        request.steps,
        run.get("schedule"),
        run.get("changes") or (),
        on.noise,
        request.seed if seed is None else seed,
    )
    with np.errstate(all="ignore"):
        best = float(np.fmin.reduce(found["loss"]))
    status = "completed" if found["diverged_at"] is None else "diverged"
    return {"final_loss": float(found["loss"][-1]), "best_loss": best, "status": status}


def learned(request: SweepRequest | TuneRequest, run: Document, seed: int, every: int) -> Document:
    """What a plain training of `moons` comes to, evaluated at the start, the end and every so many steps."""
    on = request.objective
    assert isinstance(on, ModelObjective)
    steps = [*range(0, request.steps, every), request.steps]
    validation = []
    for count in steps:
        comparison = Comparison(objective=on, runs=[run], steps=max(1, count), seed=seed)
        model = _trained(comparison, count)
        train, held_out = _evaluated(on, model)
        validation.append(held_out)
    return {"final_loss": train, "best_loss": min(validation), "status": "completed"}


def _trained(request: Comparison, steps: int) -> nn.Module:
    def build(data: Any) -> nn.Module:
        return mlp(data.shape.features, SMALL["hidden"], 1, activation=nn.Tanh)  # type: ignore[arg-type]

    if steps == 0:
        torch.manual_seed(request.seed)
        assert isinstance(request.objective, ModelObjective)
        return build(make_dataset(request.objective.dataset.id, request.objective.dataset.params))
    trained = plainly(request, 0, build, nn.BCEWithLogitsLoss(), lambda targets: targets.float()[:, None])
    assert trained.model is not None
    return trained.model


def _evaluated(on: ModelObjective, model: nn.Module) -> tuple[float, float]:
    data = make_dataset(on.dataset.id, on.dataset.params)
    losses = []
    for inputs, targets in (
        (data.train.inputs[:EVALUATED], data.train.targets[:EVALUATED]),
        (data.validation.inputs, data.validation.targets),
    ):
        with torch.no_grad():
            losses.append(nn.BCEWithLogitsLoss()(model(inputs), targets.float()[:, None]).item())
    return losses[0], losses[1]


def same_number(one: float, other: float) -> bool:
    """Whether two floats are the same to the last bit, all NaNs alike."""
    return one == other or (math.isnan(one) and math.isnan(other))


def with_values(run: Document, choice: Iterable[tuple[str, Any]], **tuples: list[float]) -> Document:
    """The run with these hyperparameters; of elements of tuples, the whole tuple is in `tuples`."""
    named = {name: value for name, value in choice if "[" not in name}
    return {**run, "params": {**run["params"], **named, **tuples}}
