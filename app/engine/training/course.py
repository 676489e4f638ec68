"""Where did a run come by? Its weights after some of its steps, and what its optimizer had gathered there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor
from torch.optim import Optimizer

MOST_POSITIONS = 256
MOST_BYTES = 16 << 20
# What optimizers divide a step by, weight for weight; with amsgrad the largest mean replaces the present one.
GATHERED = ("max_exp_avg_sq", "exp_avg_sq", "square_avg", "grad_avg", "acc_delta", "sum", "exp_inf")


@dataclass(frozen=True, slots=True)
class Position:
    """A run after `step` steps, before the next one.

    `weights`: float32 (n,), all parameters in the order of `named_parameters`, frozen ones too, each
    flattened. `groups` are the optimizer's hyperparameters as its next step uses them, a mapping for each
    group. `gathered` are tensors of its state by torch's names, laid out like the weights, 0 where frozen;
    there are none before the first step.
    """

    step: int
    weights: Tensor
    groups: tuple[Mapping[str, Any], ...]
    gathered: Mapping[str, Tensor]

    @property
    def bytes(self) -> int:
        """How much memory it takes."""
        return self.weights.nbytes + sum(each.nbytes for each in self.gathered.values())


@dataclass(frozen=True, slots=True)
class Course:
    """A run's positions at its start, at equal distances from there, and at its end.

    A diverged run's last one is the last of those at equal distances where all weights were numbers.
    `members`: int64 (n,), the optimizer's group that steps each weight, -1 where it is frozen. `memo` is for
    whatever depends on the weights of a position alone, or is kept under the run's own key; courses of one
    run share it, whatever their lengths.
    """

    positions: tuple[Position, ...]
    members: Tensor
    diverged: bool
    memo: dict[Any, Any]

    @property
    def last(self) -> Position:
        """Where it ends."""
        return self.positions[-1]

    @property
    def steps(self) -> list[int]:
        """After how many steps each position is."""
        return [position.step for position in self.positions]

    @property
    def bytes(self) -> int:
        """How much memory it takes."""
        return sum(position.bytes for position in self.positions) + self.members.nbytes

    def at(self, step: int) -> Position | None:
        """The position after exactly so many steps, if it is among these."""
        return next((position for position in self.positions if position.step == step), None)


class CourseRecord:
    """The course of a run that is under way.

    Their distance doubles when there would be more than `most` positions or `most_bytes`: which ones are
    kept depends on the number of steps alone.
    """

    def __init__(
        self,
        parameters: Sequence[Tensor],
        optimizer: Optimizer,
        most: int = MOST_POSITIONS,
        most_bytes: int = MOST_BYTES,
    ) -> None:
        self._parameters = list(parameters)
        self._views = [each.detach().view(-1) for each in parameters]
        self._optimizer = optimizer
        self._most, self._most_bytes = most, most_bytes
        self._distance = 1
        self._kept: list[Position] = []
        self._memo: dict[Any, Any] = {}

    def due(self, step: int) -> bool:
        """Whether the position after so many steps is to be kept."""
        return step % self._distance == 0

    def note(self, step: int) -> None:
        """Keep the present position: one that is due, or the last one, which stays until the next is kept."""
        kept = self._kept
        # What was the end before, and what is noted again since its hyperparameters may have been changed.
        if kept and (kept[-1].step == step or not self.due(kept[-1].step)):
            kept.pop()
        position = self._present(step)
        if self.due(step) and len(kept) >= min(self._most, self._most_bytes // position.bytes):
            self._distance *= 2
            self._kept = kept = [each for each in kept if self.due(each.step)]
        kept.append(position)

    def course(self, entries: int, diverged: bool) -> Course:
        """The positions that are among the first `entries` of the run."""
        positions = tuple(position for position in self._kept if position.step < entries)
        return Course(positions, self._members(), diverged, self._memo)

    def _present(self, step: int) -> Position:
        states = [self._optimizer.state.get(each, {}) for each in self._parameters]
        groups = tuple(
            {name: value for name, value in group.items() if name != "params"}
            for group in self._optimizer.param_groups
        )
        gathered = {name: self._laid_out(states, name) for name in _gathered(states)}
        return Position(step, torch.cat(self._views), groups, gathered)

    def _laid_out(self, states: Sequence[Mapping[str, Any]], name: str) -> Tensor:
        """A tensor of the optimizer's state, 0 for parameters that have none."""
        pairs = zip(self._parameters, states, strict=True)
        return flat([state[name] if name in state else torch.zeros_like(each) for each, state in pairs])

    def _members(self) -> Tensor:
        numbers = {
            id(parameter): number
            for number, group in enumerate(self._optimizer.param_groups)
            for parameter in group["params"]
        }
        parts = [torch.full((each.numel(),), numbers.get(id(each), -1)) for each in self._parameters]
        return torch.cat(parts)


def flat(tensors: Sequence[Tensor]) -> Tensor:
    """A copy of all numbers of the tensors, one after another."""
    return torch.cat([each.view(-1) for each in tensors])


def _gathered(states: Sequence[Mapping[str, Any]]) -> list[str]:
    """The names of what is kept of an optimizer's state, by those of the parameters."""
    there = {name for state in states for name in state if name in GATHERED}
    return [
        name for name in GATHERED if name in there and not (name == "exp_avg_sq" and GATHERED[0] in there)
    ]
