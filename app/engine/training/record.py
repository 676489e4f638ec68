"""What did a training do? Entries noted step by step, made into columns chunk by chunk."""

from __future__ import annotations

import math

import numpy as np
import torch
from torch import Tensor

from app.engine.record import Ending
from app.messages import Columns, FloatArray, IntArray


class TrainingRecord:
    """Entries of one run; entry k belongs to the position after k steps.

    `plane` is the tensor of a two-weight model, whose values are x and y. `penalised` and `cycles` say
    whether there is a penalty and a changing momentum to note. The run ends before its first position that
    is not finite: `ending`.
    """

    def __init__(self, plane: Tensor | None, penalised: bool, cycles: bool) -> None:
        self.next = 0  # the number of entries noted
        self.evaluations = 0
        self.spent = 0.0  # seconds of all steps so far
        self.ending: Ending | None = None
        self.cycles = cycles
        self._plane = plane
        self._first = 0
        names = ["loss", "grad_norm", "lr", "evaluations", "seconds"]
        names += ["penalty"] if penalised else []
        names += ["momentum"] if cycles else []
        names += ["x", "y"] if plane is not None else []
        self._columns: dict[str, list[float]] = {name: [] for name in names}

    def entry(
        self,
        k: int,
        loss: Tensor,
        penalty: Tensor | None,
        parameters: list[Tensor],
        lr: float,
        momentum: float | None,
    ) -> None:
        """Note entry k unless it was noted before; `parameters` hold their gradients."""
        if k < self.next or self.ending is not None:
            return
        if not _finite(parameters):
            self.end(k)
            return
        self.next = k + 1
        columns = self._columns
        columns["loss"].append(loss.item())
        columns["grad_norm"].append(length(_gradients(parameters)))
        columns["lr"].append(lr)
        columns["evaluations"].append(self.evaluations)
        columns["seconds"].append(self.spent)
        if penalty is not None:
            columns["penalty"].append(penalty.item())
        if self.cycles:
            columns["momentum"].append(math.nan if momentum is None else momentum)
        if self._plane is not None:
            x, y = self._plane.tolist()
            columns["x"].append(x)
            columns["y"].append(y)

    def end(self, k: int) -> None:
        """The position after k steps is not finite, or there is none."""
        self.ending = Ending(k, self.evaluations, self.spent)

    def take(self) -> tuple[int, Columns] | None:
        """The entries since the last call and the number of the first; None where there are none."""
        first = self._first
        taken = self.pending()
        if taken is None:
            return None
        self._first = self.next
        for values in self._columns.values():
            values.clear()
        return first, taken

    def pending(self) -> Columns | None:
        """The entries that are not taken yet; None where there are none."""
        if self.next == self._first:
            return None
        taken: dict[str, FloatArray | IntArray | None] = {
            name: np.array(values, dtype=np.float64) for name, values in self._columns.items()
        }
        taken["evaluations"] = np.array(self._columns["evaluations"], dtype=np.int64)
        return {**taken, "distance": None}

    def go_on_from(self, entries: int, evaluations: int, spent: float) -> None:
        """Be the record of a run that has so many entries already, all taken."""
        self.next = self._first = entries
        self.evaluations, self.spent = evaluations, spent


def length(tensors: list[Tensor]) -> float:
    """The norm of several tensors taken as one vector; not finite only where they are not."""
    if not tensors:
        return 0.0
    with torch.no_grad():
        whole = math.hypot(*map(float, torch._foreach_norm(tensors)))
        if not math.isfinite(whole):  # squares leave the range of float32 before their numbers do
            whole = math.hypot(*map(float, torch._foreach_norm(tensors, 2, torch.float64)))
    return whole


def _finite(parameters: list[Tensor]) -> bool:
    """Whether all weights are numbers."""
    return math.isfinite(length(parameters))


def _gradients(parameters: list[Tensor]) -> list[Tensor]:
    """The gradients of the parameters; of a sparse one, its entries."""
    gradients = [each.grad for each in parameters if each.grad is not None]
    return [each.coalesce().values() if each.is_sparse else each for each in gradients]
