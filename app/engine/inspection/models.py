"""A training stepped again as it was, with a look at one weight and its optimizer at every step."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
from torch import Tensor

from app.engine.inspection.step import Entry, Taken, held, taken_apart
from app.engine.pace import Clock
from app.engine.training.courses import beginner
from app.engine.training.learner import Learner
from app.errors import Refusal
from app.messages import FloatArray
from app.sentences import told
from app.spec import Comparison, weight_of


def steps_of_model(
    comparison: Comparison,
    number: int,
    first: int,
    weight: str,
    checkpoints: Mapping[str, bytes],
    clock: Clock = time.perf_counter,
) -> Iterator[Entry | None]:
    """The steps of a run from `first` on, as one of its weights sees them; bit-equal to its training.

    `weight` is a single one, such as `hidden1.weight[0,1]`; of a parameter with two, both are told.
    None stands for a step before `first`. Ends where the run does.
    """
    learner = beginner(comparison, number, checkpoints, clock)
    name, index = weight_of(weight)
    parameter = dict(learner.model.named_parameters())[name]
    if not parameter.requires_grad:
        raise Refusal("unavailable", told("{name} is frozen: no step moves it", name=name), "weight")
    place = int(np.ravel_multi_index(index, tuple(parameter.shape)))
    places = [0, 1] if parameter.numel() == 2 else [place]
    group = next(each for each in learner.optimizer.param_groups if _holds(each, parameter))
    for k in range(comparison.steps):
        if k < first:
            learner.advance(k + 1, clock())
            yield None
        else:
            taken = _taken(learner, parameter, group, k, clock)
            if taken is not None:
                yield _seen(taken_apart(comparison.runs[number].optimizer, taken), places, parameter.numel())
        learner.batches.forget(learner.next_batch)
        if learner.ended or learner.step <= k:
            return


def _taken(
    learner: Learner, parameter: Tensor, group: Mapping[str, Any], k: int, clock: Clock
) -> Taken | None:
    """One step, and what torch held around it; None where the run ends with it."""
    learner.settle()
    params, before = dict(group), held(learner.optimizer.state.get(parameter, {}))
    position = _flat(parameter)
    learner.advance(k + 1, clock())
    if learner.step <= k or parameter.grad is None:
        return None
    after = held(learner.optimizer.state[parameter])
    summed = not learner.spec.zero_grad
    return Taken(k, params, _flat(parameter.grad), position, _flat(parameter), before, after, summed)


def _holds(group: Mapping[str, Any], parameter: Tensor) -> bool:
    return any(each is parameter for each in group["params"])


def _flat(tensor: Tensor) -> FloatArray:
    flat: FloatArray = tensor.detach().double().flatten().numpy().copy()
    return flat


def _seen(entry: Entry, places: list[int], count: int) -> Entry:
    """The entry with the chosen coordinates alone."""

    def chosen(value: Any) -> Any:
        return value[places] if isinstance(value, np.ndarray) and value.shape == (count,) else value

    return Entry(
        step=entry.step,
        iteration=entry.iteration,
        update=entry.update,
        values={name: chosen(value) for name, value in entry.values.items()},
        terms=tuple(chosen(value) for value in entry.terms),
        state={key: (chosen(before), chosen(after)) for key, (before, after) in entry.state.items()},
        position=chosen(entry.position),
        gradient=chosen(entry.gradient),
        next_position=chosen(entry.next_position),
    )
