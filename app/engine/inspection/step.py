"""One step in numbers: what torch held before and after it, and every quantity of the rule in between."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch import Tensor

from app.catalog import OPTIMIZERS
from app.catalog.rules import RULES, Moment, Update, compute
from app.engine.inspection.textbook import Beside
from app.messages import FloatArray

Value = float | FloatArray
Values = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Taken:
    """What torch held around one step: positions, gradient and states are float64, flat, or numbers.

    `step` is the number of steps made before; `params` the hyperparameters in effect, tuples as they are.
    `summed`: the gradient is the sum of all so far.
    """

    step: int
    params: Mapping[str, Any]
    gradient: FloatArray
    position: FloatArray
    next_position: FloatArray
    before: Mapping[str, Value]
    after: Mapping[str, Value]
    summed: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    """A step in the terms of its rule: `values` by the names of hyperparameters and lines, in order.

    `state` are torch's own numbers before and after. `iteration` counts within a step of L-BFGS. Plain
    momentum has the other form of its rule beside it, `textbook`.
    """

    step: int
    iteration: int
    update: Update
    values: Values
    terms: tuple[Value, ...]
    state: Mapping[str, tuple[Value | None, Value]]
    position: FloatArray
    gradient: FloatArray
    next_position: FloatArray
    textbook: Beside | None = None


def held(state: Mapping[str, Any]) -> dict[str, Value]:
    """A copy of the numbers in an optimizer's state of one parameter; what is None is left out."""
    return {key: _copied(value) for key, value in state.items() if isinstance(value, Tensor | int | float)}


def hyperparameters(optimizer: str, params: Mapping[str, Any]) -> Values:
    """The values by name, betas taken apart into beta1 and beta2; torch's None for eps is what it means."""
    values: Values = {}
    for declared in OPTIMIZERS[optimizer].params:
        if declared.name not in params:
            continue
        value = params[declared.name]
        if declared.kind == "tuple":
            values |= {item.name: part for item, part in zip(declared.items, value, strict=True)}
        else:
            values[declared.name] = value
    if values.get("eps1", 0.0) is None:
        values["eps1"] = torch.finfo(torch.float64).eps
    return values


def taken_apart(optimizer: str, taken: Taken) -> Entry:
    """The step of `optimizer` by its rule; a quantity that torch keeps has torch's own value."""
    params = hyperparameters(optimizer, taken.params)
    t = taken.step + 1
    rule = RULES[optimizer](Moment(params, t, frozenset(taken.before), taken.summed))
    given: Values = {"gradients": taken.gradient} if taken.summed else {}
    known: Values = {**params, **given, "t": float(t), "gradient": taken.gradient}
    known["theta_before"] = taken.position
    for name, state in rule.states.items():
        former = taken.before.get(state.key)
        if former is None:
            former = _like(taken.position, name, compute(state.initial, known), taken.after[state.key])
        known[f"{name}_before"] = former
    values: Values = {**params, **given, "t": float(t)}
    for line in rule.lines:
        known[line.name] = _quantity(line.name, line.expression, rule, known, taken)
        values[line.name] = known[line.name]
    terms = tuple(compute(term.expression, known) for term in rule.terms)
    around = {key: (taken.before.get(key), after) for key, after in taken.after.items()}
    before = {name: known[name] for name in known if name.endswith("_before")}
    return Entry(
        taken.step, 0, rule, {**before, **values}, terms, around, taken.position, taken.gradient,
        taken.next_position,
    )  # fmt: skip


def _quantity(name: str, expression: str, rule: Update, known: Values, taken: Taken) -> Value:
    if name in rule.states:
        return taken.after[rule.states[name].key]
    if name == "theta":
        return taken.next_position
    value: Value = compute(expression, known)
    return value


def _like(position: FloatArray, name: str, initial: Value, after: Value) -> Value:
    """A state before the first step, in the form that it has after it."""
    return np.full_like(position, initial) if isinstance(after, np.ndarray) else float(initial)


def _copied(value: Tensor | float) -> Value:
    if not isinstance(value, Tensor):
        return float(value)
    if value.dim() == 0:
        return float(value)
    return value.detach().double().flatten().numpy().copy()
