"""Basin maps: each start as a run of its own, and the contract's rule of arrival."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from torch.optim import Optimizer

from app.engine import basins as basins_module
from app.engine import begin, stepper
from app.messages import Basins, Done
from app.spec import minima_of, plane_of, read_request
from tests.engine.runs import Document, function, run, text_of
from tests.plain import plain_loop


def basins(objective: Document, each: Document, steps: int, resolution: int, **more: Any) -> Basins:
    document = {"objective": objective, "run": each, "steps": steps, "resolution": resolution, **more}
    *heartbeats, found, end = list(begin(read_request("basins", document)))
    assert set(heartbeats) <= {None}
    assert isinstance(found, Basins)
    assert isinstance(end, Done)
    return found


def one_by_one(
    objective: Document, each: Document, steps: int, resolution: int, **more: Any
) -> tuple[list[list[int]], list[list[int]]]:
    """The same map by a plain loop for each start, judged by the rule as it is written."""
    document = {"objective": objective, "run": each, "steps": steps, "resolution": resolution, **more}
    request = read_request("basins", document)
    xmin, xmax, ymin, ymax = request.domain
    reach = 0.01 * math.hypot(xmax - xmin, ymax - ymin)
    basin: list[list[int]] = []
    arrival: list[list[int]] = []
    for y in np.linspace(ymin, ymax, resolution):
        basin.append([])
        arrival.append([])
        for x in np.linspace(xmin, xmax, resolution):
            found = plain_loop(
                text_of(plane_of(request.objective)),
                (float(x), float(y)),
                request.run.optimizer,
                request.run.params,
                steps,
                request.run.schedule.model_dump() if request.run.schedule else None,
                [change.model_dump() for change in request.run.changes],
                plane_of(request.objective).noise,
                request.seed,
            )
            index, step = judged(found, minima_of(plane_of(request.objective)), reach)
            basin[-1].append(index)
            arrival[-1].append(step)
    return basin, arrival


def judged(found: Document, minima: tuple[tuple[float, float, float], ...], reach: float) -> tuple[int, int]:
    if found["diverged_at"] is not None:
        return -1, -1
    for index, (at_x, at_y, _) in enumerate(minima):
        near = [math.hypot(x - at_x, y - at_y) <= reach for x, y in zip(found["x"], found["y"], strict=True)]
        if near[-1]:
            return index, next(k for k in range(len(near)) if all(near[k:]))
    return -2, -1


CASES: list[tuple[str, Document, int]] = [
    ("himmelblau", run("Adam", {"lr": 0.3}), 60),
    ("himmelblau", run("SGD", {"lr": 0.02, "momentum": 0.5}), 40),
    ("freudenstein_roth", run("RMSprop", {"lr": 0.3}), 50),
    ("booth", run("Rprop", {"lr": 0.1}), 40),
    (
        "himmelblau",
        run("NAdam", {"lr": 0.5}, schedule={"id": "ExponentialLR", "params": {"gamma": 0.95}}),
        50,
    ),
    ("himmelblau", run("Adagrad", {"lr": 0.5}, changes=[{"step": 9, "params": {"lr": 2.0}}]), 40),
]


@pytest.mark.parametrize(("id", "each", "steps"), CASES)
def test_a_basin_map_is_what_plain_loops_give_one_by_one(id: str, each: Document, steps: int) -> None:
    noise = 0.2 if id == "booth" else 0.0
    found = basins(function(id, noise=noise), each, steps, 6, seed=5)
    basin, arrival = one_by_one(function(id, noise=noise), each, steps, 6, seed=5)
    assert found.basin.tolist() == basin
    assert found.steps.tolist() == arrival
    assert (found.basin >= 0).any()


def test_starts_that_diverge_or_arrive_nowhere_say_so() -> None:
    each = run("SGD", {"lr": 0.003})
    found = basins(function("rosenbrock"), each, 60, 7, domain=[-3, 3, -3, 3])
    basin, arrival = one_by_one(function("rosenbrock"), each, 60, 7, domain=[-3, 3, -3, 3])
    assert found.basin.tolist() == basin
    assert found.steps.tolist() == arrival
    assert {-1, -2} <= set(found.basin.flat)
    assert set(found.steps[found.basin < 0].flat) == {-1}


def test_starts_whose_optimizer_raises_have_diverged_wherever_they_were(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    real = stepper.bare_step

    def fragile(optimizer: Optimizer) -> Callable[[], Any]:
        step, calls = real(optimizer), 0

        def raising() -> Any:
            nonlocal calls
            calls += 1
            if calls == 60:
                raise OverflowError("(34, 'Numerical result out of range')")
            return step()

        return raising

    each = run("SGD", {"lr": 0.01})
    whole = basins(function("himmelblau"), each, 59, 3)
    assert (whole.basin >= 0).any()
    monkeypatch.setattr(stepper, "bare_step", fragile)
    cut_short = basins(function("himmelblau"), each, 60, 3)
    assert set(cut_short.basin.flat) == {-1}
    assert set(cut_short.steps.flat) == {-1}
    assert np.array_equal(basins(function("himmelblau"), each, 59, 3).basin, whole.basin)


def test_a_start_on_a_minimum_has_arrived_before_the_first_step() -> None:
    found = basins(function("sphere"), run("SGD", {"lr": 0.1}), 5, 3)
    assert found.basin[1, 1] == 0
    assert found.steps[1, 1] == 0


def test_a_start_that_passes_through_and_comes_back_arrives_when_it_comes_back() -> None:
    each = run("SGD", {"lr": 0.5, "momentum": 0.9})
    found = basins(function("sphere"), each, 120, 4)
    basin, arrival = one_by_one(function("sphere"), each, 120, 4)
    assert found.steps.tolist() == arrival
    assert found.basin.tolist() == basin
    assert found.steps.max() > 40


def test_tiles_of_any_size_give_the_same_map(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = basins(function("himmelblau"), run("Adam", {"lr": 0.3}), 40, 9)
    monkeypatch.setattr(basins_module, "TILE", 7)
    monkeypatch.setattr(basins_module, "LOOKED_AT", 50)
    tiled = basins(function("himmelblau"), run("Adam", {"lr": 0.3}), 40, 9)
    assert np.array_equal(whole.basin, tiled.basin)
    assert np.array_equal(whole.steps, tiled.steps)


def test_the_map_lies_on_the_grid_of_its_domain_with_the_catalogs_minima() -> None:
    found = basins(function("three_hump_camel"), run("Adam", {"lr": 0.1}), 3, 5, domain=[-2, 2, -1, 1])
    assert found.x.tolist() == [-2, -1, 0, 1, 2]
    assert found.y.tolist() == [-1, -0.5, 0, 0.5, 1]
    assert found.minima[0] == (0.0, 0.0, 0.0)
    assert len(found.minima) == 3
    assert found.basin.shape == found.steps.shape == (5, 5)


def test_a_formula_that_is_sensitive_to_width_is_mapped_in_one_piece() -> None:
    each = run("Adam", {"lr": 0.2})
    found = basins(function("styblinski_tang"), each, 60, 4)
    basin, _ = one_by_one(function("styblinski_tang"), each, 60, 4)
    assert found.basin.tolist() == basin


def test_a_fine_map_follows_a_coarse_one_of_the_same_domain() -> None:
    each = run("Adam", {"lr": 0.3})
    document = {"objective": function("himmelblau"), "run": each, "steps": 40, "resolution": 65}
    said = [message for message in begin(read_request("basins", document)) if message is not None]
    coarse, fine, end = said
    assert isinstance(coarse, Basins)
    assert isinstance(fine, Basins)
    assert isinstance(end, Done)
    assert coarse.basin.shape == (32, 32)
    assert fine.basin.shape == (65, 65)
    alone = basins(function("himmelblau"), each, 40, 32)
    assert np.array_equal(coarse.basin, alone.basin)
    assert np.array_equal(coarse.steps, alone.steps)
    # The corners are starts of both.
    assert np.array_equal(coarse.basin[::31, ::31], fine.basin[::64, ::64])
    assert np.array_equal(coarse.steps[::31, ::31], fine.steps[::64, ::64])
