"""Momentum as textbooks write it, v = a v + lr g, theta = theta - v: a path of its own beside torch's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch

from app.catalog.formula import Formula
from app.engine.noise import Tilt
from app.engine.objective import Evaluator
from app.messages import FloatArray
from app.spec import RunSpec

ROUNDING = 1e-9


@dataclass(frozen=True, slots=True)
class Beside:
    """The textbook's velocity before and after a step, its gradient g, and its position after it.

    `differs_from` is the first step after which it was elsewhere.
    """

    gradient: FloatArray
    before: FloatArray
    velocity: FloatArray
    position: FloatArray
    differs_from: int | None


def has_two_forms(run: RunSpec) -> bool:
    """Whether textbooks have the rule of this run too: plain momentum of SGD."""
    params = run.params
    plain = run.optimizer == "SGD" and not params["nesterov"] and params["dampening"] == 0
    return bool(plain and params["momentum"] != 0)


class Textbook:
    """The other form of one run: the same start, hyperparameters and noise, gradients where it is itself."""

    def __init__(self, formula: Formula, start: tuple[float, float], tilt: Tilt, zeroes: bool) -> None:
        self._evaluate = Evaluator(formula, 1)
        self._tilt, self._zeroes = tilt, zeroes
        self._position = np.array(start, dtype=np.float64)
        self._velocity, self._gradient = np.zeros(2), np.zeros(2)
        self._size = float(np.hypot(*start))
        self._differs_from: int | None = None

    def step(self, k: int, params: Mapping[str, Any], beside: FloatArray) -> Beside:
        """Step k with the hyperparameters in effect; `beside` is where torch's form is after it.

        To differ means by more than rounding, as a share of the largest position so far.
        """
        with torch.no_grad(), np.errstate(all="ignore"):
            _, by_x, by_y = self._evaluate(torch.from_numpy(self._position)[:, None])
            slope = np.array([by_x.item(), by_y.item()]) + self._tilt[k]
            self._gradient = slope if self._zeroes else self._gradient + slope
            sign = -1 if params["maximize"] else 1
            g = sign * self._gradient + params["weight_decay"] * self._position
            before = self._velocity
            self._velocity = params["momentum"] * self._velocity + params["lr"] * g
            self._position = self._position - self._velocity
            self._size = max(self._size, float(np.hypot(*beside)))
            apart = float(np.hypot(*(self._position - beside)))
        if self._differs_from is None and not apart <= ROUNDING * self._size:
            self._differs_from = k
        return Beside(g, before, self._velocity, self._position, self._differs_from)
