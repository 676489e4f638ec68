"""Momentum as textbooks write it, v = a v + lr g, theta = theta - v: a path of its own beside torch's."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from torch import Tensor

from app.spec import RunSpec

ROUNDING = 1e-9
Pair: TypeAlias = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Beside:
    """The textbook's velocity before and after a step, its gradient g, and its position after it.

    `differs_from` is the first step after which it was elsewhere.
    """

    gradient: Pair
    before: Pair
    velocity: Pair
    position: Pair
    differs_from: int | None


def has_two_forms(run: RunSpec) -> bool:
    """Whether textbooks have the rule of this run too: plain momentum of SGD."""
    params = run.params
    plain = run.optimizer == "SGD" and not params["nesterov"] and params["dampening"] == 0
    return bool(plain and params["momentum"] != 0)


class Textbook:
    """The other form of one run: the same start, hyperparameters and noise, gradients where it is itself.

    `row` is its position, float64 (2,), stepped in place; in `gradient` stands its gradient at each step.
    """

    def __init__(self, row: Tensor, gradient: Tensor) -> None:
        self._row, self._gradient = row, gradient
        self._velocity = (0.0, 0.0)
        self._size = math.hypot(*row.tolist())
        self._differs_from: int | None = None

    def step(self, k: int, params: Mapping[str, Any], beside: Pair) -> Beside:
        """Step k with the hyperparameters in effect; `beside` is where torch's form is after it.

        To differ means by more than rounding, as a share of the largest position so far.
        """
        lr, momentum, decay = params["lr"], params["momentum"], params["weight_decay"]
        sign = -1 if params["maximize"] else 1
        (x, y), (by_x, by_y) = self._row.tolist(), self._gradient.tolist()
        g, before = (sign * by_x + decay * x, sign * by_y + decay * y), self._velocity
        self._velocity = (momentum * before[0] + lr * g[0], momentum * before[1] + lr * g[1])
        position = (x - self._velocity[0], y - self._velocity[1])
        self._row[0], self._row[1] = position
        self._size = max(self._size, math.hypot(*beside))
        apart = math.hypot(position[0] - beside[0], position[1] - beside[1])
        if self._differs_from is None and not apart <= ROUNDING * self._size:
            self._differs_from = k
        return Beside(g, before, self._velocity, position, self._differs_from)
