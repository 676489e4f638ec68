"""What does the loss of two weights look like? Exactly, on a grid over them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import numpy as np
import torch
from torch import Tensor, nn
from torch.func import functional_call, vmap

from app.catalog.models import build_model
from app.engine.landscape import axis
from app.engine.training.network import with_head
from app.engine.training.task import LearningTask, learning_task
from app.messages import Done, Landscape, Message
from app.spec import LandscapeRequest, ModelObjective

# Grid points in one pass: some hundreds fill the machine, and more only its memory.
BLOCK = 256


def sample_plane(request: LandscapeRequest) -> Iterator[Message | None]:
    """The objective on all training samples, penalty included, over the two weights of the model.

    Both ends of the domain are included; values that are not finite stay as they are.
    """
    objective = request.objective
    assert isinstance(objective, ModelObjective)
    task = learning_task(objective)
    spec = objective.model
    model = build_model(spec.id, spec.params, task.data.shape, task.pairing.outputs)
    network = with_head(model, task.pairing).eval()
    (name,) = (name for name, _ in network.named_parameters())
    xmin, xmax, ymin, ymax = request.domain
    x, y = axis(xmin, xmax, request.resolution), axis(ymin, ymax, request.resolution)
    grid = torch.cartesian_prod(y, x).flip(1).float()
    parts = []
    for block in torch.split(grid, BLOCK):
        parts.append(_losses(network, name, task, block).double().numpy())
        yield None
    side = request.resolution
    yield Landscape(x.numpy(), y.numpy(), np.concatenate(parts).reshape(side, side))
    yield Done()


def _losses(network: nn.Module, name: str, task: LearningTask, points: Tensor) -> Tensor:
    """The objective at each of `points` (points, 2): together where torch can, one by one where not."""
    at = partial(_loss, network, name, task)
    with torch.no_grad():
        try:
            return vmap(at)(points)
        except RuntimeError:
            return torch.stack([at(point) for point in points])


def _loss(network: nn.Module, name: str, task: LearningTask, weights: Tensor) -> Tensor:
    prediction = functional_call(network, {name: weights}, (task.data.train.inputs,))
    return task.pairing.loss(prediction, task.targets.training) + task.penalty([weights])
