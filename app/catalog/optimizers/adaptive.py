"""Optimizers that divide by an average of the gradient's size, without Adam's two averages."""

from __future__ import annotations

from app.catalog.entries import Optimizer, Parameter, Text
from app.catalog.optimizers.common import (
    MAXIMIZE,
    decoupled_weight_decay,
    eps,
    learning_rate,
    memory,
    small_or_zero,
    weight_decay,
)

ADAGRAD = Optimizer(
    id="Adagrad",
    name=Text("Adagrad", "Adagrad"),
    about=Text(
        "Divides each coordinate by the root of its summed squared gradients: steep ones slow for good.",
        "每个坐标除以其历史梯度平方和的平方根：陡的方向被放慢，而且不会再恢复。",
    ),
    params=(
        learning_rate(1e-2, 1e-4, 1000.0),
        small_or_zero(
            "lr_decay",
            0.0,
            1e-6,
            10.0,
            Text(
                "An extra decay: the rate is divided by 1 + lr_decay times the number of steps taken.",
                "额外的衰减：学习率再除以 1 加 lr_decay 乘已走的步数。",
            ),
        ),
        weight_decay(),
        # The constructor fills the sums with this number; no step ever reads it again.
        Parameter(
            name="initial_accumulator_value",
            kind="float",
            default=0.0,
            low=1e-6,
            high=1000.0,
            scale="log_or_zero",
            steerable=False,
            about=Text(
                "What the sum of squared gradients starts with; a larger one makes the first steps shorter.",
                "梯度平方和的初始值；越大，开头的几步越短。",
            ),
        ),
        eps(1e-10),
        MAXIMIZE,
    ),
)

ADADELTA = Optimizer(
    id="Adadelta",
    name=Text("Adadelta", "Adadelta"),
    about=Text(
        "Scales the gradient by the ratio of two running averages, of steps and of gradients; starts slowly.",
        "用“以往步长”与“以往梯度”两个滑动平均之比来缩放梯度；起步较慢。",
    ),
    params=(
        learning_rate(
            1.0,
            1e-3,
            1000.0,
            Text(
                "A factor on the step that the method has found by itself; 1 leaves it as it is.",
                "对算法自行得出的步长再乘的系数；取 1 表示不改动。",
            ),
        ),
        memory(
            "rho",
            0.9,
            Text(
                "Memory of both running averages, of squared gradients and of squared steps.",
                "两个滑动平均（梯度平方与步长平方）的记忆长度。",
            ),
        ),
        small_or_zero(
            "eps",
            1e-6,
            1e-12,
            1.0,
            Text(
                "A small number under both roots; it also decides how long the very first steps are.",
                "加在两个根号下的小数；它也决定最初几步有多长。",
            ),
        ),
        weight_decay(),
        MAXIMIZE,
    ),
)

# RMSprop allocates the buffers of momentum and of the centre in its first step only, and then asks for them.
RMSPROP = Optimizer(
    id="RMSprop",
    name=Text("RMSprop", "RMSprop"),
    about=Text(
        "Divides each coordinate by a running root mean square of its gradients, which forgets old ones.",
        "每个坐标除以其梯度的滑动均方根，旧的梯度会逐渐被遗忘。",
    ),
    params=(
        learning_rate(1e-2, 1e-5, 100.0),
        memory(
            "alpha",
            0.99,
            Text(
                "Memory of the running average of squared gradients; a short one adapts fast and jitters.",
                "梯度平方滑动平均的记忆长度；越短适应越快，也越抖动。",
            ),
        ),
        eps(1e-8),
        weight_decay(),
        Parameter(
            name="momentum",
            kind="float",
            default=0.0,
            low=0.0,
            high=0.999,
            scale="log_to_one",
            steerable=False,
            about=Text(
                "How much of the previous scaled step is kept, to gather speed along a steady direction.",
                "保留多少上一步（缩放后）的步子，以便沿稳定的方向加速。",
            ),
        ),
        Parameter(
            name="centered",
            kind="bool",
            default=False,
            steerable=False,
            about=Text(
                "Divides by the gradient's spread around its own average instead of by its size.",
                "用梯度围绕其均值的离散程度作分母，而不是用梯度的大小。",
            ),
        ),
        MAXIMIZE,
    ),
)

ADAFACTOR = Optimizer(
    id="Adafactor",
    name=Text("Adafactor", "Adafactor"),
    elementwise=False,
    about=Text(
        "Made to save memory for large matrices; here, scaled steps in proportion to the position's size.",
        "为节省大矩阵的内存而设计；在这里，步子缩放后与当前位置的大小成比例。",
    ),
    params=(
        learning_rate(
            1e-2,
            1e-5,
            10.0,
            Text(
                "The largest relative step: this, or 1 over the root of the step number if that is less.",
                "最大的相对步长：实际取它与步数平方根倒数中较小的一个。",
            ),
        ),
        Parameter(
            name="beta2_decay",
            kind="float",
            default=-0.8,
            low=-2.0,
            high=0.0,
            about=Text(
                "How fast the average of squared gradients lengthens its memory: more negative means sooner.",
                "梯度平方平均的记忆以多快的速度变长：越负变长得越快。",
            ),
        ),
        Parameter(
            name="eps",
            kind="tuple",
            default=(None, 1e-3),
            about=Text(
                "Two small floors: one for the squared gradients, one for the size of the parameters.",
                "两个小的下限：一个用于梯度平方，一个用于参数的大小。",
            ),
            items=(
                Parameter(
                    name="eps1",
                    kind="float",
                    default=None,
                    low=1e-16,
                    high=1.0,
                    scale="log_or_zero",
                    nullable=True,
                    about=Text(
                        "The root of the floor under squared gradients; null takes float64's own precision.",
                        "梯度平方下限的平方根；null 表示采用 float64 本身的精度。",
                    ),
                ),
                small_or_zero(
                    "eps2",
                    1e-3,
                    1e-8,
                    1.0,
                    Text(
                        "The least size the parameters count with, so that steps do not vanish at 0.",
                        "计算步长时参数大小的下限，使步子在原点附近不会消失。",
                    ),
                ),
            ),
        ),
        Parameter(
            name="d",
            kind="float",
            default=1.0,
            low=1.0,
            high=100.0,
            scale="log",
            about=Text(
                "Limits the step: a scaled gradient whose root mean square passes d is brought back to d.",
                "限制步子：缩放后的梯度均方根超过 d 时，会被压回到 d。",
            ),
        ),
        decoupled_weight_decay(0.0),
        MAXIMIZE,
    ),
)
