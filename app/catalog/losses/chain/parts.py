"""What a chain from output to loss is made of: numbers, and lines that make new ones."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias

import torch
from torch import Tensor

from app.catalog.entries import Text

Part = Literal["output", "probability", "term", "weight", "loss", "reduction"]
# None stands for the only one of its kind, which needs no number.
Labels: TypeAlias = tuple[int | None, ...]
ONLY: Labels = (None,)


@dataclass(frozen=True, slots=True)
class Line:
    """One sub-step: `name` becomes `expression`, in names of quantities.

    A name that ends in an index of its chain, as in `p_c`, is one for each label of that index; `unlike` has
    the expression of labels that are not as the others.
    """

    name: str
    expression: str
    part: Part
    about: Text
    unlike: Mapping[int | None, str] = field(default_factory=dict)


@dataclass(slots=True)
class Draft:
    """One sample's way from its output to its own loss: what is given, and the lines, the last of them `own`
    or, for each of several outputs, `loss_c`.

    `weights` counts each sample for a weighted mean; None where all count the same.
    """

    values: dict[str, float]
    lines: list[Line]
    indices: dict[str, Labels] = field(default_factory=dict)
    weights: Tensor | None = None


@dataclass(frozen=True, slots=True)
class Sample:
    """A row of `prediction` and `truth`, in the form in which the criterion takes them."""

    id: str
    arguments: Mapping[str, Any]
    prediction: Tensor
    truth: Tensor
    place: int

    def __getitem__(self, name: str) -> Any:
        return self.arguments.get(name)

    @property
    def output(self) -> Tensor:
        return self.prediction[self.place]

    @property
    def target(self) -> Tensor:
        return self.truth[self.place]


Story: TypeAlias = Callable[[Sample], Draft]


def labels_of(row: Tensor) -> Labels:
    """0, 1, ... as torch numbers classes; one that is alone has no number."""
    return ONLY if row.numel() == 1 else tuple(range(row.numel()))


def spread(name: str, row: Tensor) -> dict[str, float]:
    """The numbers of a row by name: `name` for a single one, else name_0, name_1, ..."""
    numbers = row.flatten().tolist()
    return {name: numbers[0]} if len(numbers) == 1 else {f"{name}_{k}": v for k, v in enumerate(numbers)}


def as_torch_holds(weights: list[float]) -> Tensor:
    """Weights of a criterion are float32 even where all else is float64."""
    return torch.tensor(weights).double()


def for_each_output(
    sample: Sample, expression: str, about: Text, unlike: Mapping[int | None, str] | None = None
) -> list[Line]:
    """The loss of one output; of several, that of each and then their sum, as far as losses are reduced."""
    several = sample.output.numel() > 1
    lines = [Line("loss_c" if several else "own", expression, "loss", about, unlike or {})]
    if several and sample["reduction"] != "none":
        lines.append(Line("own", "total(loss_c, c)", "loss", _TOGETHER))
    return lines


_TOGETHER = Text("All outputs of this sample together.", "把这个样本的各个输出加在一起。")
