"""What is the synthetic gradient noise? One tilt a step, the same for all runs of a comparison."""

from __future__ import annotations

from typing import TypeAlias

import torch

Tilt: TypeAlias = list[list[float]]


def no_tilt(steps: int) -> Tilt:
    """What each step adds to the derivatives by x and by y where there is no noise: nothing."""
    return [[0.0, 0.0]] * steps


def draw_tilt(noise: float, steps: int, seed: int) -> Tilt:
    """What each step adds to the derivatives by x and by y: normal draws of standard deviation `noise`.

    The draws are those of the contract's loop for this number of steps. For most other numbers torch draws
    others towards the end.
    """
    if not noise:
        return no_tilt(steps)
    generator = torch.Generator().manual_seed(seed)
    draws = noise * torch.randn(steps, 2, generator=generator, dtype=torch.float64)
    return draws.tolist()
