"""How is a dataset made? Its declaration, the function that draws it, and the parameters that many share."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from torch import Tensor

from app.catalog.entries import Dataset, Parameter, Text

Params = Mapping[str, Any]


def _one(params: Params) -> int:
    return 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """A dataset with what it takes to make it.

    `make(generator=..., **params)` draws all inputs and targets with torch alone, so that its source can
    stand in a script; it gets neither `seed` nor `validation`. `samples` of a measured dataset is fixed; None
    means that a parameter of this name decides.
    `apart`: `make` gets `train`, the number of training samples, and puts them first; else they are drawn.
    `scaled_targets`: the targets are standardised as the inputs are.
    `pixels` are an image dataset's pictures, (samples, 64) from 0 to 16.
    """

    entry: Dataset
    make: Callable[..., tuple[Tensor, Tensor]]
    features: tuple[str, ...] = ()
    classes: Callable[[Params], tuple[Text, ...]] | None = None
    outputs: Callable[[Params], int] = _one
    vocabulary: Callable[[Params], int] | None = None
    size: Callable[[Params], int] | None = None
    pixels: Callable[[], Tensor] | None = None
    samples: int | None = None
    parts: int = 1
    ordered: bool = False
    apart: bool = False
    scaled_targets: bool = False
    informative: tuple[int, int] = (0, 1)


def samples(default: int) -> Parameter:
    return Parameter(
        name="samples",
        kind="int",
        default=default,
        low=8,
        high=5000,
        scale="log",
        steerable=False,
        about=Text(
            "How many samples there are, for training and validation together.",
            "样本总数，训练集和验证集合在一起。",
        ),
    )


def noise(default: float, high: float, about: Text) -> Parameter:
    return share("noise", default, 0.0, high, about)


def share(name: str, default: float, low: float, high: float, about: Text) -> Parameter:
    """A plain number on a linear slider."""
    return Parameter(
        name=name, kind="float", default=default, low=low, high=high, about=about, steerable=False
    )


def whole(name: str, default: int, low: int, high: int, about: Text) -> Parameter:
    """A whole number on a linear slider."""
    return Parameter(name=name, kind="int", default=default, low=low, high=high, about=about, steerable=False)


VALIDATION = share(
    "validation",
    0.25,
    0.05,
    0.5,
    Text(
        "The share of samples that is kept aside, to measure on what the model has not seen.",
        "留作验证的样本比例，用来衡量模型在没见过的数据上的表现。",
    ),
)

SEED = whole(
    "seed",
    0,
    0,
    9999,
    Text(
        "Where the random numbers begin: the same seed gives the same samples and the same split.",
        "随机数的起点：种子相同，样本和划分就完全相同。",
    ),
)

SPREAD = Text(
    "How far samples scatter around their place; with more, the classes overlap.",
    "样本偏离自己位置的程度；越大，各类重叠越多。",
)

CLASSES = whole(
    "classes",
    3,
    2,
    8,
    Text("How many classes there are.", "类别的个数。"),
)


def numbered(params: Params) -> tuple[Text, ...]:
    """A name for each of `classes` classes."""
    return tuple(Text(f"class {index}", f"第 {index} 类") for index in range(params["classes"]))


def two_classes(params: Params) -> tuple[Text, ...]:
    return numbered({"classes": 2})


def suggested(
    model: tuple[str, dict[str, Any]],
    loss: tuple[str, dict[str, Any]],
    batch_size: int | None,
    steps: int,
) -> dict[str, Any]:
    """A pairing to begin with, in the form of the API."""
    return {
        "model": {"id": model[0], "params": model[1]},
        "loss": {"id": loss[0], "params": loss[1]},
        "batch_size": batch_size,
        "steps": steps,
    }
