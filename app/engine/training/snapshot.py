"""What does a model say now? Its scores, its boundary or curve, and the state of its parameters."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from torch import Tensor

from app.catalog.datasets import Data, domain
from app.engine.training.learner import Learner
from app.engine.training.network import group_of
from app.errors import is_want_of_memory
from app.messages import FloatArray, Snapshot

CURVE_POINTS = 161
FIELD_SIDE = 48


def take_snapshot(learner: Learner, places: Tensor | None) -> Snapshot:
    """The run's model as it is now, its dropout off; `places` are those of `sampled_places`.

    `scores` are those of every validation sample, `outputs` what the loss is given for it; what else there is
    depends on the task, as the contract tells.
    """
    network, task = learner.network, learner.task
    fields: dict[str, Any] = {"threshold": task.pairing.threshold}
    network.eval()
    try:
        with torch.no_grad():
            prediction = network(task.data.validation.inputs)
            fields["scores"] = _numbers(task.pairing.scores(prediction))
            fields["outputs"] = _numbers(prediction)
            if task.data.shape.task in ("similarity", "triplets"):
                fields |= _points(learner.model(task.data.validation.inputs))
            elif places is not None:
                fields |= _picture(task.data, places, task.pairing.scores(_at(learner, places)))
    except RuntimeError as error:
        if is_want_of_memory(error):
            raise
        fields["scores"] = fields["outputs"] = None  # a head that refuses to look at what is not a number
    finally:
        network.train()
    fields["parameters"] = [
        _parameter(learner, name, each) for name, each in learner.model.named_parameters()
    ]
    learner.watch()
    return Snapshot(learner.number, learner.step, fields)


def sampled_places(data: Data) -> Tensor | None:
    """Where a model with one or two features is asked for its picture: (places, features); None elsewhere."""
    limits = domain(data) if data.shape.task not in ("similarity", "triplets") else None
    if limits is not None and len(limits) == 2:
        low, high = limits
        return torch.linspace(low, high, CURVE_POINTS)[:, None]
    if limits is not None:
        xmin, xmax, ymin, ymax = limits
        x, y = torch.linspace(xmin, xmax, FIELD_SIDE), torch.linspace(ymin, ymax, FIELD_SIDE)
        return torch.cartesian_prod(y, x).flip(1)
    return None


def _at(learner: Learner, places: Tensor) -> Tensor:
    """The network's prediction at each place; a ranking's is the lead of a place over the plane's middle."""
    if learner.task.data.shape.task != "ranking":
        return learner.network(places)  # type: ignore[no-any-return]
    pairs = torch.stack([places, torch.zeros_like(places)], dim=1)
    return learner.network(pairs)  # type: ignore[no-any-return]


def _picture(data: Data, places: Tensor, scores: Tensor) -> dict[str, Any]:
    values = _numbers(scores)
    if places.shape[1] == 1:
        wide = values.ndim == 2
        curve = {"x": _numbers(places[:, 0]), "y": values[:, 0] if wide else values}
        return {"curve": {**curve, "sd": values[:, 1] if wide and values.shape[1] == 2 else None}}
    side = FIELD_SIDE
    field: dict[str, Any] = {"x": _numbers(places[:side, 0]), "y": _numbers(places[::side, 1])}
    match data.shape.task:
        case "multiclass" | "soft_labels":
            field["classes"] = values.argmax(axis=1).reshape(side, side)
            field["confidence"] = values.max(axis=1).reshape(side, side)
        case "multilabel":
            field["labels"] = values.T.reshape(-1, side, side)
        case _:
            field["values"] = (values[:, 0] if values.ndim == 2 else values).reshape(side, side)
    return {"field": field}


def _points(embeddings: Tensor) -> dict[str, Any]:
    return {"points": _numbers(embeddings)} if embeddings.shape[-1] == 2 else {}


def _parameter(learner: Learner, name: str, parameter: Tensor) -> dict[str, Any]:
    """A row of the table of parameters; gradient and update are those of the last steps that told them."""
    place = next((k for k, each in enumerate(learner.parameters) if each is parameter), None)
    return {
        "name": name,
        "shape": list(parameter.shape),
        "count": parameter.numel(),
        "trainable": place is not None,
        "group": group_of(name, learner.spec),
        "norm": float(parameter.detach().norm()),
        "gradient_norm": None if parameter.grad is None else _norm(parameter.grad),
        "update_norm": None if place is None or learner.updates is None else learner.updates[place],
    }


def _norm(gradient: Tensor) -> float:
    return float((gradient.coalesce().values() if gradient.is_sparse else gradient).norm())


def _numbers(tensor: Tensor) -> FloatArray:
    return np.asarray(tensor.double().numpy())
