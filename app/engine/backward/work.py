"""The graph of a function, a formula or a model of two weights at a point, ready to be told."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import torch
from torch import Tensor

from app.engine.backward.graph import Graph, graph_of
from app.engine.objective import objective_of
from app.engine.training.batches import Batches
from app.engine.training.network import initial_model, with_head
from app.engine.training.task import learning_task
from app.messages import Document, Message
from app.spec import BackwardRequest, ModelObjective, PlaneObjective, RunSpec

MOST_SHOWN = 4


def show_backward(request: BackwardRequest) -> Iterator[Message | None]:
    """Every node with its value forward and its gradient backward, and what flows along each edge.

    A tensor of more than four numbers is told by their mean, and its node says so.
    """
    objective, at = request.objective, request.at
    assert at is not None
    if isinstance(objective, ModelObjective):
        graph, leaves = _of_model(objective, at, request.seed)
    else:
        graph, leaves = _of_function(objective, at)
    slopes = [float(slope) for leaf in leaves for slope in _slopes(leaf)]
    yield Document(
        {
            "at": list(at),
            "nodes": [
                {
                    "id": place.id,
                    "name": place.name,
                    "operation": place.operation,
                    "value": _numbers(place.value),
                    "gradient": _numbers(place.gradient),
                    "shape": list(place.value.shape),
                    "shown": "mean" if place.value.numel() > MOST_SHOWN else "all",
                    "depth": place.depth,
                }
                for place in graph.places
            ],
            "edges": [
                {"from": flow.target, "to": flow.source, "gradient": _numbers(flow.gradient)}
                for flow in graph.flows
            ],
            "value": graph.value.item(),
            "gradient": slopes,
        }
    )


def _of_function(objective: PlaneObjective, at: tuple[float, float]) -> tuple[Graph, list[Tensor]]:
    formula = objective_of(objective).formula
    x, y = (torch.tensor(each, dtype=torch.float64, requires_grad=True) for each in at)
    return graph_of(lambda: formula(x, y), {"x": x, "y": y}), [x, y]


def _of_model(objective: ModelObjective, at: tuple[float, float], seed: int) -> tuple[Graph, list[Tensor]]:
    """The graph of the first batch's loss, or of all samples' where they are one batch."""
    task = learning_task(objective)
    run = RunSpec(optimizer="SGD")
    model, _ = initial_model(objective, run, task.pairing, task.data.shape, seed)
    (name, weights), *_ = model.named_parameters()
    with torch.no_grad():
        weights.copy_(torch.tensor(at))
    network = with_head(model, task.pairing)
    network.train()
    batches = Batches(task.data, objective.batch_size, seed)
    rows, inputs = batches.rows(0), batches.inputs(0)
    targets = task.targets.training if rows is None else task.targets.training[rows]

    def compute() -> Tensor:
        loss = task.data_loss(network, inputs, targets)
        return loss + task.penalty([weights]) if task.penalised else loss

    return graph_of(compute, {name: weights}, [(inputs, "X"), (targets, "t")]), [weights]


def _slopes(leaf: Tensor) -> list[float]:
    slopes = torch.zeros_like(leaf) if leaf.grad is None else leaf.grad
    return slopes.flatten().tolist()


def _numbers(tensor: Tensor) -> Any:
    """A number, a few of them, or the mean of many."""
    if tensor.numel() == 1:
        return tensor.item()
    return tensor.double().mean().item() if tensor.numel() > MOST_SHOWN else tensor.flatten().tolist()
