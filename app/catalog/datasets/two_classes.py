"""Points of two classes in a plane."""

from __future__ import annotations

import math

import torch
from torch import Generator, Tensor

from app.catalog.datasets.recipe import (
    SEED,
    SPREAD,
    VALIDATION,
    Recipe,
    noise,
    samples,
    share,
    suggested,
    two_classes,
)
from app.catalog.entries import Dataset, Text


def moons(*, samples: int, noise: float, generator: Generator) -> tuple[Tensor, Tensor]:
    """Two half circles that reach into each other; inputs (samples, 2), targets (samples,)."""
    label = torch.arange(samples) % 2
    angle = math.pi * torch.rand(samples, generator=generator)
    upper = torch.stack([torch.cos(angle), torch.sin(angle)], dim=1)
    lower = torch.stack([1 - torch.cos(angle), 0.5 - torch.sin(angle)], dim=1)
    points = torch.where(label.unsqueeze(1) == 0, upper, lower)
    return points + noise * torch.randn(samples, 2, generator=generator), label


def circles(*, samples: int, noise: float, factor: float, generator: Generator) -> tuple[Tensor, Tensor]:
    """A circle (class 1) within a circle (class 0); inputs (samples, 2), targets (samples,)."""
    label = torch.arange(samples) % 2
    angle = 2 * math.pi * torch.rand(samples, generator=generator)
    radius = torch.where(label == 0, 1.0, factor)
    points = torch.stack([radius * torch.cos(angle), radius * torch.sin(angle)], dim=1)
    return points + noise * torch.randn(samples, 2, generator=generator), label


def spirals(*, samples: int, noise: float, turns: float, generator: Generator) -> tuple[Tensor, Tensor]:
    """Two spirals, one inside the other; inputs (samples, 2), targets (samples,)."""
    label = torch.arange(samples) % 2
    # The square root spreads the samples evenly along the arms.
    distance = torch.sqrt(torch.rand(samples, generator=generator))
    angle = 2 * math.pi * turns * distance + math.pi * label
    points = torch.stack([distance * torch.cos(angle), distance * torch.sin(angle)], dim=1)
    return points + noise * torch.randn(samples, 2, generator=generator), label


def xor(*, samples: int, noise: float, generator: Generator) -> tuple[Tensor, Tensor]:
    """Class 1 where the signs of the two features differ; inputs (samples, 2), targets (samples,)."""
    corner = torch.arange(samples) % 4
    centre = torch.stack([2.0 * (corner % 2) - 1, 2.0 * (corner // 2) - 1], dim=1)
    label = (corner % 2) ^ (corner // 2)
    return centre + noise * torch.randn(samples, 2, generator=generator), label


def imbalanced_blobs(
    *, samples: int, noise: float, share: float, generator: Generator
) -> tuple[Tensor, Tensor]:
    """Two heaps, class 1 with only a `share` of the samples; inputs (samples, 2), targets (samples,)."""
    label = (torch.arange(samples) < max(2, round(share * samples))).long()
    centre = torch.where(label.unsqueeze(1) == 1, 1.0, -0.5)
    return centre + noise * torch.randn(samples, 2, generator=generator), label


RECIPES = (
    Recipe(
        make=moons,
        features=("x1", "x2"),
        classes=two_classes,
        entry=Dataset(
            id="moons",
            name=Text("Moons", "双月"),
            about=Text(
                "Two half moons that reach into each other. A straight boundary gets most samples right; a "
                "small network bends it between them.",
                "两个互相嵌入的半月。直线边界能分对大部分样本，小网络则能把边界弯到两者之间。",
            ),
            group="made",
            task="binary",
            metric="accuracy",
            params=(samples(400), noise(0.15, 1.0, SPREAD), VALIDATION, SEED),
            suggested=suggested(("mlp", {"hidden": [32, 32]}), ("BCEWithLogitsLoss", {}), 32, 500),
        ),
    ),
    Recipe(
        make=circles,
        features=("x1", "x2"),
        classes=two_classes,
        entry=Dataset(
            id="circles",
            name=Text("Circles", "同心圆"),
            about=Text(
                "A circle within a circle: no straight boundary does better than guessing, a hidden layer "
                "closes a ring around the inner class.",
                "一个圆套着另一个圆：任何直线边界都不比瞎猜好，而一个隐藏层就能把内圈围起来。",
            ),
            group="made",
            task="binary",
            metric="accuracy",
            params=(
                samples(400),
                noise(0.08, 1.0, SPREAD),
                share(
                    "factor",
                    0.5,
                    0.1,
                    0.9,
                    Text("The inner circle's radius; the outer one's is 1.", "内圆的半径；外圆半径为 1。"),
                ),
                VALIDATION,
                SEED,
            ),
            suggested=suggested(("mlp", {"hidden": [32]}), ("BCEWithLogitsLoss", {}), 32, 500),
        ),
    ),
    Recipe(
        make=spirals,
        features=("x1", "x2"),
        classes=two_classes,
        entry=Dataset(
            id="spirals",
            name=Text("Spirals", "双螺旋"),
            about=Text(
                "Two arms wound round each other: hard for a small network, and a good place to see "
                "optimizers differ.",
                "两条互相缠绕的旋臂：对小网络来说很难，也最容易看出各优化器的差别。",
            ),
            group="made",
            task="binary",
            metric="accuracy",
            params=(
                samples(600),
                noise(0.02, 0.5, SPREAD),
                share(
                    "turns",
                    1.25,
                    0.25,
                    3.0,
                    Text("How often each arm goes round.", "每条旋臂绕多少圈。"),
                ),
                VALIDATION,
                SEED,
            ),
            suggested=suggested(("mlp", {"hidden": [64, 64]}), ("BCEWithLogitsLoss", {}), 32, 2000),
        ),
    ),
    Recipe(
        make=xor,
        features=("x1", "x2"),
        classes=two_classes,
        entry=Dataset(
            id="xor",
            name=Text("Exclusive or", "异或"),
            about=Text(
                "Four heaps, opposite corners of the same class: what a single layer cannot learn, and the "
                "reason for hidden ones.",
                "四堆点，对角同类：单层模型学不会的问题，也是需要隐藏层的原因。",
            ),
            group="made",
            task="binary",
            metric="accuracy",
            params=(samples(400), noise(0.35, 2.0, SPREAD), VALIDATION, SEED),
            suggested=suggested(("mlp", {"hidden": [16]}), ("BCEWithLogitsLoss", {}), 32, 500),
        ),
    ),
    Recipe(
        make=imbalanced_blobs,
        features=("x1", "x2"),
        classes=two_classes,
        entry=Dataset(
            id="imbalanced_blobs",
            name=Text("Imbalanced blobs", "不平衡的两团"),
            about=Text(
                "One class is rare. Calling everything common is accurate and useless, so F1 is the "
                "measure; pos_weight moves the balance.",
                "其中一类很少见。把所有样本都判为多数类，准确率很高却毫无用处，因此用 F1 衡量；"
                "pos_weight 可以调整两类的份量。",
            ),
            group="made",
            task="binary",
            metric="f1",
            params=(
                samples(600),
                noise(0.6, 2.0, SPREAD),
                share(
                    "share",
                    0.1,
                    0.02,
                    0.5,
                    Text("The rare class's share of all samples.", "少数类在全部样本中的比例。"),
                ),
                VALIDATION,
                SEED,
            ),
            suggested=suggested(("logistic", {}), ("BCEWithLogitsLoss", {}), 32, 400),
        ),
    ),
)
