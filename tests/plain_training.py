"""The plain training loop that the product promises to equal, from torch alone: the oracle of the tests.

Nothing here imports the product. Networks and losses are written out as a person would write them.
"""

from __future__ import annotations

import copy
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.optim import lr_scheduler

from tests.plain import arguments, build

Loss = Callable[[Any, Tensor], Tensor]


@dataclass
class Training:
    """What a loop recorded; entry k belongs to the position after k steps, float64."""

    loss: list[float] = field(default_factory=list)
    penalty: list[float] = field(default_factory=list)
    grad_norm: list[float] = field(default_factory=list)
    lr: list[float] = field(default_factory=list)
    evaluations: list[int] = field(default_factory=list)
    places: list[list[float]] = field(default_factory=list)
    model: nn.Module | None = None


def train(
    model_of: Callable[[], nn.Module],
    loss_of: Loss,
    inputs: Tensor,
    targets: Tensor,
    optimizer: str,
    params: Mapping[str, Any],
    steps: int,
    *,
    batch_size: int | None = None,
    seed: int = 0,
    schedule: Mapping[str, Any] | None = None,
    changes: Iterable[Mapping[str, Any]] = (),
    l1: float = 0.0,
    l2: float = 0.0,
    zero_grad: bool = True,
    accumulate: int = 1,
    prepare: Callable[[nn.Module], Sequence[Any]] = lambda model: list(model.parameters()),
) -> Training:
    """Seed, build, and train for `steps`, then look at the loss of the next batch without a step.

    `prepare` gives what the optimizer is built on: parameters or groups of them; it may also load weights
    into the model and freeze some. A step takes the mean gradient of `accumulate` batches; without
    `zero_grad` nobody sets the gradients to zero.
    """
    torch.manual_seed(seed)
    model = model_of()
    stepper: Any = getattr(torch.optim, optimizer)(prepare(model), **arguments(params))
    scheduler = None if schedule is None else build(schedule, stepper, steps)
    batches, found, changes = batches_of(len(inputs), batch_size, seed), Training(model=model), list(changes)
    rows: list[Tensor | None] = []
    asked = 0

    def closure() -> Tensor:
        nonlocal asked
        weights = [each for each in model.parameters() if each.requires_grad]
        if zero_grad:
            for each in weights:
                each.grad = None
        total = data_total = torch.zeros(())
        for chosen in rows:
            batch, target = (inputs, targets) if chosen is None else (inputs[chosen], targets[chosen])
            loss = data_loss = loss_of(model(batch), target)
            if l1:
                loss = loss + l1 * sum(each.abs().sum() for each in weights)
            if l2:
                loss = loss + l2 * sum(each.square().sum() for each in weights)
            torch.autograd.backward(loss / accumulate)
            total, data_total = total + loss.detach(), data_total + data_loss.detach()
        total, data_total = total / accumulate, data_total / accumulate
        if len(found.loss) == k:
            found.loss.append(data_total.item())
            found.penalty.append((total - data_total).item())
            found.grad_norm.append(length(weights))
            found.lr.append(stepper.param_groups[0]["lr"])
            found.evaluations.append(asked)
            found.places.append(torch.cat([each.detach().flatten() for each in weights]).tolist()[:2])
        asked += accumulate
        return total

    model.train()
    for k in range(steps + 1):
        rows = [next(batches) for _ in range(accumulate)]
        for change in changes:
            if change["step"] == k:
                for group in stepper.param_groups:
                    group.update(arguments(change["params"]))
        if k == steps:
            trained, model = model, copy.deepcopy(model)  # what was trained stays as it is
            for one, other in zip(trained.parameters(), model.parameters(), strict=True):
                other.grad = copy.deepcopy(one.grad)
            closure()
            break
        loss = stepper.step(closure)
        if isinstance(scheduler, lr_scheduler.ReduceLROnPlateau):
            scheduler.step(loss.item())
        elif scheduler is not None:
            scheduler.step()
    return found


def batches_of(samples: int, size: int | None, seed: int) -> Any:
    """Rows for each step: None for all of them, else a shuffle each epoch."""
    generator = torch.Generator().manual_seed(seed)
    while True:
        if size is None:
            yield None
        else:
            yield from torch.split(torch.randperm(samples, generator=generator), size)


def length(weights: Sequence[Tensor]) -> float:
    """The norm of the whole gradient, in float64."""
    parts = [each.grad.to_dense().double().square().sum() for each in weights if each.grad is not None]
    return float(np.sqrt(sum(part.item() for part in parts)))


def mlp(features: int, hidden: Sequence[int], outputs: int, *behind: nn.Module, **more: Any) -> nn.Module:
    """Dense layers; `more`: activation (a class), batch_norm, dropout, bias."""
    layers: OrderedDict[str, nn.Module] = OrderedDict()
    for number, width in enumerate(hidden, start=1):
        layers[f"hidden{number}"] = nn.Linear(features, width, bias=more.get("bias", True))
        if more.get("batch_norm"):
            layers[f"norm{number}"] = nn.BatchNorm1d(width)
        layers[f"activation{number}"] = more.get("activation", nn.ReLU)()
        if more.get("dropout"):
            layers[f"dropout{number}"] = nn.Dropout(more["dropout"])
        features = width
    layers["output"] = nn.Linear(features, outputs, bias=more.get("bias", True))
    for number, each in enumerate(behind):
        layers[f"behind{number}"] = each
    return nn.Sequential(layers)


def lenet5(activation: type[nn.Module]) -> nn.Module:
    """LeNet-5 on one channel of 28 x 28, with averages for pooling and a dense output."""
    return nn.Sequential(
        OrderedDict(
            conv1=nn.Conv2d(1, 6, 5, padding=2),
            activation1=activation(),
            pool1=nn.AvgPool2d(2),
            conv2=nn.Conv2d(6, 16, 5),
            activation2=activation(),
            pool2=nn.AvgPool2d(2),
            flatten=nn.Flatten(),
            hidden1=nn.Linear(16 * 5 * 5, 120),
            activation3=activation(),
            hidden2=nn.Linear(120, 84),
            activation4=activation(),
            output=nn.Linear(84, 10),
        )
    )
