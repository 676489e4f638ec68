"""Comparisons of models through the engine and through the oracle, in forms that can be compared."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from torch import Tensor, nn

from app.catalog.datasets import Data, make_dataset
from app.engine import TrajectoryStore, begin
from app.messages import (
    Chunk,
    Evaluation,
    Evaluations,
    Finished,
    Message,
    Outcome,
    Snapshot,
    Weights,
    joined_evaluations,
)
from app.spec import Comparison, ModelObjective, read_request
from tests.engine.runs import collect, same_bits
from tests.plain_training import Loss, Training, train

Document = dict[str, Any]


def objective(model: str, dataset: str, loss: str, **more: Any) -> Document:
    """A model objective; `model_params`, `dataset_params`, `loss_params` and other fields in `more`."""
    parts = {"model": model, "dataset": dataset, "loss": loss}
    chosen = {name: {"id": id, "params": more.pop(f"{name}_params", {})} for name, id in parts.items()}
    return {"kind": "model", **chosen, **more}


def comparison(objective: Document, runs: list[Document], steps: int, seed: int = 0) -> Comparison:
    return read_request("compare", {"objective": objective, "runs": runs, "steps": steps, "seed": seed})


class Trained:
    """All that a comparison of models said."""

    def __init__(self, messages: list[Message | None]) -> None:
        self.messages = [message for message in messages if message is not None]
        self.columns, self.outcomes = collect(messages)
        parts: dict[int, list[Evaluations]] = {}
        for message in self.messages:
            if isinstance(message, Evaluation):
                parts.setdefault(message.run, []).append(message.evaluations)
        self.evaluations = {run: joined_evaluations(part) for run, part in parts.items()}
        self.snapshots = {one.run: one for one in self.messages if isinstance(one, Snapshot)}
        self.weights = {(one.run, one.which): one for one in self.messages if isinstance(one, Weights)}


def finish(
    request: Comparison,
    store: TrajectoryStore | None = None,
    checkpoints: Mapping[str, bytes] | None = None,
) -> Trained:
    """A whole comparison."""
    return Trained(list(begin(request, store, checkpoints or {})))


def plainly(
    request: Comparison,
    index: int,
    model_of: Callable[[Data], nn.Module],
    loss_of: Loss,
    encode: Callable[[Tensor], Tensor] = lambda targets: targets,
    **more: Any,
) -> Training:
    """The same run by the oracle; `encode` makes the dataset's targets what the loss takes."""
    spec, on = request.runs[index], request.objective
    assert isinstance(on, ModelObjective)
    data = make_dataset(on.dataset.id, on.dataset.params)
    return train(
        lambda: model_of(data),
        loss_of,
        data.train.inputs,
        encode(data.train.targets),
        spec.optimizer,
        spec.params,
        request.steps,
        batch_size=on.batch_size,
        seed=request.seed,
        schedule=spec.schedule.model_dump() if spec.schedule else None,
        changes=[change.model_dump() for change in spec.changes],
        l1=on.penalty.l1,
        l2=on.penalty.l2,
        zero_grad=spec.zero_grad,
        accumulate=spec.accumulate,
        **more,
    )


def assert_equal(found: Document, expected: Training) -> None:
    """Losses and rates to the last bit; the norm of the gradient to float32's rounding of its parts."""
    for name in ("loss", "lr"):
        assert same_bits(found[name], np.array(getattr(expected, name))), name
    assert found["evaluations"].tolist() == expected.evaluations
    np.testing.assert_allclose(found["grad_norm"], expected.grad_norm, rtol=1e-5)


def assert_same(one: Document, other: Document) -> None:
    """Two runs of the engine with the same numbers, whatever time they took."""
    assert one.keys() == other.keys()
    for name in one.keys() - {"seconds", "distance"}:
        assert same_bits(np.asarray(one[name], float), np.asarray(other[name], float)), name


def finished(messages: list[Message]) -> list[Outcome]:
    return list([message for message in messages if isinstance(message, Finished)][-1].runs)


def chunks(messages: list[Message], run: int) -> list[Chunk]:
    return [message for message in messages if isinstance(message, Chunk) and message.run == run]
