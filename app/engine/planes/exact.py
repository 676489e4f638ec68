"""What does the loss of two weights look like? Exactly, on a grid over them."""

from __future__ import annotations

from collections.abc import Iterator

import torch

from app.engine.device import device
from app.engine.planes.grid import Grid
from app.engine.planes.probe import Probe
from app.messages import Done, Message
from app.spec import LandscapeRequest, ModelObjective, RunSpec


def sample_plane(request: LandscapeRequest) -> Iterator[Message | None]:
    """The objective on all training samples, penalty included, over the two weights of the model.

    Both ends of the domain are included; values that are not finite stay as they are.
    """
    objective = request.objective
    assert isinstance(objective, ModelObjective)
    run, both = RunSpec(optimizer="SGD"), torch.ones(2, dtype=torch.bool)
    probe = Probe(objective, run, both, "train", "loss", device(), most_training_samples=None)
    grid, parts = Grid(request.domain, request.resolution), []
    for part in probe.values(grid.unknown):
        parts.append(part)
        yield None
    yield grid.fill(torch.cat(parts))
    yield Done()
