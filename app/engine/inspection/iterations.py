"""The inner iterations of L-BFGS: torch's own moves, overheard while it makes them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from torch import Tensor

from app.catalog.rules import RULES, Moment, compute
from app.engine.inspection.step import Entry, Values
from app.engine.stepper import Stepper
from app.messages import FloatArray

LEAST_CURVATURE = 1e-10  # torch takes a pair into its history from here on


@dataclass(frozen=True, slots=True)
class _Move:
    """One move by `share` along `direction` (2,), from a position with its gradient."""

    position: FloatArray
    gradient: FloatArray
    direction: FloatArray
    share: float
    next_position: FloatArray


class Iterations:
    """Overhears the moves of an optimizer of two coordinates, and keeps its history beside it.

    torch adds `t * d` once in each iteration; within a line search it does so to try, and takes it back.
    """

    def __init__(self, stepper: Stepper) -> None:
        optimizer: Any = stepper.optimizer
        self._summed = not stepper.zeroes
        self._point: Tensor = stepper.group["params"][0]
        self._moves: list[_Move] = []
        self._last: _Move | None = None
        self._pairs: list[tuple[FloatArray, FloatArray]] = []
        self._trying = False
        self._here: Tensor | None = None  # the gradient where the next move begins, if a search has told it
        self._tried_at: dict[float, Tensor] = {}
        self._add, self._try = optimizer._add_grad, optimizer._directional_evaluate
        optimizer._add_grad, optimizer._directional_evaluate = self._moved, self._tried

    def take(self, step: int, params: Mapping[str, Any]) -> list[Entry]:
        """The iterations of the step that was just made."""
        entries = [self._entry(step, number, move, params) for number, move in enumerate(self._moves)]
        self._moves, self._here = [], None
        return entries

    def _tried(self, closure: Any, position: Any, share: Any, direction: Any) -> Any:
        if not self._tried_at:
            self._here = self._tried_at[0.0] = self._present()
        self._trying = True
        try:
            loss, gradient = self._try(closure, position, share, direction)
        finally:
            self._trying = False
        self._tried_at[float(share)] = gradient.clone()
        return loss, gradient

    def _moved(self, share: Any, direction: Tensor) -> None:
        if self._trying:
            self._add(share, direction)
            return
        position = self._point.detach().numpy().copy()
        gradient = self._present().numpy().copy()
        self._add(share, direction)
        # A search has asked for gradients elsewhere since: the one here is the one that it chose.
        self._here = self._tried_at.get(float(share))
        self._tried_at = {}
        there = self._point.detach().numpy().copy()
        self._moves.append(_Move(position, gradient, direction.numpy().copy(), float(share), there))

    def _present(self) -> Tensor:
        """The gradient that torch goes on with where it is."""
        if self._here is not None:
            return self._here
        gradient = self._point.grad
        assert gradient is not None
        return gradient.clone()

    def _entry(self, step: int, number: int, move: _Move, params: Mapping[str, Any]) -> Entry:
        known: Values = {
            "lr": params["lr"],
            "gradient": move.gradient,
            "theta_before": move.position,
            "searched": move.share,
        }
        if self._summed:
            known["gradients"] = move.gradient
        facts = self._remember(move, known, params["history_size"])
        moment = Moment(params, step + 1, frozenset(facts), self._summed)
        rule = RULES["LBFGS"](moment)
        own = {"jump": move.direction, "tau": move.share, "theta": move.next_position}
        for line in rule.lines:
            known[line.name] = own[line.name] if line.name in own else compute(line.expression, known)
        self._last = move
        pairs = np.array(self._pairs).reshape(-1, 2, 2)
        state: dict[str, Any] = {"old_stps": (None, pairs[:, 0]), "old_dirs": (None, pairs[:, 1])}
        values = {name: value for name, value in known.items() if name != "gradient"}
        return Entry(step, number, rule, values, (), state, move.position, move.gradient, move.next_position)

    def _remember(self, move: _Move, known: Values, history_size: int) -> set[str]:
        """Take the last move into the history, as torch does; what the rule then knows."""
        if self._last is None:
            return set()
        last = self._last
        s, y = last.share * last.direction, move.gradient - last.gradient
        known.update(jump_before=last.direction, tau_before=last.share, g_before=last.gradient)
        facts = {"jump"}
        if y @ s > LEAST_CURVATURE:
            self._pairs = [*self._pairs, (s, y)][-history_size:]
            facts.add("pair")
        matrix = inverse_hessian(self._pairs)
        known.update(H=matrix, H_x=matrix[:, 0], H_y=matrix[:, 1])
        return facts


def inverse_hessian(pairs: list[tuple[FloatArray, FloatArray]]) -> FloatArray:
    """The matrix (2, 2) that torch's two loops over the pairs (s, y) multiply the gradient with."""
    if not pairs:
        return np.eye(2)
    s, y = pairs[-1]
    matrix = np.eye(2) * (y @ s) / (y @ y)
    for s, y in pairs:
        weight = 1 / (y @ s)
        turn = np.eye(2) - weight * np.outer(s, y)
        matrix = turn @ matrix @ turn.T + weight * np.outer(s, s)
    return matrix
