"""Bags of tokens: most features are absent from most samples."""

from __future__ import annotations

import torch
from torch import Generator, Tensor

from app.catalog.datasets.recipe import (
    SEED,
    VALIDATION,
    Params,
    Recipe,
    noise,
    samples,
    suggested,
    whole,
)
from app.catalog.entries import Dataset, Text

# The tokens 0 to 9 occur in every sample; those after them are rare.
_COMMON = 10


def rare_features(*, samples: int, noise: float, rare: int, generator: Generator) -> tuple[Tensor, Tensor]:
    """Forty common tokens, which say nothing, and three rare ones, even for class 0 and odd for class 1.

    Inputs int64 (samples, 43), targets (samples,), of which a share of `noise` is wrong.
    """
    label = torch.arange(samples) % 2
    common = torch.randint(10, (samples, 40), generator=generator)
    telling = 10 + 2 * torch.randint(rare // 2, (samples, 3), generator=generator) + label.unsqueeze(1)
    wrong = (torch.rand(samples, generator=generator) < noise).long()
    return torch.cat([common, telling], dim=1), label ^ wrong


def _answers(params: Params) -> tuple[Text, ...]:
    return (Text("negative", "负面"), Text("positive", "正面"))


RECIPES = (
    Recipe(
        make=rare_features,
        features=("tokens",),
        classes=_answers,
        vocabulary=lambda params: _COMMON + 2 * (int(params["rare"]) // 2),
        entry=Dataset(
            id="rare_features",
            name=Text("Rare features", "稀有特征"),
            about=Text(
                "Bags of words. The common ones say nothing; each rare one is telling, but its weight has a "
                "gradient only when it occurs. Adagrad and Adam give it long steps then; SGD does not.",
                "词袋。常见词没有信息量；每个稀有词都很有用，但只有出现时它的权重才有梯度。"
                "Adagrad 和 Adam 会在那时给它较大的步长，SGD 则不会。",
            ),
            group="made",
            task="binary",
            kind="bag",
            metric="accuracy",
            params=(
                samples(1000),
                noise(
                    0.02,
                    0.4,
                    Text("The share of samples with the wrong class.", "类别标错的样本比例。"),
                ),
                whole(
                    "rare",
                    200,
                    2,
                    400,
                    Text(
                        "How many different rare words there are, an even number; with more, each is rarer.",
                        "有多少个不同的稀有词，取偶数；越多，每个词就越罕见。",
                    ),
                ),
                VALIDATION,
                SEED,
            ),
            suggested=suggested(("sparse_bag", {}), ("BCEWithLogitsLoss", {}), 32, 300),
        ),
    ),
)
