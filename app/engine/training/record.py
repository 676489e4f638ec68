"""What did a training do? Entries noted step by step at little cost, made into columns chunk by chunk."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from torch import Tensor

from app.engine.record import Ending
from app.messages import Columns, FloatArray, IntArray


class TrainingRecord:
    """Entries of one run; entry k belongs to the position after k steps.

    `plane` is the tensor of a two-weight model, whose values are x and y. `penalised` and `cycles` say
    whether there is a penalty and a changing momentum to note. Tensors are kept as they are and read when
    entries are taken: to read one number costs as much as a small layer.
    """

    def __init__(self, plane: Tensor | None, penalised: bool, cycles: bool) -> None:
        self.next = 0  # the number of entries noted
        self.evaluations = 0
        self.ending: Ending | None = None
        self.cycles = cycles
        self._plane = plane
        self._penalised = penalised
        self._first = 0
        self._spent = 0.0
        self._losses: list[Tensor] = []
        self._penalties: list[Tensor] = []
        self._slopes: list[Tensor] = []
        self._sizes: list[Tensor] = []
        self._places: list[Tensor] = []
        self._rates: list[float] = []
        self._momenta: list[float | None] = []
        self._asked: list[int] = []
        self._seconds: list[float] = []

    def entry(
        self,
        k: int,
        loss: Tensor,
        penalty: Tensor | None,
        parameters: Sequence[Tensor],
        lr: float,
        momentum: float | None,
    ) -> None:
        """Note entry k unless it was noted before; `parameters` hold their gradients."""
        if k < self.next:
            return
        self.next = k + 1
        self._losses.append(loss.detach())
        if penalty is not None:
            self._penalties.append(penalty.detach())
        with torch.no_grad():
            if gradients := _gradients(parameters):
                self._slopes.extend(torch._foreach_norm(gradients))
            self._sizes.extend(torch._foreach_norm(list(parameters), float("inf")))
            if self._plane is not None:
                self._places.append(self._plane.detach().clone())
        self._rates.append(lr)
        if self.cycles:
            self._momenta.append(momentum)
        self._asked.append(self.evaluations)
        self._seconds.append(self._spent)

    def spend(self, seconds: float) -> None:
        """Add the time of one step."""
        self._spent += seconds

    @property
    def spent(self) -> float:
        """Seconds of all steps so far."""
        return self._spent

    def take(self, failed_at: int | None) -> tuple[int, Columns] | None:
        """The entries since the last call and the number of the first; None where there are none.

        They end before the first whose position is not finite, or before `failed_at`: the `ending`.
        """
        first, count = self._first, self.next - self._first
        if self.ending is not None or (count == 0 and failed_at is None):
            return None
        columns, stop = self._columns(count), count
        lost = np.flatnonzero(~np.isfinite(_by_entry(self._sizes, count)).all(axis=1))
        if len(lost):
            stop = int(lost[0])
        if failed_at is not None:
            stop = min(stop, failed_at - first)
        if stop < count or failed_at is not None:
            asked, seconds = [*self._asked, self.evaluations], [*self._seconds, self._spent]
            self.ending = Ending(first + stop, asked[stop], seconds[stop])
        self._first = self.next
        self._clear()
        if stop == 0:
            return None
        return first, {name: None if column is None else column[:stop] for name, column in columns.items()}

    def _columns(self, count: int) -> dict[str, FloatArray | IntArray | None]:
        with np.errstate(all="ignore"):
            grad_norm = np.sqrt(np.square(_by_entry(self._slopes, count)).sum(axis=1))
        columns: dict[str, FloatArray | IntArray | None] = {}
        if self._plane is not None:
            places = _floats(self._places).reshape(count, 2)
            columns |= {"x": places[:, 0].copy(), "y": places[:, 1].copy()}
        columns |= {
            "loss": _floats(self._losses),
            "grad_norm": grad_norm,
            "lr": np.array(self._rates, dtype=np.float64),
            "distance": None,
            "evaluations": np.array(self._asked, dtype=np.int64),
            "seconds": np.array(self._seconds, dtype=np.float64),
        }
        if self._penalised:
            columns["penalty"] = _floats(self._penalties)
        if self.cycles:
            columns["momentum"] = np.array(self._momenta, dtype=np.float64)
        return columns

    def _clear(self) -> None:
        for kept in (self._losses, self._penalties, self._slopes, self._sizes, self._places):
            kept.clear()
        for noted in (self._rates, self._momenta, self._asked, self._seconds):
            noted.clear()


def _gradients(parameters: Sequence[Tensor]) -> list[Tensor]:
    """The gradients of the parameters; of a sparse one, its entries."""
    gradients = [each.grad for each in parameters if each.grad is not None]
    return [each.coalesce().values() if each.is_sparse else each for each in gradients]


def _by_entry(values: list[Tensor], count: int) -> FloatArray:
    """Some numbers for each entry, (entries, numbers)."""
    return _floats(values).reshape(count, len(values) // max(count, 1))


def _floats(tensors: list[Tensor]) -> FloatArray:
    """Tensors of one shape as one float64 array."""
    if not tensors:
        return np.zeros(0)
    return torch.stack(tensors).double().numpy()
