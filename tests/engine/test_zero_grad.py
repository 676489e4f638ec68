"""Without zero_grad the gradients of all steps add up, as they do in a plain loop without that call."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest
import torch

from app.engine import begin
from app.errors import Refusal
from app.messages import answer
from app.spec import Comparison, read_request, run_key, wire
from tests.engine.runs import (
    SETTINGS,
    assert_bit_equal,
    comparison,
    finish,
    formula,
    function,
    plainly,
    run,
    same_bits,
)

ROSENBROCK = function("rosenbrock")


@pytest.mark.parametrize("noise", [0.0, 0.3])
@pytest.mark.parametrize("optimizer", SETTINGS)
def test_every_optimizer_equals_a_plain_loop_without_the_call(optimizer: str, noise: float) -> None:
    runs = [run(optimizer, params, zero_grad=False) for params in SETTINGS[optimizer]]
    company = [run("SGD", {"lr": 0.001}), run(optimizer, SETTINGS[optimizer][0])]
    request = comparison({**ROSENBROCK, "noise": noise}, [*runs, *company], 60, seed=5)
    columns, outcomes = finish(request)
    for index, spec in enumerate(request.runs):
        expected = plainly(request, index)
        assert_bit_equal(columns[index], expected, spec)
        assert outcomes[index].diverged_at == expected["diverged_at"]


def test_gradients_that_add_up_make_another_path() -> None:
    request = comparison(ROSENBROCK, [run("Adam", {"lr": 0.05}, zero_grad=zero) for zero in (True, False)], 9)
    (usual, adding), _ = finish(request)
    assert same_bits(usual["x"][:2], adding["x"][:2])
    assert usual["x"][5] != adding["x"][5]


def test_a_longer_comparison_adds_to_the_same_gradients() -> None:
    request = comparison(ROSENBROCK, [run("Adam", {"lr": 0.05}, zero_grad=False)], 20)
    work = begin(request)
    list(work)
    work.extend(20)
    list(work)
    longer = comparison(ROSENBROCK, [run("Adam", {"lr": 0.05}, zero_grad=False)], 40)
    assert_bit_equal(finish(longer)[0][0], plainly(longer, 0), longer.runs[0])


def test_a_fan_adds_gradients_up_too() -> None:
    values = [0.01, 0.05, 0.1]
    document = {"objective": ROSENBROCK, "runs": [run("Adam", {}, zero_grad=False)], "steps": 30}
    fan = {"comparison": document, "values": values}
    told = answered("fan", fan)
    for value, found in zip(values, told["runs"], strict=True):
        alone = comparison(ROSENBROCK, [run("Adam", {"lr": value}, zero_grad=False)], 30)
        assert found["x"] == plainly(alone, 0)["x"].tolist()


def test_a_basin_map_adds_gradients_up_at_every_start() -> None:
    settings: dict[str, Any] = {"lr": 0.02}
    document: Any = {
        "objective": function("himmelblau"),
        "run": run("Adam", settings, zero_grad=False),
        "steps": 120,
        "resolution": 4,
    }
    told = answered("basins", document)
    for j, y in enumerate(told["y"]):
        for i, x in enumerate(told["x"]):
            alone = comparison(function("himmelblau", start=[x, y]), [document["run"]], 120)
            plain = plainly(alone, 0)
            ends = np.array([plain["x"][-1], plain["y"][-1]])
            distances = [np.hypot(*(ends - minimum[:2])) for minimum in told["minima"]]
            if told["basin"][j][i] >= 0:
                assert int(np.argmin(distances)) == told["basin"][j][i]


@pytest.mark.parametrize("optimizer", SETTINGS)
def test_an_inspected_step_has_the_gradient_that_has_added_up(optimizer: str) -> None:
    for params in SETTINGS[optimizer]:
        document: Any = {
            "objective": ROSENBROCK,
            "runs": [run(optimizer, params, zero_grad=False)],
            "steps": 12,
        }
        told = answered("inspect", {"comparison": document, "step": 0, "steps": 12})
        request = comparison(ROSENBROCK, document["runs"], 12)
        plain = plainly(request, 0)
        first = [entry for entry in told["entries"] if entry["iteration"] == 0]
        expected = list(zip(plain["x"].tolist(), plain["y"].tolist(), strict=True))
        assert [tuple(entry["position"]) for entry in first] == expected[: len(first)]


def test_an_inspected_gradient_is_the_sum_of_all_so_far() -> None:
    on = formula("x**2 + 3*y**2", [1.0, 2.0])
    document = {"objective": on, "runs": [run("SGD", {"lr": 0.01}, zero_grad=False)], "steps": 5}
    entries = answered("inspect", {"comparison": document, "step": 0, "steps": 5})["entries"]
    total = np.zeros(2)
    for entry in entries:
        x, y = entry["position"]
        total += [2 * x, 6 * y]
        np.testing.assert_allclose(entry["gradient"], total, rtol=1e-14)


def test_what_is_usual_is_not_said_and_does_not_change_the_key() -> None:
    plain = comparison(ROSENBROCK, [run("Adam", {})], 5)
    said = comparison(ROSENBROCK, [run("Adam", {}, zero_grad=True, accumulate=1)], 5)
    other = comparison(ROSENBROCK, [run("Adam", {}, zero_grad=False)], 5)
    assert wire(plain) == wire(said)
    assert "zero_grad" not in wire(plain)["runs"][0]
    assert "accumulate" not in wire(plain)["runs"][0]
    assert run_key(plain, 0) == run_key(said, 0) != run_key(other, 0)
    assert wire(other)["runs"][0]["zero_grad"] is False


@pytest.mark.parametrize(
    ("settings", "field", "words"),
    [
        ({"accumulate": 2}, "runs[0].accumulate", "a function, which has none"),
        ({"accumulate": 0}, "runs[0].accumulate", "at least 1"),
        ({"accumulate": 2.5}, "runs[0].accumulate", "a whole number"),
        ({"zero_grad": "no"}, "runs[0].zero_grad", "true or false"),
        ({"zero_grad": 0}, "runs[0].zero_grad", "true or false"),
    ],
)
def test_what_cannot_be_is_refused_with_a_sentence(settings: Any, field: str, words: str) -> None:
    with pytest.raises(Refusal) as refused:
        comparison(ROSENBROCK, [run("SGD", {}, **settings)], 5)
    assert refused.value.field == field
    assert words in refused.value.message


def test_no_line_of_stability_is_drawn_where_gradients_add_up() -> None:
    document = {"objective": ROSENBROCK, "runs": [run("SGD", {"lr": 1e-4}, zero_grad=False)], "steps": 8}
    (told,) = answered("curvature", {"comparison": document})["runs"]
    assert told["threshold"] is None
    assert "add up" in told["reason"]["en"]


def answered(kind: str, document: Any) -> Any:
    request = read_request(kind, document)
    assert not isinstance(request, Comparison)
    return json.loads(answer(begin(request), wire(request), torch.__version__))
