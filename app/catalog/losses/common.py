"""Hyperparameters that several losses share, with one wording for each. None can change during a run."""

from __future__ import annotations

from app.catalog.entries import Parameter, Scale, Text

REDUCTION = Parameter(
    name="reduction",
    kind="choice",
    default="mean",
    choices=("mean", "sum", "none"),
    about=Text(
        "How the samples become one number: mean; sum, whose gradient grows with the batch; "
        "none shows each sample and cannot be trained on.",
        "怎样把各样本合成一个数：mean 取平均；sum 求和，梯度随批量变大；none 逐个样本显示，不能用来训练。",
    ),
    steerable=False,
)

_WEIGHT = Parameter(
    name="weight",
    kind="float",
    default=1.0,
    low=0.0,
    high=10.0,
    about=Text(
        "One weight: 0 leaves out, 2 counts twice, 1 changes nothing.",
        "其中一个权重：0 表示忽略，2 表示算两倍，1 表示不变。",
    ),
    steerable=False,
)


def weights(name: str, about: Text) -> Parameter:
    """A list of weights, or null for none: as many as the loss has classes, labels or outputs."""
    return Parameter(
        name=name, kind="list", default=None, about=about, items=(_WEIGHT,), nullable=True, steerable=False
    )


CLASS_WEIGHTS = weights(
    "weight",
    Text(
        "A weight for each class; a large one for a rare class makes its mistakes cost more.",
        "每个类别的权重；给稀少的类别较大的权重，分错它的代价就更高。",
    ),
)

LABEL_WEIGHTS = weights(
    "weight",
    Text(
        "A factor for each output, by which its part of the loss is multiplied.",
        "每个输出的系数：它那部分损失会乘以这个数。",
    ),
)


def number(
    name: str, default: float, low: float, high: float, about: Text, scale: Scale = "linear"
) -> Parameter:
    return Parameter(
        name=name,
        kind="float",
        default=default,
        low=low,
        high=high,
        scale=scale,
        about=about,
        steerable=False,
    )


def whole(name: str, default: int, low: int, high: int, about: Text) -> Parameter:
    return Parameter(name=name, kind="int", default=default, low=low, high=high, about=about, steerable=False)


def switch(name: str, about: Text, default: bool = False) -> Parameter:
    return Parameter(name=name, kind="bool", default=default, about=about, steerable=False)


def tiny(name: str, default: float, about: Text) -> Parameter:
    """A small number that keeps a division or a logarithm away from zero."""
    return number(name, default, 1e-12, 0.1, about, scale="log")


IGNORE_INDEX = whole(
    "ignore_index",
    -100,
    -100,
    20,
    Text(
        "Samples of this class are left out of the loss; -100 leaves out none.",
        "属于这一类的样本不计入损失；-100 表示一个都不忽略。",
    ),
)
