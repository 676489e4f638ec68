"""Requests through the engine and through the oracle, in forms that can be compared."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from app.catalog import FUNCTIONS
from app.engine import TrajectoryStore, begin
from app.messages import Chunk, Finished, Message, Outcome
from app.spec import Comparison, FormulaObjective, FunctionObjective, RunSpec, plane_of, read_request
from tests.plain import plain_loop

Document = dict[str, Any]

SETTINGS: dict[str, tuple[Document, ...]] = {
    "SGD": (
        {"lr": 0.002},
        {"lr": 0.001, "momentum": 0.9, "nesterov": True, "weight_decay": 0.1},
        {"lr": 0.003, "momentum": 0.5, "dampening": 0.2, "maximize": True},
    ),
    "Adagrad": (
        {"lr": 0.5},
        {"lr": 0.3, "lr_decay": 0.1, "weight_decay": 0.2, "initial_accumulator_value": 3.0},
    ),
    "RMSprop": (
        {"lr": 0.03},
        {"lr": 0.01, "momentum": 0.8, "centered": True, "alpha": 0.9, "weight_decay": 0.1},
    ),
    "Adam": (
        {"lr": 0.05},
        {"lr": 0.1, "betas": [0.7, 0.9], "amsgrad": True, "weight_decay": 0.1, "maximize": True},
    ),
    "AdamW": ({"lr": 0.05}, {"lr": 0.2, "amsgrad": True, "weight_decay": 0.3}),
    "Adadelta": ({"lr": 1.0}, {"lr": 20.0, "rho": 0.5, "weight_decay": 0.1}),
    "Adamax": ({"lr": 0.05}, {"lr": 0.1, "betas": [0.5, 0.99], "weight_decay": 0.1}),
    "NAdam": ({"lr": 0.05}, {"lr": 0.1, "momentum_decay": 0.2, "weight_decay": 0.1}),
    "RAdam": ({"lr": 0.05}, {"lr": 0.1, "decoupled_weight_decay": True, "weight_decay": 0.1}),
    "ASGD": ({"lr": 0.002}, {"lr": 0.002, "lambd": 0.1, "alpha": 0.5, "t0": 5.0, "weight_decay": 0.1}),
    "Rprop": ({"lr": 0.05}, {"lr": 0.1, "etas": [0.3, 1.5], "step_sizes": [0.001, 0.5]}),
    "Adafactor": ({"lr": 0.05}, {"lr": 0.2, "d": 3.0, "beta2_decay": -0.5, "weight_decay": 0.1}),
    "LBFGS": ({"lr": 0.1, "max_iter": 4}, {"line_search_fn": "strong_wolfe", "max_iter": 3}),
}


def run(optimizer: str, params: Mapping[str, Any], **more: Any) -> Document:
    return {"optimizer": optimizer, "params": dict(params), **more}


def every_run(**more: Any) -> list[Document]:
    """All settings of all optimizers."""
    return [run(id, params, **more) for id, settings in SETTINGS.items() for params in settings]


def function(id: str, **more: Any) -> Document:
    return {"kind": "function", "id": id, **more}


def formula(expression: str, start: list[float], **more: Any) -> Document:
    return {"kind": "formula", "expression": expression, "domain": [-5, 5, -5, 5], "start": start, **more}


def comparison(objective: Document, runs: list[Document], steps: int, seed: int = 0) -> Comparison:
    document = {"objective": objective, "runs": runs, "steps": steps, "seed": seed}
    return read_request("compare", document)


def finish(request: Comparison, store: TrajectoryStore | None = None) -> tuple[list[Document], list[Outcome]]:
    """The columns of all runs and their outcomes, from the chunks of a whole comparison."""
    return collect(list(begin(request, store)))


def collect(messages: list[Message | None]) -> tuple[list[Document], list[Outcome]]:
    """Columns and outcomes from a comparison's messages, whose chunks must join without gap or overlap."""
    parts: dict[int, list[Any]] = {}
    finished = [message for message in messages if isinstance(message, Finished)][-1]
    for chunk in messages:
        if isinstance(chunk, Chunk):
            so_far = parts.setdefault(chunk.run, [])
            assert chunk.start == sum(len(part["loss"]) for part in so_far)
            so_far.append(chunk.columns)
    columns = [
        {
            name: None if parts[run][0][name] is None else np.concatenate([part[name] for part in parts[run]])
            for name in parts[run][0]
        }
        for run in sorted(parts)
    ]
    return columns, list(finished.runs)


def plainly(request: Comparison, index: int) -> Document:
    """The same run by the oracle."""
    objective, spec = plane_of(request.objective), request.runs[index]
    return plain_loop(
        text_of(objective),
        objective.start,
        spec.optimizer,
        spec.params,
        request.steps,
        spec.schedule.model_dump() if spec.schedule else None,
        [change.model_dump() for change in spec.changes],
        objective.noise,
        request.seed,
        spec.zero_grad,
    )


def text_of(objective: FunctionObjective | FormulaObjective) -> str:
    if isinstance(objective, FormulaObjective):
        return objective.expression
    return FUNCTIONS[objective.id].formula


def same_bits(found: npt.NDArray[np.float64], expected: npt.NDArray[np.float64]) -> bool:
    """Equal as float64 to the last bit, signs of zeros included; a NaN equals a NaN."""
    if found.shape != expected.shape:
        return False
    unequal = found.view(np.int64) != expected.view(np.int64)
    return not (unequal & ~(np.isnan(found) & np.isnan(expected))).any()


def assert_bit_equal(found: Document, expected: Document, spec: RunSpec) -> None:
    """The contract's promise, and what follows from it for the other columns."""
    for name in ("x", "y", "loss", "lr"):
        assert same_bits(found[name], expected[name]), (name, spec)
    assert found["evaluations"].tolist() == expected["evaluations"].tolist(), spec
    np.testing.assert_allclose(found["grad_norm"], expected["grad_norm"], rtol=1e-14, err_msg=str(spec))
    if "momentum" in found:
        assert same_bits(found["momentum"], expected["momentum"]), spec
