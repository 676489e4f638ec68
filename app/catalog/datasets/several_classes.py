"""Points of several classes, labels or class probabilities in a plane."""

from __future__ import annotations

import math

import torch
from torch import Generator, Tensor

from app.catalog.datasets.recipe import (
    CLASSES,
    SEED,
    SPREAD,
    VALIDATION,
    Params,
    Recipe,
    noise,
    numbered,
    samples,
    share,
    suggested,
)
from app.catalog.entries import Dataset, Text


def blobs(*, samples: int, noise: float, classes: int, generator: Generator) -> tuple[Tensor, Tensor]:
    """Heaps on a circle, one for each class; inputs (samples, 2), targets (samples,)."""
    label = torch.arange(samples) % classes
    angle = 2 * math.pi * label / classes
    centre = torch.stack([torch.cos(angle), torch.sin(angle)], dim=1)
    return centre + noise * torch.randn(samples, 2, generator=generator), label


def multilabel_regions(*, samples: int, noise: float, generator: Generator) -> tuple[Tensor, Tensor]:
    """Three discs that overlap, a label for each; inputs (samples, 2), targets (samples, 3) of 0 and 1."""
    points = 2 * torch.rand(samples, 2, generator=generator) - 1
    centre = torch.tensor([[0.5, 0.0], [0.0, 0.5], [-0.35, -0.35]])
    inside = (points.unsqueeze(1) - centre).norm(dim=2) < 0.75
    return points + noise * torch.randn(samples, 2, generator=generator), inside.float()


def soft_labels(
    *, samples: int, noise: float, classes: int, temperature: float, generator: Generator
) -> tuple[Tensor, Tensor]:
    """Heaps on a circle, with class probabilities; inputs (samples, 2), targets (samples, classes)."""
    angle = 2 * math.pi * torch.arange(classes) / classes
    centre = torch.stack([torch.cos(angle), torch.sin(angle)], dim=1)
    points = centre[torch.arange(samples) % classes] + noise * torch.randn(samples, 2, generator=generator)
    distance = (points.unsqueeze(1) - centre).norm(dim=2)
    return points, torch.softmax(-(distance**2) / temperature, dim=1)


def _labels(params: Params) -> tuple[Text, ...]:
    return (
        Text("right disc", "右侧圆盘"),
        Text("upper disc", "上方圆盘"),
        Text("lower left disc", "左下圆盘"),
    )


RECIPES = (
    Recipe(
        make=blobs,
        features=("x1", "x2"),
        classes=numbered,
        outputs=lambda params: int(params["classes"]),
        entry=Dataset(
            id="blobs",
            name=Text("Blobs", "团块"),
            about=Text(
                "One heap of points for each class, on a circle: straight boundaries are enough, until the "
                "noise makes the heaps overlap.",
                "每个类别一团点，排在一个圆上：直线边界就够用，直到噪声让各团重叠。",
            ),
            group="made",
            task="multiclass",
            metric="accuracy",
            params=(samples(400), noise(0.35, 2.0, SPREAD), CLASSES, VALIDATION, SEED),
            suggested=suggested(("logistic", {}), ("CrossEntropyLoss", {}), 32, 300),
        ),
    ),
    Recipe(
        make=multilabel_regions,
        features=("x1", "x2"),
        classes=_labels,
        outputs=lambda params: 3,
        entry=Dataset(
            id="multilabel_regions",
            name=Text("Overlapping regions", "重叠的区域"),
            about=Text(
                "Three discs that overlap, each with a label of its own: a sample has none, one or several "
                "labels, and each is a yes or no.",
                "三个互相重叠的圆盘，各有一个标签：一个样本可以没有、有一个或有多个标签，每个标签都是一次是非判断。",
            ),
            group="made",
            task="multilabel",
            metric="f1",
            params=(
                samples(600),
                noise(
                    0.03,
                    0.5,
                    Text(
                        "How far samples move after they have got their labels.",
                        "样本打上标签之后再移动多远。",
                    ),
                ),
                VALIDATION,
                SEED,
            ),
            suggested=suggested(("mlp", {"hidden": [32, 32]}), ("BCEWithLogitsLoss", {}), 32, 1000),
        ),
    ),
    Recipe(
        make=soft_labels,
        features=("x1", "x2"),
        classes=numbered,
        outputs=lambda params: int(params["classes"]),
        entry=Dataset(
            id="soft_labels",
            name=Text("Soft labels", "软标签"),
            about=Text(
                "Each sample comes with a probability for each class, as a teacher gives them in "
                "distillation, instead of one certain answer.",
                "每个样本给出的是各类别的概率，而不是一个确定的答案，正如蒸馏时教师模型所给的那样。",
            ),
            group="made",
            task="soft_labels",
            metric="accuracy",
            params=(
                samples(400),
                noise(0.5, 2.0, SPREAD),
                CLASSES,
                share(
                    "temperature",
                    0.5,
                    0.05,
                    5.0,
                    Text(
                        "How undecided the probabilities are: cold they are nearly certain, hot nearly even.",
                        "概率有多犹豫：温度低时近乎确定，温度高时近乎均匀。",
                    ),
                ),
                VALIDATION,
                SEED,
            ),
            suggested=suggested(
                ("mlp", {"hidden": [32]}), ("KLDivLoss", {"reduction": "batchmean"}), 32, 500
            ),
        ),
    ),
)
