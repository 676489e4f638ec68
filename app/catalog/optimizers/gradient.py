"""Optimizers that follow the gradient, or its sign, without dividing by averages of its size."""

from __future__ import annotations

from app.catalog.entries import Optimizer, Parameter, Text
from app.catalog.optimizers.common import (
    MAXIMIZE,
    learning_rate,
    memory,
    small_or_zero,
    switch,
    weight_decay,
)

SGD = Optimizer(
    id="SGD",
    name=Text("SGD", "SGD"),
    about=Text(
        "Gradient descent: a step down the slope, lr times the gradient long; momentum can be added.",
        "梯度下降：沿最陡的方向走一步，步长为 lr 乘以梯度；可以加上动量。",
    ),
    params=(
        learning_rate(1e-3, 1e-6, 10.0),
        memory(
            "momentum",
            0.0,
            Text(
                "How much of the velocity is kept: it speeds up along a valley and evens out zigzags.",
                "保留多少上一步的速度：沿山谷加速，并抵消横向的来回摆动。",
            ),
            high=0.999,
        ),
        Parameter(
            name="dampening",
            kind="float",
            default=0.0,
            low=0.0,
            high=1.0,
            about=Text(
                "Weakens the new gradient on its way into the velocity; it acts only together with momentum.",
                "削弱新梯度进入速度时的份量；只有和动量一起使用才起作用。",
            ),
        ),
        weight_decay(),
        switch(
            "nesterov",
            False,
            Text(
                "Looks ahead: steps with the velocity that the new gradient has changed; needs momentum.",
                "前瞻一步：用新梯度刚更新过的速度来走步；需要动量大于零。",
            ),
        ),
        MAXIMIZE,
    ),
)

ASGD = Optimizer(
    id="ASGD",
    name=Text("ASGD", "ASGD"),
    about=Text(
        "Gradient descent with a shrinking rate that also averages its positions; the path is not averaged.",
        "学习率逐渐变小的梯度下降，同时对走过的位置求平均；路径画的是位置本身，不是平均值。",
    ),
    params=(
        learning_rate(
            1e-2,
            1e-6,
            10.0,
            Text(
                "Learning rate at the start, from which the rate then decays; a change acts one step later.",
                "起始学习率，之后由此衰减；中途改变它要晚一步才生效。",
            ),
        ),
        small_or_zero(
            "lambd",
            1e-4,
            1e-6,
            1.0,
            Text(
                "Shrinks the parameters a little at each step, and sets how soon the rate decays.",
                "每一步把参数略微缩小，并决定学习率多快开始衰减。",
            ),
        ),
        Parameter(
            name="alpha",
            kind="float",
            default=0.75,
            low=0.0,
            high=2.0,
            about=Text(
                "The power with which the rate decays over the steps; 0 keeps it constant.",
                "学习率随步数衰减的幂次；取 0 则保持不变。",
            ),
        ),
        small_or_zero(
            "t0",
            1e6,
            1.0,
            1e7,
            Text(
                "The step after which positions are averaged; the average is kept aside, off the path.",
                "从第几步起对位置求平均；平均值另外保存，不影响路径。",
            ),
        ),
        weight_decay(),
        MAXIMIZE,
    ),
)

# Rprop copies lr into each coordinate's own step in its first step and never reads it again.
_FIRST_STEP = Parameter(
    name="lr",
    kind="float",
    default=1e-2,
    low=1e-6,
    high=100.0,
    scale="log",
    steerable=False,
    about=Text(
        "The length of the very first step in each coordinate; after that each length adapts by itself.",
        "每个坐标第一步的长度；之后各自的步长自动调整。",
    ),
)

RPROP = Optimizer(
    id="Rprop",
    name=Text("Rprop", "Rprop"),
    about=Text(
        "Uses only the gradient's sign: a coordinate's step grows while it holds and shrinks when it flips.",
        "只看梯度的符号：符号不变时该坐标的步长增大，符号翻转时缩小。",
    ),
    params=(
        _FIRST_STEP,
        Parameter(
            name="etas",
            kind="tuple",
            default=(0.5, 1.2),
            about=Text(
                "The factors by which a coordinate's step shrinks and grows.",
                "某个坐标的步长缩小和增大时所乘的倍数。",
            ),
            items=(
                Parameter(
                    name="etaminus",
                    kind="float",
                    default=0.5,
                    low=0.05,
                    high=0.95,
                    about=Text(
                        "The factor below 1 for when the gradient's sign has flipped, after overshooting.",
                        "梯度符号翻转（说明走过头）时乘上的小于 1 的倍数。",
                    ),
                ),
                Parameter(
                    name="etaplus",
                    kind="float",
                    default=1.2,
                    low=1.01,
                    high=3.0,
                    about=Text(
                        "The factor above 1 applied while the gradient's sign stays the same.",
                        "梯度符号保持不变时乘上的大于 1 的倍数。",
                    ),
                ),
            ),
        ),
        Parameter(
            name="step_sizes",
            kind="tuple",
            default=(1e-6, 50.0),
            about=Text(
                "The shortest and the longest step that a coordinate may take.",
                "一个坐标允许的最短和最长的步长。",
            ),
            items=(
                Parameter(
                    name="shortest",
                    kind="float",
                    default=1e-6,
                    low=1e-12,
                    high=1.0,
                    scale="log",
                    about=Text("A step never becomes shorter than this.", "步长不会比它更短。"),
                ),
                Parameter(
                    name="longest",
                    kind="float",
                    default=50.0,
                    low=1e-3,
                    high=1000.0,
                    scale="log",
                    about=Text("A step never becomes longer than this.", "步长不会比它更长。"),
                ),
            ),
        ),
        MAXIMIZE,
    ),
)
