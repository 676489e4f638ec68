"""How are all eigenvalues of a Hessian spread? Exactly for small models, by stochastic Lanczos otherwise.

Source: Ghorbani, Krishnan and Xiao (2019), An Investigation into Neural Net Optimization via Hessian
Eigenvalue Density; Hutchinson (1989) for the trace.
"""

from __future__ import annotations

import math
from collections.abc import Generator
from dataclasses import dataclass

import torch
from torch import Tensor

from app.engine.curvature.lanczos import KrylovSpace, NotFinite, Product

# So many parameters are looked at one by one: a product each.
MOST_EXACT = 1_300
DEPTH = 64
GRID = 240
# The width of the bell each eigenvalue is drawn as, in shares of the whole span.
BLUR = 0.008


@dataclass(frozen=True, slots=True)
class Density:
    """Where eigenvalues are, as a density over `grid` whose integral is 1, and their sum.

    `nodes` are the eigenvalues where `exact`; otherwise Ritz values, each with its share in `weights`.
    `trace_error` is the standard error of the trace, 0 where it is exact.
    """

    nodes: Tensor
    weights: Tensor
    exact: bool
    grid: Tensor
    density: Tensor
    trace: float
    trace_error: float


def full_matrix(product: Product, size: int) -> Generator[None, None, Tensor]:
    """The symmetric matrix (size, size) of these products; yields after each."""
    rows = torch.empty((size, size), dtype=torch.float64)
    for k in range(size):
        unit = torch.zeros(size, dtype=torch.float64)
        unit[k] = 1.0
        rows[k] = product(unit)
        yield None
    return (rows + rows.T) / 2


def spectral_density(
    product: Product, size: int, probes: int, seed: int = 0, most_exact: int = MOST_EXACT
) -> Generator[None, None, Density]:
    """The density of all eigenvalues of a symmetric matrix; yields after each product."""
    if size <= most_exact:
        matrix = yield from full_matrix(product, size)
        if not matrix.isfinite().all():
            raise NotFinite
        values = torch.linalg.eigvalsh(matrix)
        return _density(values, torch.full_like(values, 1 / size), True, float(values.sum()), 0.0)
    generator = torch.Generator().manual_seed(seed)
    nodes, weights, traces = [], [], []
    for _ in range(probes):
        signs = torch.randint(0, 2, (size,), generator=generator).double() * 2 - 1
        space = KrylovSpace(product, signs)
        for _ in range(min(size, DEPTH)):
            space.grow()
            yield None
            if space.whole:
                break
        values, coordinates, _ = space.ritz()
        shares = coordinates[0].square()
        nodes.append(values)
        weights.append(shares / probes)
        traces.append(size * float(values @ shares))
    mean = math.fsum(traces) / probes
    spread = math.fsum((one - mean) ** 2 for one in traces) / max(1, probes - 1)
    error = math.sqrt(spread / probes) if probes > 1 else math.inf
    return _density(torch.cat(nodes), torch.cat(weights), False, mean, error)


def most_products(size: int, probes: int) -> int:
    """How many products `spectral_density` takes at most."""
    return size if size <= MOST_EXACT else probes * min(size, DEPTH)


def _density(nodes: Tensor, weights: Tensor, exact: bool, trace: float, error: float) -> Density:
    """The nodes as bells over a grid that holds them all."""
    low, high = float(nodes.min()), float(nodes.max())
    span = max(high - low, 1e-9 * max(abs(low), abs(high)), 1e-12)
    width = BLUR * span
    grid = torch.linspace(low - 4 * width, high + 4 * width, GRID, dtype=torch.float64)
    distance = (grid[:, None] - nodes[None, :]) / width
    bells = torch.exp(-0.5 * distance.square()) / (width * math.sqrt(2 * math.pi))
    order = nodes.argsort()
    return Density(nodes[order], weights[order], exact, grid, bells @ weights, trace, error)
