"""Adam and its relatives: one running average for the direction, another for the scale."""

from __future__ import annotations

from app.catalog.entries import Optimizer, Text
from app.catalog.optimizers.common import (
    AMSGRAD,
    DECOUPLING,
    MAXIMIZE,
    SQUARED_GRADIENTS,
    betas,
    decoupled_weight_decay,
    eps,
    learning_rate,
    small_or_zero,
    weight_decay,
)

_LOW, _HIGH = 1e-5, 1000.0

ADAM = Optimizer(
    id="Adam",
    name=Text("Adam", "Adam"),
    about=Text(
        "A running mean of gradients over the root of one of squares, both corrected for starting at 0.",
        "梯度的滑动平均除以其平方平均的平方根，两者都修正了从零开始的偏差。",
    ),
    params=(
        learning_rate(1e-3, _LOW, _HIGH),
        betas(SQUARED_GRADIENTS),
        eps(1e-8),
        weight_decay(),
        AMSGRAD,
        MAXIMIZE,
        DECOUPLING,
    ),
)

ADAMW = Optimizer(
    id="AdamW",
    name=Text("AdamW", "AdamW"),
    about=Text(
        "Adam with weight decay kept apart from the gradient: parameters shrink directly, unscaled.",
        "把权重衰减与梯度分开的 Adam：参数直接缩小，不受滑动平均缩放的影响。",
    ),
    params=(
        learning_rate(1e-3, _LOW, _HIGH),
        betas(SQUARED_GRADIENTS),
        eps(1e-8),
        decoupled_weight_decay(1e-2),
        AMSGRAD,
        MAXIMIZE,
    ),
)

ADAMAX = Optimizer(
    id="Adamax",
    name=Text("Adamax", "Adamax"),
    about=Text(
        "Adam with the largest recent gradient in the denominator instead of the root mean square.",
        "用近期最大的梯度幅度代替均方根作分母的 Adam。",
    ),
    params=(
        learning_rate(2e-3, _LOW, _HIGH),
        betas(
            Text(
                "How slowly the largest gradient seen in each coordinate is forgotten.",
                "每个坐标见过的最大梯度被遗忘得多慢。",
            )
        ),
        eps(1e-8),
        weight_decay(),
        MAXIMIZE,
    ),
)

NADAM = Optimizer(
    id="NAdam",
    name=Text("NAdam", "NAdam"),
    about=Text(
        "Adam with Nesterov's look-ahead: the step already counts with the momentum of the step to come.",
        "带 Nesterov 前瞻的 Adam：这一步已经算上了下一步的动量。",
    ),
    params=(
        learning_rate(2e-3, _LOW, _HIGH),
        betas(SQUARED_GRADIENTS),
        eps(1e-8),
        weight_decay(),
        small_or_zero(
            "momentum_decay",
            4e-3,
            1e-5,
            1.0,
            Text(
                "How fast the momentum warms up from half of beta1 to all of it; 0 stays at half.",
                "动量从 beta1 的一半升到全部的快慢；取 0 则停在一半。",
            ),
        ),
        DECOUPLING,
        MAXIMIZE,
    ),
)

RADAM = Optimizer(
    id="RAdam",
    name=Text("RAdam", "RAdam"),
    about=Text(
        "Adam that distrusts its scaling at first: plain momentum until the average of squares is reliable.",
        "起初不信任自适应缩放的 Adam：先走普通的动量步，等平方平均可靠后再缩放。",
    ),
    params=(
        learning_rate(1e-3, _LOW, _HIGH),
        betas(SQUARED_GRADIENTS),
        eps(1e-8),
        weight_decay(),
        DECOUPLING,
        MAXIMIZE,
    ),
)
