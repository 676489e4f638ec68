"""Samples of several parts: what is better, what belongs together?"""

from __future__ import annotations

import torch
from torch import Generator, Tensor

from app.catalog.datasets.recipe import (
    CLASSES,
    SEED,
    SPREAD,
    VALIDATION,
    Recipe,
    noise,
    samples,
    suggested,
)
from app.catalog.entries import Dataset, Text


def pairs_to_rank(*, samples: int, noise: float, generator: Generator) -> tuple[Tensor, Tensor]:
    """+1 where a hidden score prefers the first of two; inputs (samples, 2, 2), targets (samples,)."""
    points = torch.randn(samples, 2, 2, generator=generator)
    score = 2 * points[:, :, 0] - points[:, :, 1] + noise * torch.randn(samples, 2, generator=generator)
    return points, torch.where(score[:, 0] > score[:, 1], 1.0, -1.0)


def similar_pairs(*, samples: int, noise: float, classes: int, generator: Generator) -> tuple[Tensor, Tensor]:
    """+1 for two of one class, which x1 alone decides, -1 for others; (samples, 2, 2) and (samples,)."""
    target = torch.where(torch.arange(samples) % 2 == 0, 1.0, -1.0)
    first = torch.randint(classes, (samples,), generator=generator)
    other = (first + torch.randint(1, classes, (samples,), generator=generator)) % classes
    label = torch.stack([first, torch.where(target > 0, first, other)], dim=1)
    points = noise * torch.randn(samples, 2, 2, generator=generator)
    points[:, :, 0] += label
    points[:, :, 1] = classes * torch.rand(samples, 2, generator=generator)
    return points, target


def triplets(*, samples: int, noise: float, classes: int, generator: Generator) -> tuple[Tensor, Tensor]:
    """Anchor, one of its class, one of another; x1 decides; inputs (samples, 3, 2), targets (samples, 0)."""
    anchor = torch.randint(classes, (samples,), generator=generator)
    other = (anchor + torch.randint(1, classes, (samples,), generator=generator)) % classes
    label = torch.stack([anchor, anchor, other], dim=1)
    points = noise * torch.randn(samples, 3, 2, generator=generator)
    points[:, :, 0] += label
    points[:, :, 1] = classes * torch.rand(samples, 3, generator=generator)
    return points, torch.zeros(samples, 0)


RECIPES = (
    Recipe(
        make=pairs_to_rank,
        features=("x1", "x2"),
        parts=2,
        entry=Dataset(
            id="pairs_to_rank",
            name=Text("Pairs to rank", "成对排序"),
            about=Text(
                "Two samples at a time and which of them is better, never by how much. The model gives each "
                "a score of its own.",
                "每次给出两个样本，只说哪个更好，不说好多少。模型要给每个样本各打一个分。",
            ),
            group="made",
            task="ranking",
            metric="pair_accuracy",
            params=(
                samples(400),
                noise(
                    0.2,
                    3.0,
                    Text(
                        "How often the judge errs: noise in the hidden score.",
                        "裁判有多容易出错：隐藏分数中的噪声。",
                    ),
                ),
                VALIDATION,
                SEED,
            ),
            suggested=suggested(("two_weight", {}), ("MarginRankingLoss", {"margin": 1.0}), 32, 300),
        ),
    ),
    Recipe(
        make=similar_pairs,
        features=("x1", "x2"),
        parts=2,
        entry=Dataset(
            id="similar_pairs",
            name=Text("Similar pairs", "相似的一对"),
            about=Text(
                "Two samples at a time, of the same class or not. The class shows in x1 only: the model must "
                "learn to stretch x1 and to overlook x2.",
                "每次给出两个样本，说明是否同类。类别只体现在 x1 上：模型要学会放大 x1、忽略 x2。",
            ),
            group="made",
            task="similarity",
            metric="pair_accuracy",
            params=(samples(600), noise(0.15, 1.0, SPREAD), CLASSES, VALIDATION, SEED),
            suggested=suggested(("embedding", {}), ("CosineEmbeddingLoss", {"margin": 0.5}), 32, 1000),
        ),
    ),
    Recipe(
        make=triplets,
        features=("x1", "x2"),
        parts=3,
        entry=Dataset(
            id="triplets",
            name=Text("Triplets", "三元组"),
            about=Text(
                "An anchor, a sample of its class and one of another: distances are learned, not classes. "
                "Only x1 tells the class.",
                "一个锚点、一个同类样本和一个异类样本：学的是距离，而不是类别。只有 x1 反映类别。",
            ),
            group="made",
            task="triplets",
            metric="triplet_accuracy",
            params=(samples(600), noise(0.15, 1.0, SPREAD), CLASSES, VALIDATION, SEED),
            suggested=suggested(("embedding", {}), ("TripletMarginLoss", {}), 32, 1000),
        ),
    ),
)
