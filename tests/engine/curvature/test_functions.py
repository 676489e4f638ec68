"""The Hessian along runs on functions, against derivatives by hand."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from app.catalog.formula import read_formula
from app.engine import begin
from app.engine.curvature.functions import eigen, second_derivatives
from app.messages import Chunk, Curvature, FloatArray
from app.spec import read_request
from tests.engine.runs import collect, formula, function, run


def curvatures(
    objective: dict[str, Any], runs: list[dict[str, Any]], steps: int
) -> tuple[list[Any], list[Any]]:
    """What is told of each run's curvature, and the columns of its trajectory."""
    document = {"objective": objective, "runs": runs, "steps": steps}
    said = [message for message in begin(read_request("curvature", {"comparison": document})) if message]
    told = [message for message in said if isinstance(message, Curvature)]
    columns, _ = collect([m for m in begin(read_request("compare", document)) if isinstance(m, Chunk) or m])
    return told, [columns[number] for number in range(len(runs))]


def hessian_of_rosenbrock(x: FloatArray, y: FloatArray) -> FloatArray:
    return np.array([[1200 * x**2 - 400 * y + 2, -400 * x], [-400 * x, np.full_like(x, 200.0)]]).T


def test_rosenbrocks_hessian_is_the_one_by_hand_at_every_step() -> None:
    runs = [run("SGD", {"lr": 0.001}), run("Adam", {"lr": 0.05}), run("LBFGS", {})]
    told, columns = curvatures(function("rosenbrock"), runs, 50)
    for message, path in zip(told, columns, strict=True):
        found = message.columns
        assert found["step"].tolist() == list(range(51))
        values, vectors = np.linalg.eigh(hessian_of_rosenbrock(path["x"], path["y"]))
        assert found["smallest"] == pytest.approx(values[:, 0], rel=1e-9, abs=1e-9)
        assert found["sharpness"] == pytest.approx(values[:, 1], rel=1e-9)
        along = np.abs((vectors[:, :, 1] * found["direction"]).sum(axis=1))
        assert along == pytest.approx(np.ones(51))
        assert found["normalised"] is None


def test_the_line_follows_the_schedule_and_the_changes() -> None:
    halved = run("SGD", {"lr": 0.002}, schedule={"id": "StepLR", "params": {"step_size": 3, "gamma": 0.5}})
    changed = run("SGD", {"lr": 0.002}, changes=[{"step": 2, "params": {"lr": 0.004, "momentum": 0.5}}])
    told, _ = curvatures(function("rosenbrock"), [halved, changed], 4)
    assert told[0].columns["threshold"] == pytest.approx([1000, 1000, 1000, 2000, 2000])
    assert told[1].columns["threshold"] == pytest.approx([1000, 1000, 750, 750, 750])


def test_adams_preconditioned_hessian_is_that_of_a_plain_loops_state() -> None:
    (told,), (path,) = curvatures(formula("3*x**2 + 0.5*y**2", [1.0, 1.5]), [run("Adam", {"lr": 0.1})], 6)
    point = torch.tensor([1.0, 1.5], dtype=torch.float64, requires_grad=True)
    optimizer = torch.optim.Adam([point], lr=0.1)
    expected = [np.nan]
    for t in range(1, 7):
        optimizer.zero_grad()
        torch.autograd.backward(3 * point[0] ** 2 + 0.5 * point[1] ** 2)
        optimizer.step()
        squares = optimizer.state[point]["exp_avg_sq"].numpy()
        divisor = (1 - 0.9**t) * (np.sqrt(squares / (1 - 0.999**t)) + 1e-8)
        expected.append(float((np.array([6.0, 1.0]) / divisor).max()))
    assert path["x"][-1] == pytest.approx(point[0].item())
    assert told.columns["preconditioned"] == pytest.approx(np.array(expected), nan_ok=True)
    assert told.columns["threshold"][1:] == pytest.approx(np.full(6, 380.0))


def test_what_an_optimizer_gathers_is_that_of_its_noisy_gradients() -> None:
    noisy = formula("3*x**2 + 0.5*y**2", [1.0, 1.5], noise=0.5)
    halving = {"id": "ReduceLROnPlateau", "params": {"patience": 0, "factor": 0.5, "threshold": 0.5}}
    (told,), (path,) = curvatures(noisy, [run("RMSprop", {"lr": 0.01}, schedule=halving)], 8)
    tilt = 0.5 * torch.randn(8, 2, generator=torch.Generator().manual_seed(0), dtype=torch.float64).numpy()
    squares, expected = np.zeros(2), [np.nan]
    for k in range(8):
        gradient = np.array([6 * path["x"][k], path["y"][k]]) + tilt[k]
        squares = 0.99 * squares + 0.01 * gradient**2
        expected.append(float((np.array([6.0, 1.0]) / (np.sqrt(squares) + 1e-8)).max()))
    assert told.columns["preconditioned"] == pytest.approx(np.array(expected), rel=1e-9, nan_ok=True)
    assert len(set(path["lr"])) > 2
    assert told.columns["threshold"][1:] == pytest.approx(2 / path["lr"][1:])


def test_one_entry_is_a_run_too() -> None:
    (told,), (path,) = curvatures(formula("1/x", [1e-200, 0.0]), [run("SGD", {"lr": 1e300})], 3)
    assert len(path["x"]) == len(told.columns["threshold"])


@given(*[st.floats(-100, 100) for _ in range(3)])
def test_the_eigenvalues_of_a_symmetric_matrix_are_numpys(a: float, b: float, c: float) -> None:
    smallest, largest, direction = eigen(np.array([a]), np.array([b]), np.array([c]))
    matrix = np.array([[a, b], [b, c]])
    expected = np.linalg.eigvalsh(matrix)
    assert (smallest[0], largest[0]) == pytest.approx(tuple(expected), abs=1e-9)
    assert matrix @ direction[0] == pytest.approx(largest[0] * direction[0], abs=1e-6)


@pytest.mark.parametrize(
    ("text", "expected"),
    [("x", (0, 0, 0)), ("x*y", (0, 1, 0)), ("abs(x) + y**2", (0, 0, 2))],
)
def test_what_a_formula_does_not_depend_on_has_no_curvature(text: str, expected: tuple[float, ...]) -> None:
    x, y = torch.tensor([0.5], dtype=torch.float64), torch.tensor([-2.0], dtype=torch.float64)
    found = second_derivatives(read_formula(text, 200), x, y)
    assert tuple(float(part[0]) for part in found) == expected


def test_a_diverging_run_has_no_numbers_where_there_are_none() -> None:
    (told,), (path,) = curvatures(function("rosenbrock"), [run("SGD", {"lr": 1.0})], 50)
    assert len(told.columns["step"]) == len(path["x"])
    assert not np.isfinite(told.columns["sharpness"]).all()
