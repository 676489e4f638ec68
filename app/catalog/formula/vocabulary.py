"""The functions and constants that a formula may name."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor


@dataclass(frozen=True, slots=True)
class Primitive:
    """A function of a formula: on numbers, on tensors, and as mathematics shows it.

    `any_width`: on a vector, each element comes out as it would alone. Where torch has a vectorised loop and
    a scalar one for the same function, the two round differently, and the width decides which one runs.
    """

    of_numbers: Callable[..., float]
    of_tensors: Callable[..., Tensor]
    shown: str
    arity: int = 1
    any_width: bool = True

    @property
    def source(self) -> str:
        return f"torch.{self.of_tensors.__name__}"


def _sigmoid(value: float) -> float:
    return 1 / (1 + math.exp(-value)) if value > -700 else math.exp(value)


def _sign(value: float) -> float:
    return float((value > 0) - (value < 0))


CONSTANTS = {"pi": math.pi, "e": math.e}

PRIMITIVES = {
    "exp": Primitive(math.exp, torch.exp, "exp"),
    "log": Primitive(math.log, torch.log, "ln"),
    "sqrt": Primitive(math.sqrt, torch.sqrt, "√"),
    "abs": Primitive(abs, torch.abs, "|"),
    "sin": Primitive(math.sin, torch.sin, "sin"),
    "cos": Primitive(math.cos, torch.cos, "cos"),
    "tan": Primitive(math.tan, torch.tan, "tan"),
    "tanh": Primitive(math.tanh, torch.tanh, "tanh"),
    "atan": Primitive(math.atan, torch.atan, "arctan"),
    "sigmoid": Primitive(_sigmoid, torch.sigmoid, "σ", any_width=False),
    "cosh": Primitive(math.cosh, torch.cosh, "cosh", any_width=False),
    "sinh": Primitive(math.sinh, torch.sinh, "sinh", any_width=False),
    "sign": Primitive(_sign, torch.sign, "sgn"),
    "min": Primitive(min, torch.minimum, "min", arity=2),
    "max": Primitive(max, torch.maximum, "max", arity=2),
}
