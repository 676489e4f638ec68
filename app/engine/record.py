"""What did the runs do? Entries noted step by step at little cost, made into columns chunk by chunk."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from app.engine.columns import COMMON, entries, part
from app.engine.stepper import Stepper
from app.messages import Chunk, FloatArray, IntArray


@dataclass(frozen=True, slots=True)
class Ending:
    """Where a run left the range of floats, and what it had spent by then."""

    diverged_at: int
    evaluations: int
    seconds: float


class Record:
    """Entries of the runs of a descent, noted as they are and turned into arrays only when they are taken.

    `steppers` are the runs still alive, by their rows in the descent's tensors. `stamps` takes readings of
    the clock for each step: its begin, the end of the gradient, the end of each live run in order.
    """

    def __init__(self, minima: tuple[tuple[float, float], ...], steppers: dict[int, Stepper]) -> None:
        self.stamps: list[float] = []
        self.endings: dict[int, Ending] = {}
        self._minima = minima
        self._steppers = steppers
        self._first = self._next = self._clocked = 0
        self._seconds: FloatArray = np.zeros(len(steppers))
        self._positions: list[Tensor] = []
        self._losses: list[list[float]] = []
        self._slopes: list[Tensor] = []
        self._rates: list[list[float]] = []

    def entry(self, k: int, positions: Tensor, losses: list[float], slopes: tuple[Tensor, Tensor]) -> None:
        """Note entry k of all rows unless it was noted before: `positions` (rows, 2), `slopes` by x and y."""
        if k < self._next:
            return
        self._next = k + 1
        self._positions.append(positions.clone())
        self._losses.append(losses)
        self._slopes.extend(slopes)
        self._rates.append([stepper.group["lr"] for stepper in self._steppers.values()])
        for stepper in self._steppers.values():
            if stepper.notes:
                stepper.note()

    def take(self) -> list[Chunk]:
        """The entries since the last call, as a chunk for each live run.

        A run ends before its first non-finite position: it has an `ending` and is no longer alive.
        """
        if self._next == self._first:
            return []
        columns = {**self._take_columns(), "seconds": self._take_seconds()}
        chunks = []
        for place, (row, stepper) in enumerate(list(self._steppers.items())):
            own = {name: column[place] for name, column in columns.items()} | self._take_noted(stepper)
            stop = self._stop(own, stepper)
            if stop is not None:
                spent = own["seconds"][min(stop, len(own["seconds"]) - 1)]
                self.endings[stepper.number] = Ending(
                    self._first + stop, int(own["evaluations"][stop]), float(spent)
                )
                del self._steppers[row]
            chunks.append(self._chunk(stepper.number, own, stop))
        self._first = self._next
        return [chunk for chunk in chunks if entries(chunk.columns)]

    def _take_columns(self) -> dict[str, FloatArray]:
        """What all runs have in common, each (live runs, entries); `distance` only where minima are known."""
        rows = list(self._steppers)
        positions = torch.stack(self._positions, dim=2).numpy()[rows]
        slopes = torch.stack(self._slopes, dim=1).numpy()[rows]
        x, y = np.ascontiguousarray(positions.swapaxes(0, 1))
        columns = {"x": x, "y": y, "loss": np.array(self._losses).T[rows], "lr": np.array(self._rates).T}
        with np.errstate(all="ignore"):
            columns["grad_norm"] = np.hypot(slopes[:, ::2], slopes[:, 1::2])
            distances = [np.hypot(x - at_x, y - at_y) for at_x, at_y in self._minima]
        if distances:
            columns["distance"] = np.minimum.reduce(distances)
        self._positions, self._losses, self._slopes, self._rates = [], [], [], []
        return {name: np.ascontiguousarray(column, dtype=np.float64) for name, column in columns.items()}

    def _take_seconds(self) -> FloatArray:
        """The cumulative share of each live run at each entry, and one entry more in mid-descent.

        The time of the common gradient is shared evenly, a step is its run's own: (live runs, entries + 1).
        """
        rows = list(self._steppers)
        readings = np.array(self.stamps).reshape(-1, 2 + len(rows))
        self.stamps.clear()
        spans = np.diff(readings, axis=1)
        steps = spans[:, 1:] + spans[:, :1] / len(rows)
        seconds = self._seconds[rows][:, None] + np.cumsum(np.vstack([np.zeros(len(rows)), steps]), axis=0).T
        self._seconds[rows] = seconds[:, -1]
        first = self._first - self._clocked
        self._clocked += len(readings)
        return np.ascontiguousarray(seconds[:, first:])

    def _take_noted(self, stepper: Stepper) -> dict[str, FloatArray | IntArray]:
        """Gradient evaluations at each entry and one entry more; the momentum where a schedule changes it."""
        calls, momenta = stepper.noted()
        evaluations = np.arange(self._first, self._next + 1) if calls is None else calls
        return {"evaluations": evaluations} | ({} if momenta is None else {"momentum": momenta})

    def _stop(self, own: dict[str, FloatArray | IntArray], stepper: Stepper) -> int | None:
        """The place among the new entries where the run is over; None if it goes on."""
        lost = np.flatnonzero(~(np.isfinite(own["x"]) & np.isfinite(own["y"])))
        stops = [int(lost[0])] if len(lost) else []
        if stepper.failed_at is not None:
            stops.append(stepper.failed_at - self._first)
        return min(stops, default=None)

    def _chunk(self, number: int, own: dict[str, FloatArray | IntArray], stop: int | None) -> Chunk:
        whole = {name: own.get(name) for name in (*COMMON, *own)}
        return Chunk(
            number, self._first, part(whole, slice(self._next - self._first if stop is None else stop))
        )
