"""What are the extreme eigenvalues of a matrix that is known by its products alone? Lanczos' method.

Source: Golub and Van Loan, Matrix Computations, 4th ed., section 10.1; the whole basis is kept and made
orthogonal again at each step, so that no eigenvalue comes twice.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Generator
from dataclasses import dataclass

import torch
from torch import Tensor

Product = Callable[[Tensor], Tensor]

MOST_PRODUCTS = 160
TOLERANCE = 1e-5
# So small a remainder is rounding: the space holds all that the start vector can tell of the matrix.
NOTHING = 1e-12
# A former eigenvector alone could not be left again for a better one.
FRESH_SHARE = 0.1


class NotFinite(ArithmeticError):
    """A product has left the numbers."""


@dataclass(frozen=True, slots=True)
class Eigenpair:
    """An eigenvalue and its unit vector (n,); `residual` is the length of H v - value v."""

    value: float
    vector: Tensor
    residual: float


class KrylovSpace:
    """The space that a start vector and its images under a symmetric matrix span, one product at a time.

    `product` maps a float64 vector (n,) to its image.
    """

    def __init__(self, product: Product, start: Tensor) -> None:
        self._product = product
        self._size = start.numel()
        self._basis = torch.empty((8, self._size), dtype=torch.float64)
        self._basis[0] = start / start.norm()
        self._diagonal: list[float] = []
        self._beside: list[float] = []
        self.whole = False

    def grow(self) -> None:
        """Add the image of the newest vector; `whole` tells when there is nothing more to add."""
        k = len(self._diagonal)
        image = self._product(self._basis[k])
        self._diagonal.append(float(image @ self._basis[k]))
        known = self._basis[: k + 1]
        for _ in range(2):
            image = image - known.T @ (known @ image)
        length = float(image.norm())
        if not math.isfinite(length):
            raise NotFinite
        scale = max(map(abs, [*self._diagonal, *self._beside]))
        self.whole = k + 1 == self._size or length <= NOTHING * max(scale, NOTHING)
        self._beside.append(length)
        if not self.whole:
            if k + 1 == len(self._basis):
                self._basis = torch.cat([self._basis, torch.empty_like(self._basis)])
            self._basis[k + 1] = image / length

    def ritz(self) -> tuple[Tensor, Tensor, Tensor]:
        """Approximate eigenvalues in rising order, vectors' coordinates (columns), and residuals."""
        diagonal = torch.tensor(self._diagonal, dtype=torch.float64)
        beside = torch.tensor(self._beside[:-1], dtype=torch.float64)
        matrix = torch.diag(diagonal) + torch.diag(beside, 1) + torch.diag(beside, -1)
        values, coordinates = torch.linalg.eigh(matrix)
        last = 0.0 if self.whole else self._beside[-1]
        return values, coordinates, (last * coordinates[-1]).abs()

    def pair(self, index: int) -> Eigenpair:
        """The Ritz pair at a place of `ritz`."""
        values, coordinates, residuals = self.ritz()
        vector = self._basis[: len(values)].T @ coordinates[:, index]
        return Eigenpair(float(values[index]), vector / vector.norm(), float(residuals[index]))


def extreme_eigenpairs(
    product: Product,
    size: int,
    smallest: bool = True,
    former: Tensor | None = None,
    tolerance: float = TOLERANCE,
    most: int = MOST_PRODUCTS,
    seed: int = 0,
) -> Generator[None, None, tuple[Eigenpair, Eigenpair]]:
    """The pairs of the smallest and the largest eigenvalue; yields after each product.

    Ends when both residuals (without `smallest` the largest's alone) are within `tolerance` of the largest
    magnitude, which makes the error of a value about its square, or after `most` products. `former` is an
    eigenvector of a matrix nearby.
    """
    space = KrylovSpace(product, _start(size, former, seed))
    for _ in range(min(size, most)):
        space.grow()
        yield None
        values, _, residuals = space.ritz()
        bound = tolerance * float(values.abs().max())
        found = residuals[-1] <= bound and (not smallest or residuals[0] <= bound)
        if space.whole or found:
            break
    return space.pair(0), space.pair(-1)


def _start(size: int, former: Tensor | None, seed: int) -> Tensor:
    """A random unit vector; or the former eigenvector with a share of it."""
    fresh = torch.randn(size, generator=torch.Generator().manual_seed(seed), dtype=torch.float64)
    fresh /= fresh.norm()
    if former is not None:
        fresh = former + FRESH_SHARE * fresh
    return fresh
