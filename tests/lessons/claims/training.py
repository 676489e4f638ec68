"""A scene's models through the plain training loop, by the runs' labels, and what the lessons' words mean."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import torch
from torch import Tensor, nn

from app.catalog.datasets import Data, make_dataset
from app.spec import read_request
from tests import plain_training
from tests.lessons.claims.descending import comparison
from tests.lessons.claims.reading import Document
from tests.plain_training import Training, mlp

ACTIVATIONS: Mapping[str, type[nn.Module]] = {"tanh": nn.Tanh, "relu": nn.ReLU}
COLUMNS = ("BCEWithLogitsLoss", "BCELoss")
"""The losses that take a binary target as a column of floats."""


class Line(nn.Module):
    """Slope and height of a line."""

    def __init__(self, start: list[float]) -> None:
        super().__init__()
        self.weights = nn.Parameter(torch.tensor(start, dtype=torch.float32))

    def forward(self, inputs: Tensor) -> Tensor:
        return self.weights[0] * inputs + self.weights[1]


@dataclass(frozen=True)
class Trained:
    """What a run recorded, what it came to, and on what; `along` are its weights every so many steps."""

    run: Document
    training: Training
    data: Data
    loss: Callable[[Any, Tensor], Tensor]
    along: tuple[tuple[int, nn.Module], ...]

    @property
    def model(self) -> nn.Module:
        assert self.training.model is not None
        return self.training.model

    def losses(self) -> tuple[float, float]:
        """Of the whole training and validation data, at the end."""
        with torch.no_grad():
            train, validation = (
                self.loss(self.model(split.inputs), split.targets).item()
                for split in (self.data.train, self.data.validation)
            )
        return train, validation


def build(objective: Document, data: Data) -> nn.Module:
    """The scene's network, written out."""
    model, task = objective["model"], data.shape.task
    given = dict(model["params"])
    outputs = 1 if task in ("binary", "regression", "counts") else data.shape.outputs
    if objective["loss"]["id"] == "CrossEntropyLoss" and task == "binary":
        outputs = 2
    if model["id"] == "two_weight":
        assert task in ("regression", "counts")
        return Line(given.get("start", [-2.5, 2.0]))
    if model["id"] == "sparse_bag":
        assert data.shape.vocabulary is not None
        return nn.EmbeddingBag(data.shape.vocabulary, outputs, mode="sum")
    if model["id"] in ("linear", "logistic"):
        return mlp(data.shape.features, [], outputs)
    assert model["id"] == "mlp"
    hidden = given.pop("hidden", [32, 32])
    activation = ACTIVATIONS[given.pop("activation", "relu")]
    return mlp(data.shape.features, hidden, outputs, activation=activation, **given)


def loss_of(choice: Document, task: str) -> Callable[[Any, Tensor], Tensor]:
    """torch's loss, with a binary target in the form that it takes."""
    given = {
        name: torch.tensor(value) if isinstance(value, list) else value
        for name, value in choice["params"].items()
    }
    criterion = getattr(nn, choice["id"])(**given)
    if task == "binary" and choice["id"] in COLUMNS:
        return lambda outputs, targets: criterion(outputs, targets.float()[:, None])
    return lambda outputs, targets: criterion(outputs, targets)


def accuracy(model: nn.Module, inputs: Tensor, targets: Tensor) -> float:
    """The share of samples whose class has the largest logit, or whose single logit has the right sign."""
    with torch.no_grad():
        outputs = model(inputs)
    found = outputs.argmax(dim=1) if outputs.shape[1] > 1 else (outputs[:, 0] > 0).long()
    return float((found == targets).float().mean())


@cache
def trained(lesson: str, scene: str, every: int | None = None) -> dict[str, Trained]:
    """What the plain loop makes of each run of a scene, by label, and its weights every so many steps."""
    asked = comparison(lesson, scene)
    read_request("compare", asked)
    return {run["label"]: train(asked, run, every) for run in asked["runs"]}


def train(asked: Document, run: Document, every: int | None = None) -> Trained:
    """One run of a comparison by the plain loop; `every` so many steps its weights are kept."""
    objective = asked["objective"]
    data = make_dataset(objective["dataset"]["id"], objective["dataset"]["params"])
    loss = loss_of(run.get("loss") or objective["loss"], data.shape.task)
    built: list[nn.Module] = []
    along: list[tuple[int, nn.Module]] = []
    done = 0

    def model_of() -> nn.Module:
        built.append(build(objective, data))
        return built[0]

    def watched(outputs: Any, targets: Tensor) -> Tensor:
        nonlocal done
        if every and done % every == 0:
            copy = build(objective, data)
            copy.load_state_dict(built[0].state_dict())
            along.append((done, copy))
        done += 1
        return loss(outputs, targets)

    inputs, targets = data.train.inputs, data.train.targets
    if data.shape.ordered:
        # The loop shuffles: laid out so that the first epoch's shuffle gives the stream in its order.
        assert asked["steps"] * objective["batch_size"] <= len(inputs)
        shuffle = torch.randperm(len(inputs), generator=torch.Generator().manual_seed(asked["seed"]))
        inputs, targets = inputs[shuffle.argsort()], targets[shuffle.argsort()]
    # What a copy draws when it is built is nobody's business: the loop draws nothing once it runs.
    training = plain_training.train(
        model_of,
        watched,
        inputs,
        targets,
        run["optimizer"],
        run["params"],
        asked["steps"],
        batch_size=objective["batch_size"],
        seed=asked["seed"],
        schedule=run["schedule"],
        changes=run["changes"],
        l1=objective["penalty"]["l1"],
        l2=objective["penalty"]["l2"],
        accumulate=run.get("accumulate", 1),
    )
    return Trained(run, training, data, loss, tuple(along))
