"""The Hessian of a model's loss by torch's autograd, row by row, and what follows from it."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from tests.lessons.claims.training import Trained


def flat(model: nn.Module) -> Tensor:
    """All weights in a row."""
    return torch.cat([each.detach().flatten() for each in model.parameters()]).double()


def hessian(one: Trained, model: nn.Module) -> Tensor:
    """The second derivatives of the loss on all training samples, at the weights of `model`."""
    weights = list(model.parameters())
    loss = one.loss(model(one.data.train.inputs), one.data.train.targets)
    gradient = torch.cat([part.flatten() for part in torch.autograd.grad(loss, weights, create_graph=True)])
    rows = [torch.autograd.grad(each, weights, retain_graph=True) for each in gradient]
    return torch.stack([torch.cat([part.flatten() for part in row]) for row in rows]).double()


def sharpness(one: Trained, model: nn.Module) -> float:
    """The largest eigenvalue of the Hessian."""
    found = hessian(one, model)
    return float(torch.linalg.eigvalsh((found + found.T) / 2)[-1])


def loss_at(one: Trained, model: nn.Module) -> float:
    """The loss on all training samples."""
    with torch.no_grad():
        return float(one.loss(model(one.data.train.inputs), one.data.train.targets))
