"""Hyperparameters that several optimizers share, with one wording for each."""

from __future__ import annotations

from app.catalog.entries import Parameter, Text

_STEP_LENGTH = Text(
    "Learning rate: how far a step goes for a given gradient; too small crawls, too large diverges.",
    "学习率：在同样的梯度下一步走多远；太小走得慢，太大则会发散。",
)


def learning_rate(default: float, low: float, high: float, about: Text = _STEP_LENGTH) -> Parameter:
    return Parameter(name="lr", kind="float", default=default, low=low, high=high, scale="log", about=about)


def small_or_zero(name: str, default: float, low: float, high: float, about: Text) -> Parameter:
    """A number that is often 0 and otherwise spans several powers of ten."""
    return Parameter(
        name=name, kind="float", default=default, low=low, high=high, scale="log_or_zero", about=about
    )


def memory(name: str, default: float, about: Text, high: float = 0.9999) -> Parameter:
    """The decay rate of a running average: 0 forgets at once, towards 1 it remembers ever longer."""
    return Parameter(
        name=name, kind="float", default=default, low=0.0, high=high, scale="log_to_one", about=about
    )


def switch(name: str, default: bool, about: Text, steerable: bool = True) -> Parameter:
    return Parameter(name=name, kind="bool", default=default, about=about, steerable=steerable)


def betas(second: Text) -> Parameter:
    """The two decay rates of the Adam family; the second average differs from one to the other."""
    first = Text(
        "Memory of the running average of gradients, which gives the step its direction, as momentum does.",
        "梯度滑动平均的记忆长度；这个平均决定步子的方向，作用类似动量。",
    )
    return Parameter(
        name="betas",
        kind="tuple",
        default=(0.9, 0.999),
        about=Text(
            "The memories of the two running averages: of the gradient, and of its size.",
            "两个滑动平均的记忆长度：一个记梯度本身，一个记梯度的大小。",
        ),
        items=(memory("beta1", 0.9, first), memory("beta2", 0.999, second, high=0.99999)),
    )


SQUARED_GRADIENTS = Text(
    "Memory of the running average of squared gradients, which scales each coordinate's step.",
    "梯度平方滑动平均的记忆长度；它为每个坐标单独缩放步长。",
)


def eps(default: float) -> Parameter:
    return small_or_zero(
        "eps",
        default,
        1e-12,
        1.0,
        Text(
            "A small number in the denominator against division by zero; a large one damps the scaling.",
            "分母里的小数，防止除以零；取得很大时会减弱自适应缩放。",
        ),
    )


def weight_decay(default: float = 0.0) -> Parameter:
    """Weight decay as an L2 penalty: it goes through the gradient."""
    return small_or_zero(
        "weight_decay",
        default,
        1e-6,
        1.0,
        Text(
            "Adds this multiple of the parameters to the gradient, an L2 penalty: a pull to the origin.",
            "把参数乘以该系数加到梯度上，等同于 L2 惩罚：把参数拉向原点。",
        ),
    )


def decoupled_weight_decay(default: float) -> Parameter:
    """Weight decay that shrinks the parameters themselves and leaves the gradient alone."""
    return small_or_zero(
        "weight_decay",
        default,
        1e-6,
        1.0,
        Text(
            "Shrinks the parameters by lr times this factor each step, without touching the gradient.",
            "每一步把参数按 lr 乘以该系数缩小，不经过梯度。",
        ),
    )


DECOUPLING = switch(
    "decoupled_weight_decay",
    False,
    Text(
        "Lets weight decay shrink the parameters directly, as AdamW does, instead of entering the gradient.",
        "让权重衰减像 AdamW 那样直接缩小参数，而不是混进梯度里。",
    ),
)

MAXIMIZE = switch(
    "maximize",
    False,
    Text(
        "Climbs instead of descending: the sign of the gradient is turned round.",
        "改为上坡：把梯度反号，让目标函数变大。",
    ),
)

# Adam allocates the running maximum in its first step only, and then asks for it.
AMSGRAD = switch(
    "amsgrad",
    False,
    Text(
        "Divides by the largest average of squared gradients so far, so that steps never lengthen again.",
        "用迄今最大的梯度平方平均作分母，使缩放后的步子不会再变长。",
    ),
    steerable=False,
)
