"""What an update rule is made of: lines, each with a quantity, the expression that makes it, and words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias

from app.catalog.entries import Text

Part = Literal["gradient", "decay", "momentum", "size", "correction", "rate", "update", "position", "memory"]


@dataclass(frozen=True, slots=True)
class Line:
    """One sub-step of a rule: `name` becomes `expression`, in names of symbols and hyperparameters.

    A quantity of `optimizer.state` has torch's own number after the step; the expression says how it came.
    """

    name: str
    expression: str
    part: Part
    about: Text


@dataclass(frozen=True, slots=True)
class Term:
    """One summand of the update: what of it comes from the gradient, the momentum or the weight decay."""

    part: Part
    expression: str


@dataclass(frozen=True, slots=True)
class State:
    """Where torch keeps a quantity from step to step, and what it is before the first one.

    `key` is a name in `optimizer.state`; `initial` is an expression.
    """

    key: str
    initial: str = "0"


@dataclass(frozen=True, slots=True)
class Update:
    """A rule as it acts in one step: its lines in order, the summands of `update`, and what to draw.

    `direction` is the momentum, `square` the second moment and `rate` the effective learning rate of each
    coordinate, by the names of lines; None where the rule has none.
    """

    lines: tuple[Line, ...]
    terms: tuple[Term, ...]
    states: Mapping[str, State] = field(default_factory=dict)
    direction: str | None = None
    square: str | None = None
    rate: str | None = None


@dataclass(frozen=True, slots=True)
class Moment:
    """What decides which lines act: the hyperparameters in effect, the number of the step from 1 on, and
    which of torch's states exist before it.

    `summed`: nobody sets the gradients to zero, so that torch steps with the sum of all of them.
    """

    params: Mapping[str, Any]
    t: int
    known: frozenset[str]
    summed: bool = False

    def __getitem__(self, name: str) -> Any:
        return self.params[name]


Rule: TypeAlias = Callable[[Moment], Update]
