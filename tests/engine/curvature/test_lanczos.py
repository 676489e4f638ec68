"""Lanczos' method against numpy's eigenvalues of the whole matrix."""

from __future__ import annotations

from collections.abc import Generator
from typing import TypeVar

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import Tensor

from app.engine.curvature.lanczos import Eigenpair, NotFinite, extreme_eigenpairs
from app.engine.curvature.spectrum import Density, full_matrix, spectral_density

Result = TypeVar("Result")


def drawn(work: Generator[None, None, Result]) -> tuple[Result, int]:
    """What a computation comes to, and after how many products."""
    products = 0
    while True:
        try:
            next(work)
            products += 1
        except StopIteration as end:
            return end.value, products


def symmetric(size: int, seed: int, spectrum: list[float] | None = None) -> Tensor:
    """A symmetric matrix in a random basis, with these eigenvalues or random ones."""
    generator = torch.Generator().manual_seed(seed)
    basis, _ = torch.linalg.qr(torch.randn(size, size, generator=generator, dtype=torch.float64))
    values = torch.randn(size, generator=generator, dtype=torch.float64)
    if spectrum is not None:
        values = torch.tensor(spectrum, dtype=torch.float64)
    matrix: Tensor = basis @ torch.diag(values) @ basis.T
    return matrix


def extremes(matrix: Tensor, **more: object) -> tuple[Eigenpair, Eigenpair]:
    found, _ = drawn(extreme_eigenpairs(lambda v: matrix @ v, len(matrix), **more))  # type: ignore[arg-type]
    return found


@given(size=st.integers(1, 40), seed=st.integers(0, 1000))
def test_both_ends_of_the_spectrum_are_numpys(size: int, seed: int) -> None:
    matrix = symmetric(size, seed)
    expected = np.linalg.eigvalsh(matrix.numpy())
    smallest, largest = extremes(matrix)
    for pair, value in ((smallest, expected[0]), (largest, expected[-1])):
        assert abs(pair.value - value) <= pair.residual + 1e-12
        assert pair.value == pytest.approx(value, abs=1e-6)
        assert float(pair.vector.norm()) == pytest.approx(1)
        assert torch.allclose(matrix @ pair.vector, pair.value * pair.vector, atol=1e-4)


@pytest.mark.parametrize(
    "spectrum",
    [[0.0] * 12, [3.0] * 12, [-5.0] * 6 + [2.0] * 6, [1e-9] * 11 + [1e6], [-7.0, *range(1, 12)]],
    ids=["zero", "one value", "two values", "far apart", "negative outlier"],
)
def test_spectra_that_end_the_space_early_or_lie_far_apart_are_found(spectrum: list[float]) -> None:
    smallest, largest = extremes(symmetric(12, 3, [float(value) for value in spectrum]))
    scale = max(map(abs, spectrum))
    assert smallest.value == pytest.approx(min(spectrum), abs=1e-9 * scale + 1e-12)
    assert largest.value == pytest.approx(max(spectrum), abs=1e-9 * scale + 1e-12)


def test_a_former_eigenvector_is_left_for_a_better_one() -> None:
    matrix = torch.diag(torch.tensor([1.0, 5.0, 2.0, -3.0], dtype=torch.float64))
    former = torch.tensor([1.0, 0.0, 0.0, 0.0], dtype=torch.float64)
    assert extremes(matrix, former=former)[1].value == pytest.approx(5)


def test_a_former_eigenvector_saves_products() -> None:
    matrix = symmetric(300, 5, [*torch.linspace(0, 1, 299).tolist(), 1.1])
    cold, from_cold = drawn(extreme_eigenpairs(lambda v: matrix @ v, 300, smallest=False))
    shifted = matrix + 1e-3 * symmetric(300, 6)
    _, warm = drawn(extreme_eigenpairs(lambda v: shifted @ v, 300, smallest=False, former=cold[1].vector))
    assert warm < from_cold


def test_a_product_that_is_not_finite_is_said() -> None:
    with pytest.raises(NotFinite):
        drawn(extreme_eigenpairs(lambda v: v * torch.nan, 3))


def test_the_whole_matrix_comes_from_its_products() -> None:
    matrix = symmetric(7, 1)
    found, products = drawn(full_matrix(lambda v: matrix @ v, 7))
    assert products == 7
    assert torch.allclose(found, matrix)


def density(matrix: Tensor, **more: int) -> Density:
    found, _ = drawn(spectral_density(lambda v: matrix @ v, len(matrix), **{"probes": 8, **more}))
    return found


def moment(found: Density, power: int) -> float:
    width = float(found.grid[1] - found.grid[0])
    return float((found.density * found.grid**power).sum()) * width


def test_a_small_matrix_has_its_exact_spectrum() -> None:
    matrix = symmetric(30, 2)
    found = density(matrix)
    assert found.exact
    np.testing.assert_allclose(found.nodes.numpy(), np.linalg.eigvalsh(matrix.numpy()), atol=1e-9)
    assert found.trace == pytest.approx(float(matrix.trace()), abs=1e-9)
    assert found.trace_error == 0
    assert moment(found, 0) == pytest.approx(1, abs=1e-3)
    assert moment(found, 1) == pytest.approx(float(matrix.trace()) / 30, abs=2e-3)


def test_a_large_matrix_has_a_density_with_its_moments_and_a_trace_within_its_error() -> None:
    matrix = symmetric(400, 7, [*torch.linspace(-1, 2, 396).tolist(), 8.0, 9.0, 10.0, 12.0])
    found = density(matrix, probes=24, most_exact=100)
    assert not found.exact
    assert moment(found, 0) == pytest.approx(1, abs=1e-3)
    trace, squares = float(matrix.trace()), float(matrix.square().sum())
    assert abs(found.trace - trace) < 4 * found.trace_error
    assert found.trace_error < 0.2 * trace
    weights, nodes = found.weights, found.nodes
    assert float(weights @ nodes.square()) * 400 == pytest.approx(squares, rel=0.15)
    assert float(nodes.max()) == pytest.approx(12, abs=1e-6)


def test_hutchinsons_trace_of_a_diagonal_matrix_is_exact() -> None:
    matrix = torch.diag(torch.linspace(-3, 5, 50, dtype=torch.float64))
    found = density(matrix, probes=3, most_exact=10)
    assert found.trace == pytest.approx(50, abs=1e-9)
    assert found.trace_error == pytest.approx(0, abs=1e-9)
