"""The contract of every test function: what its entry declares is what its formula does."""

from __future__ import annotations

import math
from xml.etree import ElementTree

import pytest
import torch
from torch import Tensor

from app.catalog import OPTIMIZERS
from app.catalog.entries import Function
from app.catalog.formula import read_formula
from app.catalog.functions import FUNCTIONS, GROUPS
from tests.engine.runs import comparison, finish, run
from tests.engine.runs import function as objective
from tests.plain import plain_loop, read

of_every_function = pytest.mark.parametrize("function", FUNCTIONS.values(), ids=list(FUNCTIONS))

FLAT = 1e-6
TUNABLE = {
    "SGD": ("SGD", {}),
    "Momentum": ("SGD", {"momentum": 0.9}),
    "Nesterov": ("SGD", {"momentum": 0.9, "nesterov": True}),
    "Adagrad": ("Adagrad", {}),
    "RMSprop": ("RMSprop", {}),
    "Adam": ("Adam", {}),
    "AdamW": ("AdamW", {}),
}


def value(function: Function, x: Tensor, y: Tensor) -> Tensor:
    return read_formula(function.formula, None)(x, y)


def gradient(function: Function, x: float, y: float) -> tuple[float, float]:
    point = torch.tensor([x, y], dtype=torch.float64, requires_grad=True)
    (found,) = torch.autograd.grad(value(function, point[0], point[1]), point)
    return found[0].item(), found[1].item()


def scattered(function: Function, count: int) -> Tensor:
    """`count` random points of the domain: (2, count)."""
    xmin, xmax, ymin, ymax = function.domain
    unit = torch.rand(2, count, generator=torch.Generator().manual_seed(0), dtype=torch.float64)
    low, high = torch.tensor([[xmin], [ymin]]), torch.tensor([[xmax], [ymax]])
    return low + (high - low) * unit


def ring(function: Function, x: float, y: float) -> Tensor:
    """The values at 360 points around (x, y), a thousandth of the domain away, as far as they are inside."""
    xmin, xmax, ymin, ymax = function.domain
    angle = torch.arange(360, dtype=torch.float64) * (math.pi / 180)
    xs = x + (xmax - xmin) / 1000 * torch.cos(angle)
    ys = y + (ymax - ymin) / 1000 * torch.sin(angle)
    return value(function, xs, ys)[(xs >= xmin) & (xs <= xmax) & (ys >= ymin) & (ys <= ymax)]


def test_there_are_33_functions_each_under_its_own_id_in_a_known_group() -> None:
    assert len(FUNCTIONS) == 33
    assert [function.id for function in FUNCTIONS.values()] == list(FUNCTIONS)
    assert {function.group for function in FUNCTIONS.values()} == set(GROUPS)


@of_every_function
def test_its_texts_are_in_both_languages(function: Function) -> None:
    assert function.name.en.isprintable()
    assert any("一" <= letter <= "鿿" for letter in function.name.zh)
    assert 40 < len(function.about.en) < 260
    assert function.about.en.endswith(".")
    assert 20 < len(function.about.zh) < 130
    assert function.about.zh.endswith("。")


@of_every_function
def test_its_mathematics_is_well_formed(function: Function) -> None:
    root = ElementTree.fromstring(read_formula(function.formula, None).mathml)
    assert root.tag == "{http://www.w3.org/1998/Math/MathML}math"
    assert {"x", "y"} <= set(root.itertext())


@of_every_function
def test_it_takes_single_points_and_batches_in_float64(function: Function) -> None:
    xs, ys = scattered(function, 12)
    alone = torch.stack([read(function.formula)(x, y) for x, y in zip(xs, ys, strict=True)])
    for shape in ((12,), (3, 4)):
        together = value(function, xs.reshape(shape), ys.reshape(shape))
        assert together.dtype == torch.float64
        torch.testing.assert_close(together, alone.reshape(shape), rtol=1e-12, atol=1e-12)


@of_every_function
def test_it_starts_inside_its_domain_on_a_slope(function: Function) -> None:
    xmin, xmax, ymin, ymax = function.domain
    x, y = function.start
    assert xmin < x < xmax
    assert ymin < y < ymax
    assert 1e-4 < math.hypot(*gradient(function, x, y)) < math.inf


@of_every_function
def test_it_has_the_declared_value_at_each_minimum_inside_the_domain(function: Function) -> None:
    xmin, xmax, ymin, ymax = function.domain
    for x, y, declared in function.minima + function.local_minima:
        assert xmin <= x <= xmax
        assert ymin <= y <= ymax
        point = torch.tensor([x, y], dtype=torch.float64)
        assert value(function, point[0], point[1]).item() == pytest.approx(declared, rel=1e-14, abs=1e-14)


@of_every_function
def test_its_gradient_at_each_minimum_is_as_declared(function: Function) -> None:
    for x, y, _ in function.minima:
        here = gradient(function, x, y)
        match function.at_minimum:
            case "smooth":
                assert math.hypot(*here) < FLAT
            case "cusp":
                assert all(map(math.isnan, here))
                assert all(map(math.isfinite, gradient(function, x + 1e-3, y + 1e-3)))
            case "kink":
                before, after = gradient(function, x - 1e-9, y - 1e-9), gradient(function, x + 1e-9, y + 1e-9)
                assert math.dist(before, after) > 1
            case "boundary":
                assert x == function.domain[1]
                assert here[0] < -1, "downhill leads out of the domain"
                assert abs(here[1]) < FLAT


@of_every_function
def test_no_random_point_of_its_domain_is_better_than_its_minima(function: Function) -> None:
    lowest = value(function, *scattered(function, 10_000)).min().item()
    match function.minima_kind:
        case "none":
            assert function.minima == ()
            corner = torch.tensor([[-1.0, 0.0, -0.1], [0.0, 1.0, 1.0]], dtype=torch.float64)
            assert value(function, *(1000 * corner)).min().item() < 1000 * min(lowest, -1.0)
        case "points" | "continuum":
            assert function.minima
            assert max(declared for _, _, declared in function.minima) <= lowest


@of_every_function
def test_around_each_minimum_it_rises_or_stays_level_along_a_continuum(function: Function) -> None:
    for x, y, declared in function.minima + function.local_minima:
        lowest = ring(function, x, y).min().item()
        if function.minima_kind == "continuum":
            assert declared <= lowest < declared + 1e-9
        else:
            assert lowest > declared


@of_every_function
def test_its_local_minima_are_level_and_higher_than_its_global_ones(function: Function) -> None:
    for x, y, declared in function.local_minima:
        assert math.hypot(*gradient(function, x, y)) < FLAT
        assert declared > max(best for _, _, best in function.minima)


def paths(function: Function, rates: dict[str, float]) -> dict[str, tuple[Tensor, float]]:
    """For each optimizer 300 steps at its rate: how far outside each position is, and the final loss."""
    runs = [run(TUNABLE[name][0], {**TUNABLE[name][1], "lr": lr}) for name, lr in rates.items()]
    columns, _ = finish(comparison(objective(function.id), runs, 300))
    xmin, xmax, ymin, ymax = function.domain
    found = {}
    for name, column in zip(rates, columns, strict=True):
        x, y = torch.tensor(column["x"]), torch.tensor(column["y"])
        outside = torch.stack([xmin - x, x - xmax, ymin - y, y - ymax]).amax(dim=0)
        found[name] = outside, float(column["loss"][-1])
    return found


def beside(function: Function, places: int) -> dict[str, float]:
    """The suggested rates, so many places further along 1, 2, 5, 10, 20 and so on, as far as sliders go."""
    ladder = [float(f"{digit}e{power}") for power in range(-9, 5) for digit in (1, 2, 5)]
    moved = {name: ladder[ladder.index(lr) + places] for name, lr in function.suggested_lr.items()}
    return {name: lr for name, lr in moved.items() if within_slider(TUNABLE[name][0], lr)}


def within_slider(optimizer: str, lr: float) -> bool:
    parameter = next(parameter for parameter in OPTIMIZERS[optimizer].params if parameter.name == "lr")
    assert parameter.low is not None
    assert parameter.high is not None
    return parameter.low <= lr <= parameter.high


@of_every_function
def test_its_suggested_learning_rates_are_better_than_their_neighbours(function: Function) -> None:
    assert list(function.suggested_lr) == list(TUNABLE)
    suggested = paths(function, function.suggested_lr)
    lower, higher = paths(function, beside(function, -1)), paths(function, beside(function, 1))
    top = value(function, *torch.tensor(function.start, dtype=torch.float64)).item()
    for name, (outside, loss) in suggested.items():
        if function.minima_kind == "none":
            assert outside[:201].max() > 0, name
            assert lower[name][0][:201].max() <= 0, name
            continue
        assert outside.max() <= 0, name
        assert len(outside) == 301, name
        for neighbour_outside, neighbour_loss in (side[name] for side in (lower, higher) if name in side):
            if len(neighbour_outside) == 301 and neighbour_outside.max() <= 0:
                assert loss <= neighbour_loss + 1e-9 * (top - loss), name


def suggested_path(identifier: str, name: str, steps: int, **others: float) -> list[tuple[float, float]]:
    """The positions of a plain loop with the rate that the catalog suggests, or with another one."""
    function, (optimizer, params) = FUNCTIONS[identifier], TUNABLE[name]
    settings = {**params, "lr": function.suggested_lr[name], **others}
    found = plain_loop(function.formula, function.start, optimizer, settings, steps)
    return list(zip(found["x"].tolist(), found["y"].tolist(), strict=True))


@pytest.mark.parametrize("name", TUNABLE)
def test_every_optimizer_leaves_the_saddle_within_200_steps(name: str) -> None:
    assert max(abs(y) for _, y in suggested_path("saddle", name, 200)) > 2


@pytest.mark.parametrize("name", ["SGD", "Momentum", "Nesterov"])
def test_gradient_descent_keeps_to_the_line_through_the_bottom_of_the_sphere(name: str) -> None:
    assert all(abs(3 * x + 4 * y) < 1e-12 for x, y in suggested_path("sphere", name, 100))


@pytest.mark.parametrize(("lr", "side"), [(0.045, 1.5), (0.2, -1.5)])
def test_the_rate_decides_between_the_sharp_and_the_wide_minimum(lr: float, side: float) -> None:
    assert suggested_path("sharp_and_wide", "SGD", 1000, lr=lr)[-1] == pytest.approx((side, 0), abs=1e-3)


@pytest.mark.parametrize(
    ("name", "others", "height"),
    [("SGD", {"lr": 0.05}, 0.2986384422368598), ("SGD", {}, 0), ("Momentum", {}, 0), ("Nesterov", {}, 0)],
)
def test_bold_steps_or_momentum_get_out_of_the_side_basin_of_the_camel(
    name: str, others: dict[str, float], height: float
) -> None:
    x, y = torch.tensor(suggested_path("three_hump_camel", name, 300, **others)[-1], dtype=torch.float64)
    assert value(FUNCTIONS["three_hump_camel"], x, y).item() == pytest.approx(height, abs=1e-6)


def test_the_log_scale_is_kept_for_functions_that_are_nowhere_negative() -> None:
    for function in FUNCTIONS.values():
        if function.z_scale == "log":
            assert all(declared >= 0 for _, _, declared in function.minima)
