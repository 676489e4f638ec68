"""The chain rule as a graph: torch's own gradients, and those of plain differences at every node."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor
from torch.overrides import TorchFunctionMode

from app.catalog import FUNCTIONS
from app.engine import begin
from app.errors import Refusal
from app.messages import answer
from app.spec import read_request, wire
from tests.plain import read

Answer = dict[str, Any]
STEP = 1e-6


def backward(objective: Answer, **more: Any) -> Answer:
    request = read_request("backward", {"objective": objective, **more})
    return json.loads(answer(begin(request), wire(request), torch.__version__))  # type: ignore[no-any-return]


def at_formula(expression: str, at: list[float]) -> Answer:
    return backward({"kind": "formula", "expression": expression, "domain": [-3, 3, -3, 3]}, at=at)


class Nudge(TorchFunctionMode):
    """Adds `step` to the result of call number `place` among those that a gradient flows through."""

    def __init__(self, place: int, step: float) -> None:
        super().__init__()
        self.place, self.step, self.seen = place, step, 0

    def __torch_function__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        result = func(*args, **(kwargs or {}))
        if isinstance(result, Tensor) and result.grad_fn is not None:
            self.seen += 1
            if self.seen == self.place + 1:
                return result + self.step
        return result


def by_differences(f: Callable[[Tensor, Tensor], Tensor], at: list[float], place: int) -> float:
    """How much the result moves with the result of one call on the way."""
    ends = []
    for step in (STEP, -STEP):
        x, y = (torch.tensor(each, dtype=torch.float64, requires_grad=True) for each in at)
        with Nudge(place, step):
            ends.append(f(x, y).item())
    return (ends[0] - ends[1]) / (2 * STEP)


@pytest.mark.parametrize("id", FUNCTIONS)
def test_leaves_have_the_gradient_of_autograd(id: str) -> None:
    function = FUNCTIONS[id]
    for at in (list(function.start), [0.37, -0.81], [1.25, 2.5]):
        told = backward({"kind": "function", "id": id}, at=at)
        x, y = (torch.tensor(each, dtype=torch.float64, requires_grad=True) for each in at)
        value = read(function.formula)(x, y)
        expected = torch.autograd.grad(value, (x, y), allow_unused=True)
        slopes = [0.0 if slope is None else slope.item() for slope in expected]
        assert told["value"] == value.item()
        assert [node["gradient"] for node in told["nodes"][:2]] == told["gradient"] == slopes


@pytest.mark.parametrize("id", FUNCTIONS)
def test_every_node_has_the_gradient_of_plain_differences(id: str) -> None:
    f, at = read(FUNCTIONS[id].formula), [0.37, -0.81]
    told = backward({"kind": "function", "id": id}, at=at)
    inner = told["nodes"][2:]
    size = max(abs(node["gradient"] * (1 + abs(node["value"]))) for node in told["nodes"])
    for place, node in enumerate(inner):
        found = by_differences(f, at, place)
        assert node["gradient"] == pytest.approx(found, rel=1e-5, abs=1e-7 * (1 + size)), node


@pytest.mark.parametrize("id", FUNCTIONS)
def test_what_flows_along_the_edges_adds_up(id: str) -> None:
    told = backward({"kind": "function", "id": id}, at=[0.37, -0.81])
    last = told["nodes"][-1]
    assert (last["name"], last["gradient"], last["value"]) == ("f", 1.0, told["value"])
    for node in told["nodes"][:-1]:
        flows = [edge["gradient"] for edge in told["edges"] if edge["from"] == node["id"]]
        assert node["gradient"] == pytest.approx(sum(flows), rel=1e-12, abs=1e-12)
    depths = {node["id"]: node["depth"] for node in told["nodes"]}
    assert all(depths[edge["from"]] < depths[edge["to"]] for edge in told["edges"])


def test_operations_are_told_as_a_person_writes_them() -> None:
    told = at_formula("(1 - x)**2 + 100*(y - x**2)**2", [-1.5, 2.0])
    assert {node["name"]: node["operation"] for node in told["nodes"]} == {
        "x": "x",
        "y": "y",
        "v1": "1 − x",
        "v2": "v1²",
        "v3": "x²",
        "v4": "y − v3",
        "v5": "v4²",
        "v6": "100 · v5",
        "f": "v2 + v6",
    }
    values = {node["name"]: (node["value"], node["gradient"]) for node in told["nodes"]}
    assert values["v4"] == (-0.25, -50.0)
    assert values["x"] == (-1.5, -155.0)


@pytest.mark.parametrize(
    ("expression", "operation"),
    [
        ("exp(x)", "exp(x)"),
        ("abs(x)", "|x|"),
        ("sqrt(x)", "√x"),
        ("x**-2", "x⁻²"),
        ("x**1.5", "x^1.5"),
        ("2**x", "2^x"),
        ("x**y", "x^y"),
        ("x/y", "x / y"),
        ("-x", "−x"),
        ("x*pi", "x · π"),
        ("sigmoid(x)", "sigmoid(x)"),
        ("max(x, y)", "max(x, y)"),
        ("x - -2.5", "x − −2.5"),
    ],
)
def test_each_operation_has_words(expression: str, operation: str) -> None:
    assert at_formula(expression, [1.3, 0.4])["nodes"][-1]["operation"] == operation


def test_a_variable_that_does_not_occur_has_no_edge() -> None:
    told = at_formula("x", [3, 2])
    assert [node["name"] for node in told["nodes"]] == ["x", "y"]
    assert (told["value"], told["gradient"], told["edges"]) == (3.0, [1.0, 0.0], [])


def test_what_is_used_twice_has_two_edges() -> None:
    told = at_formula("x*x", [3, 0])
    assert [edge["gradient"] for edge in told["edges"]] == [3.0, 3.0]
    assert told["gradient"] == [6.0, 0.0]


def test_the_point_is_the_start_when_it_is_left_out() -> None:
    assert backward({"kind": "function", "id": "rosenbrock"})["at"] == list(FUNCTIONS["rosenbrock"].start)


def test_what_is_not_a_number_is_null() -> None:
    told = at_formula("log(x) + y", [-1, 2])
    assert told["value"] is None
    assert told["gradient"][1] == 1.0


MODEL: Answer = {
    "kind": "model",
    "model": {"id": "two_weight", "params": {"start": [0.5, -0.25]}},
    "dataset": {"id": "line"},
    "loss": {"id": "MSELoss"},
}


@pytest.mark.parametrize("penalty", [{}, {"l1": 0.1, "l2": 0.2}])
@pytest.mark.parametrize("batch_size", [None, 8, 1])
def test_a_model_of_two_weights_has_the_gradient_of_its_first_batch(
    batch_size: int | None, penalty: Answer
) -> None:
    told = backward({**MODEL, "batch_size": batch_size, "penalty": penalty}, seed=4, at=[1.5, 0.75])
    data = begin(read_request("dataset", {"dataset": MODEL["dataset"]}))
    request = read_request("dataset", {"dataset": MODEL["dataset"]})
    train = json.loads(answer(data, wire(request), torch.__version__))["train"]
    x, t = (torch.tensor(train[name]).flatten() for name in ("inputs", "targets"))
    if batch_size is not None:
        rows = torch.randperm(len(x), generator=torch.Generator().manual_seed(4))[:batch_size]
        x, t = x[rows], t[rows]
    weights = torch.tensor([1.5, 0.75], requires_grad=True)
    loss = ((weights[0] * x + weights[1] - t) ** 2).mean()
    loss = loss + penalty.get("l1", 0) * weights.abs().sum() + penalty.get("l2", 0) * (weights**2).sum()
    (slope,) = torch.autograd.grad(loss, weights)
    assert told["value"] == pytest.approx(loss.item(), rel=1e-5)
    np.testing.assert_allclose(told["gradient"], slope.numpy(), rtol=1e-4)
    names = [node["name"] for node in told["nodes"]]
    assert names[0] == "weights"
    assert names[-1] == "f"
    many = [node for node in told["nodes"] if node["shown"] == "mean"]
    assert bool(many) is (batch_size != 1)
    assert all(isinstance(node["value"], float) for node in many)


def test_every_loss_on_two_weights_ends_at_its_leaf() -> None:
    on = {**MODEL, "dataset": {"id": "moons"}, "batch_size": 1}
    for loss in ("BCEWithLogitsLoss", "BCELoss", "CrossEntropyLoss", "SoftMarginLoss"):
        told = backward({**on, "loss": {"id": loss}})
        flows = [edge["gradient"] for edge in told["edges"] if edge["from"] == 0]
        assert flows, loss


@pytest.mark.parametrize(
    ("document", "field", "words"),
    [
        ({"objective": {**MODEL, "model": {"id": "mlp"}}}, "objective.model.id", "of two weights"),
        ({"objective": MODEL, "at": [1]}, "at[1]", "at"),
        ({"objective": MODEL, "at": "here"}, "at", "here"),
        ({"objective": {"kind": "function", "id": "nowhere"}}, "objective.id", "no function"),
        ({}, "objective", "required"),
    ],
)
def test_what_cannot_be_followed_is_refused_with_a_sentence(document: Answer, field: str, words: str) -> None:
    with pytest.raises(Refusal) as refused:
        read_request("backward", document)
    assert refused.value.field == field
    assert words in refused.value.message
