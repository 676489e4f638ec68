"""What is the synthetic gradient noise? One tilt a step, the same for all runs of a comparison."""

from __future__ import annotations

from typing import TypeAlias

import torch

Tilt: TypeAlias = list[list[float]]


def draw_tilt(noise: float, steps: int, generator: torch.Generator) -> Tilt:
    """What each step adds to the derivatives by x and by y: normal draws of standard deviation `noise`.

    Zeros without noise. The draws are those of the contract's loop for this number of steps.
    """
    if not noise:
        return [[0.0, 0.0]] * steps
    draws = noise * torch.randn(steps, 2, generator=generator, dtype=torch.float64)
    return draws.tolist()
