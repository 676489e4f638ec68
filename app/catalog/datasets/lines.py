"""Numbers to predict from one feature."""

from __future__ import annotations

import math

import torch
from torch import Generator, Tensor

from app.catalog.datasets.recipe import SEED, VALIDATION, Recipe, noise, samples, share, suggested
from app.catalog.entries import Dataset, Text

_SCATTER = Text(
    "How far the targets scatter around the curve.",
    "目标值在曲线上下散布的程度。",
)


def line(*, samples: int, noise: float, generator: Generator) -> tuple[Tensor, Tensor]:
    """A straight line with equal noise everywhere; inputs (samples, 1), targets (samples, 1)."""
    x = 4 * torch.rand(samples, 1, generator=generator) - 2
    y = 0.8 * x + 0.5 + noise * torch.randn(samples, 1, generator=generator)
    return x, y


def noisy_sine(*, samples: int, noise: float, periods: float, generator: Generator) -> tuple[Tensor, Tensor]:
    """A sine wave over `periods` periods; inputs (samples, 1), targets (samples, 1)."""
    x = 2 * torch.rand(samples, 1, generator=generator) - 1
    y = torch.sin(math.pi * periods * x) + noise * torch.randn(samples, 1, generator=generator)
    return x, y


def outliers(
    *, samples: int, noise: float, outliers: float, train: int, generator: Generator
) -> tuple[Tensor, Tensor]:
    """A line of whose first `train` targets a share lies far above, on the right; shapes (samples, 1)."""
    x = 4 * torch.rand(samples, 1, generator=generator) - 2
    y = 0.8 * x + 0.5 + noise * torch.randn(samples, 1, generator=generator)
    far = 6 + 2 * torch.rand(samples, 1, generator=generator)
    # Any of the right half before one of the left: there, a wrong target also turns the line.
    turn = (x[:train, 0] > 0) + torch.rand(train, generator=generator)
    wrong = turn.topk(round(outliers * train)).indices
    y[wrong] += far[wrong]
    return x, y


def heteroscedastic(*, samples: int, noise: float, generator: Generator) -> tuple[Tensor, Tensor]:
    """A bent line whose noise grows from left to right; inputs (samples, 1), targets (samples, 1)."""
    x = 4 * torch.rand(samples, 1, generator=generator) - 2
    deviation = noise * (0.1 + 0.45 * (x + 2))
    y = 0.8 * x + 0.4 * torch.sin(2 * x) + deviation * torch.randn(samples, 1, generator=generator)
    return x, y


def counts(*, samples: int, rate: float, generator: Generator) -> tuple[Tensor, Tensor]:
    """Poisson counts whose log-rate is a line; inputs (samples, 1), targets (samples, 1)."""
    x = 4 * torch.rand(samples, 1, generator=generator) - 2
    return x, torch.poisson(rate * torch.exp(0.7 * x), generator=generator)


def drifting_target(
    *, samples: int, noise: float, turns: float, train: int, generator: Generator
) -> tuple[Tensor, Tensor]:
    """A line whose slope and height go round a circle with time, and rest after `train`; (samples, 1)."""
    x = 4 * torch.rand(samples, 1, generator=generator) - 2
    angle = 2 * math.pi * turns * (torch.arange(samples) / train).clamp(max=1.0).unsqueeze(1)
    y = 2 * torch.cos(angle) * x + 2 * torch.sin(angle)
    return x, y + noise * torch.randn(samples, 1, generator=generator)


RECIPES = (
    Recipe(
        make=line,
        features=("x",),
        entry=Dataset(
            id="line",
            name=Text("Line", "直线"),
            about=Text(
                "A straight line with noise: the simplest regression. With two weights, slope and height, "
                "the loss is a bowl.",
                "带噪声的直线，最简单的回归。只有斜率和截距两个权重时，损失就是一个碗。",
            ),
            group="made",
            task="regression",
            metric="rmse",
            params=(samples(200), noise(0.3, 3.0, _SCATTER), VALIDATION, SEED),
            suggested=suggested(("two_weight", {}), ("MSELoss", {}), 32, 200),
        ),
    ),
    Recipe(
        make=noisy_sine,
        features=("x",),
        entry=Dataset(
            id="noisy_sine",
            name=Text("Noisy sine", "带噪声的正弦"),
            about=Text(
                "A wave that no straight line follows: watch a network bend its curve, first the slow "
                "parts, then the fast ones.",
                "直线无法拟合的波形：可以看到网络怎样把曲线逐渐弯过去，先学会变化慢的部分，再学会变化快的部分。",
            ),
            group="made",
            task="regression",
            metric="rmse",
            params=(
                samples(300),
                noise(0.15, 2.0, _SCATTER),
                share(
                    "periods",
                    2.0,
                    0.5,
                    6.0,
                    Text("How many periods of the wave there are.", "波形包含多少个周期。"),
                ),
                VALIDATION,
                SEED,
            ),
            suggested=suggested(
                ("mlp", {"hidden": [64, 64], "activation": "tanh"}), ("MSELoss", {}), 32, 2000
            ),
        ),
    ),
    Recipe(
        make=outliers,
        features=("x",),
        apart=True,
        entry=Dataset(
            id="outliers",
            name=Text("Line with outliers", "带离群点的直线"),
            about=Text(
                "Some training targets at the right are far too high; the validation samples are sound. "
                "Squared error follows the outliers, absolute error and Huber's loss hardly do.",
                "右侧有一部分训练目标值明显偏高，验证样本则都正常。平方误差会被离群点带偏，"
                "绝对误差和 Huber 损失几乎不受影响。",
            ),
            group="made",
            task="regression",
            metric="rmse",
            params=(
                samples(200),
                noise(0.2, 3.0, _SCATTER),
                share(
                    "outliers",
                    0.15,
                    0.0,
                    0.4,
                    Text(
                        "The share of training samples whose target is wrong.",
                        "目标值错误的训练样本所占比例。",
                    ),
                ),
                VALIDATION,
                SEED,
            ),
            suggested=suggested(("two_weight", {}), ("HuberLoss", {"delta": 0.5}), 32, 400),
        ),
    ),
    Recipe(
        make=heteroscedastic,
        features=("x",),
        entry=Dataset(
            id="heteroscedastic",
            name=Text("Growing noise", "逐渐增大的噪声"),
            about=Text(
                "The targets scatter ever more towards the right. A model with two outputs learns how far "
                "off it may be, beside its prediction.",
                "越往右，目标值散布得越开。有两个输出的模型除了给出预测，还能学会自己的误差有多大。",
            ),
            group="made",
            task="regression",
            metric="rmse",
            params=(
                samples(400),
                noise(0.6, 3.0, Text("How much the scatter grows.", "散布程度增长的幅度。")),
                VALIDATION,
                SEED,
            ),
            suggested=suggested(("mlp", {"hidden": [32, 32]}), ("GaussianNLLLoss", {}), 32, 1000),
        ),
    ),
    Recipe(
        make=counts,
        features=("x",),
        entry=Dataset(
            id="counts",
            name=Text("Counts", "计数"),
            about=Text(
                "Whole numbers of events, whose expected number grows exponentially with x, and whose "
                "scatter grows with it.",
                "事件发生的次数：期望次数随 x 指数增长，散布也随之变大。",
            ),
            group="made",
            task="counts",
            metric="rmse",
            params=(
                samples(300),
                share(
                    "rate",
                    2.0,
                    0.2,
                    10.0,
                    Text("The expected count in the middle.", "中间位置的期望次数。"),
                ),
                VALIDATION,
                SEED,
            ),
            suggested=suggested(("two_weight", {}), ("PoissonNLLLoss", {}), 32, 300),
        ),
    ),
    Recipe(
        make=drifting_target,
        features=("x",),
        ordered=True,
        apart=True,
        entry=Dataset(
            id="drifting_target",
            name=Text("Drifting target", "漂移的目标"),
            about=Text(
                "A stream of samples whose line turns as time goes on, so that the minimum wanders. RMSprop "
                "and Adam forget, and follow it; Adagrad's steps shrink for good, and it falls behind. The "
                "validation samples obey the rule that holds at the end of the stream.",
                "样本按时间先后到来，背后的直线不断转动，最小值也随之移动。RMSprop 和 Adam 会遗忘，跟得上；"
                "Adagrad 的步长只减不增，逐渐落后。验证样本服从数据流结束时的规律。",
            ),
            group="made",
            task="regression",
            metric="rmse",
            params=(
                samples(2000),
                noise(0.1, 2.0, _SCATTER),
                share(
                    "turns",
                    4.0,
                    0.0,
                    10.0,
                    Text(
                        "How often the line turns round from the first training sample to the last.",
                        "从第一个训练样本到最后一个，直线转多少圈。",
                    ),
                ),
                VALIDATION,
                SEED,
            ),
            suggested=suggested(("two_weight", {}), ("MSELoss", {}), 4, 375),
        ),
    ),
)
