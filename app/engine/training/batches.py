"""Which samples does a step see? The same ones for every run of a comparison."""

from __future__ import annotations

import torch
from torch import Tensor

from app.catalog.datasets import Data


class Batches:
    """The rows of each step: all of them, or a new shuffle each epoch, or a stream's next ones.

    The shuffles are `torch.randperm(samples, generator=generator)`, one after another, the generator seeded
    with the comparison's seed; the last batch of an epoch may be smaller.
    """

    def __init__(self, data: Data, batch_size: int | None, seed: int) -> None:
        self._inputs = data.train.inputs
        self._samples = len(self._inputs)
        self._size = min(batch_size or self._samples, self._samples)
        self._whole = batch_size is None and not data.shape.ordered
        self._ordered = data.shape.ordered
        self._generator = torch.Generator().manual_seed(seed)
        self._shuffles = 0
        self._epochs: dict[int, tuple[Tensor, ...]] = {}
        self._cut: dict[int, Tensor] = {}

    @property
    def steps_an_epoch(self) -> int:
        """How many batches hold all samples once."""
        return -(-self._samples // self._size)

    def rows(self, step: int) -> Tensor | None:
        """The indices of the samples that `step` sees, int64; None for all of them, in order."""
        if self._whole:
            return None
        epoch, batch = divmod(step, self.steps_an_epoch)
        while self._shuffles <= epoch:
            self._epochs[self._shuffles] = torch.split(self._shuffled(), self._size)
            self._shuffles += 1
        return self._epochs[epoch][batch]

    def inputs(self, step: int) -> Tensor:
        """The samples that `step` sees; cut out once for all runs."""
        rows = self.rows(step)
        if rows is None:
            return self._inputs
        found = self._cut.get(step)
        if found is None:
            found = self._cut[step] = self._inputs[rows]
        return found

    def forget(self, before: int) -> None:
        """Let go of what steps before this one have seen, which nobody may ask for again."""
        for step in [step for step in self._cut if step < before]:
            del self._cut[step]
        for epoch in [epoch for epoch in self._epochs if epoch < before // self.steps_an_epoch]:
            del self._epochs[epoch]

    def _shuffled(self) -> Tensor:
        if self._ordered:
            return torch.arange(self._samples)
        return torch.randperm(self._samples, generator=self._generator)
