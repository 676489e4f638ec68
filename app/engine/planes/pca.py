"""In which plane do runs move most? The first two principal components of their positions."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from app.engine.training.course import Course
from app.engine.training.positions import spread_positions

# Numbers of each position that are looked at together.
BLOCK = 8_192
# Twice as many rows take four to eight times as long, and tell little more.
MOST_ROWS = 240
# In twice as many steps the second axis may turn by more than a right angle; in so small a part of it hardly.
STAGES_AN_OCTAVE = 4
# A share of the variance that is rounding.
NOTHING = 1e-12


@dataclass(frozen=True, slots=True)
class Components:
    """Two principal components: unit `axes` (2, n), 0 where there is no variance, about `mean` (n,).

    `explained` are their shares of the whole variance.
    """

    mean: Tensor
    axes: Tensor
    explained: tuple[float, float]


def principal_components(courses: Sequence[Course]) -> Generator[None, None, Components]:
    """The components of the kept positions of all these runs; each run has the same weight as any other.

    A position of a run with k of them weighs 1 / k: the centre is the mean of the runs' own means, and the
    variance is the mean over the runs of the mean square distance from it. So a run that moves further has
    more of the variance, but one of which more positions are kept has not. For a single run this is
    principal component analysis as it is.

    Of long courses some positions stand for all, at equal distances in steps: `MOST_ROWS` in all, or a few
    more.

    The axes keep their orientation as runs go on: those of S steps are swapped and turned so that they are
    nearest to those of the first P steps of the same positions, P being the largest rounded power of the
    fourth root of 2 below S, and so on. The answer depends on the positions alone.
    """
    chosen = [spread_positions(course, MOST_ROWS // len(courses)) for course in courses]
    rows = [position.weights for positions in chosen for position in positions]
    steps = torch.tensor([position.step for positions in chosen for position in positions])
    owners = torch.cat([torch.full((len(some),), place) for place, some in enumerate(chosen)])
    places = yield from _isometric(rows)
    former = None
    for until in _stages(int(steps.max())):
        there = steps <= until
        if int(there.sum()) < 3 and until < int(steps.max()):
            continue
        former = _fit(places, _shares(owners, there), former)
        yield None
    assert former is not None
    return (yield from _in_full(rows, former))


@dataclass(frozen=True, slots=True)
class _Fit:
    """Components in coordinates; `shares` (m,) weigh the rows, `scores` (2, m) are theirs along the axes."""

    axes: Tensor
    shares: Tensor
    scores: Tensor
    variances: Tensor
    whole: float


def _stages(steps: int) -> list[int]:
    """Numbers of steps below `steps`, each about a fifth more than the one before, then `steps`."""
    before = {round(2 ** (k / STAGES_AN_OCTAVE)) for k in range(STAGES_AN_OCTAVE * steps.bit_length())}
    return [*sorted(each for each in before if each < steps), steps]


def _shares(owners: Tensor, there: Tensor) -> Tensor:
    """What each row weighs: as much as all rows of its owner that are there, turned round; 1 in all."""
    counts = torch.bincount(owners[there])
    shares = there / counts[owners].clamp(min=1)
    return (shares / shares.sum()).double()


def _isometric(rows: Sequence[Tensor]) -> Generator[None, None, Tensor]:
    """Coordinates (m, r) with the distances of the rows, r being the smaller of m and n."""
    if len(rows[0]) <= len(rows):
        return torch.stack(list(rows)).double() - rows[0].double()
    products = torch.zeros((len(rows), len(rows)), dtype=torch.float64)
    for start in range(0, len(rows[0]), BLOCK):
        block = _block(rows, start)
        products += block @ block.T
        yield None
    values, vectors = torch.linalg.eigh(products)
    places: Tensor = vectors * values.clamp(min=0).sqrt()
    return places


def _fit(places: Tensor, shares: Tensor, former: _Fit | None) -> _Fit:
    """The two components of weighted rows, turned to be nearest to a former fit's."""
    centred = places - shares @ places
    weighted = (centred * shares.sqrt()[:, None])[shares > 0]
    whole = float(weighted.square().sum())
    if len(weighted) <= weighted.shape[1]:
        variances, vectors = _two_largest(weighted @ weighted.T)
        axes = vectors @ weighted
    else:
        variances, axes = _two_largest(weighted.T @ weighted)
    variances = torch.where(variances > NOTHING * whole, variances, 0.0)
    axes = torch.where(variances[:, None] > 0, torch.nn.functional.normalize(axes), 0.0)
    if former is None:
        # The end is to the right and above.
        ends = centred[shares > 0][-1] @ axes.T
        order, signs = [0, 1], torch.where(ends < 0, -1.0, 1.0)
    else:
        likeness = axes @ former.axes.T
        straight = likeness.diagonal().abs().sum() >= likeness.flip(0).diagonal().abs().sum()
        order = [0, 1] if straight else [1, 0]
        signs = torch.where(likeness[order].diagonal() < 0, -1.0, 1.0)
    axes = axes[order] * signs[:, None].double()
    return _Fit(axes, shares, axes @ centred.T, variances[order], whole)


def _two_largest(matrix: Tensor) -> tuple[Tensor, Tensor]:
    """The two largest eigenvalues of a symmetric matrix and their vectors (2, r), 0 for what is not there."""
    values, vectors = torch.linalg.eigh(torch.nn.functional.pad(matrix, (2, 0, 2, 0)))
    return values[[-1, -2]], vectors[2:, [-1, -2]].T


def _in_full(rows: Sequence[Tensor], fit: _Fit) -> Generator[None, None, Components]:
    """The fit in the rows' own numbers: an axis is a sum of rows, each by its share and its score."""
    factors = fit.shares * fit.scores
    means, axes = [], []
    for start in range(0, len(rows[0]), BLOCK):
        block = _block(rows, start)
        mean = fit.shares @ block
        means.append(mean + rows[0][start : start + BLOCK].double())
        axes.append(factors @ (block - mean))
        yield None
    found = torch.nn.functional.normalize(torch.cat(axes, dim=1), eps=1e-300)
    found = torch.where(fit.variances[:, None] > 0, found, 0.0)
    x, y = (float(variance) / fit.whole if fit.whole else 0.0 for variance in fit.variances)
    return Components(torch.cat(means), found, (x, y))


def _block(rows: Sequence[Tensor], start: int) -> Tensor:
    """Some columns of the rows less those of the first, float64."""
    part = torch.stack([row[start : start + BLOCK] for row in rows]).double()
    return part - part[0].clone()
