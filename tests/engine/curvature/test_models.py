"""Curvature of models: a quadratic one by hand, a network by torch.func's whole Hessian."""

from __future__ import annotations

import itertools
import math
from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor, nn
from torch.func import functional_call, hessian

from app.catalog.datasets import make_dataset
from app.engine import TrajectoryStore, begin
from app.engine.curvature import measure_spectrum
from app.engine.curvature.lanczos import extreme_eigenpairs
from app.engine.curvature.products import Surface, scaled
from app.engine.curvature.spectrum import full_matrix
from app.engine.training.courses import courses_of
from app.messages import Curvature, Message, Progress, Spectrum
from app.spec import Comparison, ModelObjective, read_request
from tests.engine.curvature.test_lanczos import drawn
from tests.engine.runs import run
from tests.engine.training.trainings import comparison, objective
from tests.plain_training import lenet5

QUADRATIC = objective("linear", "diabetes", "MSELoss")
NETWORK = objective(
    "mlp", "moons", "BCEWithLogitsLoss", model_params={"hidden": [16, 16], "activation": "tanh"}
)
SGD = run("SGD", {"lr": 0.05})
ADAM = run("Adam", {"lr": 0.01})


def measured(document: dict[str, Any], points: int = 5, store: TrajectoryStore | None = None) -> list[Any]:
    """The joined columns of each run."""
    said = [
        message
        for message in begin(read_request("curvature", {"comparison": document, "points": points}), store)
        if isinstance(message, Curvature)
    ]
    runs: list[Any] = []
    for number in sorted({message.run for message in said}):
        own = [message for message in said if message.run == number]
        columns = {
            name: None if first is None else np.concatenate([message.columns[name] for message in own])
            for name, first in own[0].columns.items()
        }
        runs.append({**columns, "available": own[-1].available, "reason": own[-1].reason})
    return runs


def document(on: dict[str, Any], runs: list[dict[str, Any]], steps: int) -> dict[str, Any]:
    return {"objective": on, "runs": runs, "steps": steps, "seed": 0}


def known_hessian(l2: float = 0.0) -> Tensor:
    """2/N X^T X of squared error, a column of ones for the bias; the price of squares adds 2 l2."""
    data = make_dataset("diabetes", {})
    inputs = data.train.inputs[:512].double()
    columns = torch.cat([inputs, torch.ones(len(inputs), 1, dtype=torch.float64)], dim=1)
    return 2 / len(inputs) * columns.T @ columns + 2 * l2 * torch.eye(columns.shape[1], dtype=torch.float64)


@pytest.mark.parametrize("l2", [0.0, 0.3])
def test_a_quadratic_models_sharpness_is_the_largest_eigenvalue_of_its_known_hessian(l2: float) -> None:
    on = {**QUADRATIC, "penalty": {"l1": 0.0, "l2": l2}}
    expected = float(torch.linalg.eigvalsh(known_hessian(l2))[-1])
    (found,) = measured(document(on, [SGD], 20))
    assert found["sharpness"] == pytest.approx(np.full(4, expected), rel=1e-6)
    assert found["threshold"].tolist() == [40.0] * 4
    assert found["preconditioned"] is None


def test_a_quadratic_models_spectrum_is_that_of_its_known_hessian() -> None:
    request = read_request("spectrum", {"comparison": document(QUADRATIC, [SGD], 5)})
    (found,) = [message for message in begin(request) if isinstance(message, Spectrum)]
    values = torch.linalg.eigvalsh(known_hessian()).numpy()
    np.testing.assert_allclose(found.fields["eigenvalues"], values, rtol=1e-6, atol=1e-9)
    assert found.fields["trace"] == pytest.approx(values.sum(), rel=1e-6)
    assert (found.fields["trace_error"], found.fields["exact"]) == (0, True)
    assert found.fields["parameters"] == len(values)
    width = found.fields["eigenvalue"][1] - found.fields["eigenvalue"][0]
    assert found.fields["density"].sum() * width == pytest.approx(1, abs=1e-3)


def end_of(request: Comparison) -> tuple[Surface, Tensor, Tensor]:
    """The objective of the first run, its last weights, and which of them move."""
    courses = courses_of(request, None, {})
    while True:
        try:
            next(courses)
        except StopIteration as end:
            (course, *_) = end.value
            break
    assert isinstance(request.objective, ModelObjective)
    surface = Surface(request.objective, request.runs[0])
    return surface, course.last.weights.double(), course.members >= 0


# torch.func reaches for what torch itself has deprecated.
@pytest.mark.filterwarnings("ignore:.*torch.jit:DeprecationWarning")
def test_the_sharpness_of_a_trained_network_is_that_of_torchs_whole_hessian() -> None:
    request = comparison(NETWORK, [ADAM], 120)
    _, weights, _ = end_of(request)
    data = make_dataset("moons", {})
    inputs, targets = data.train.inputs[:512].double(), data.train.targets[:512].double()
    net = nn.Sequential(nn.Linear(2, 16), nn.Tanh(), nn.Linear(16, 16), nn.Tanh(), nn.Linear(16, 1)).double()
    shapes = [tuple(parameter.shape) for parameter in net.parameters()]

    def loss(flat: Tensor) -> Tensor:
        parts = torch.split(flat, [math.prod(shape) for shape in shapes])
        named = {
            name: part.view(shape)
            for (name, _), part, shape in zip(net.named_parameters(), parts, shapes, strict=True)
        }
        logits = functional_call(net, named, (inputs,)).squeeze(1)
        return nn.functional.binary_cross_entropy_with_logits(logits, targets.view_as(logits))

    values = torch.linalg.eigvalsh(hessian(loss)(weights))
    (found,) = measured(document(NETWORK, [ADAM], 120), points=2)
    assert found["sharpness"][-1] == pytest.approx(float(values[-1]), rel=1e-4)
    request_spectrum = read_request("spectrum", {"comparison": document(NETWORK, [ADAM], 120)})
    (spectrum,) = [message for message in begin(request_spectrum) if isinstance(message, Spectrum)]
    np.testing.assert_allclose(spectrum.fields["eigenvalues"], values.numpy(), atol=1e-6)
    assert spectrum.fields["negative"] == pytest.approx(float((values < 0).double().mean()), abs=0.02)


def test_adams_preconditioned_sharpness_is_that_of_its_own_state() -> None:
    request = comparison(NETWORK, [ADAM], 60)
    surface, weights, moving = end_of(request)
    state = plain_adam_state(60)
    divisor = (1 - 0.9**60) * ((state / (1 - 0.999**60)).sqrt() + 1e-8)
    root = divisor.double().rsqrt()
    product = scaled(surface.hessian_product(weights, moving), root)
    (_, expected), _ = drawn(extreme_eigenpairs(product, len(root), smallest=False))
    (found,) = measured(document(NETWORK, [ADAM], 60), points=3)
    assert found["preconditioned"][-1] == pytest.approx(expected.value, rel=1e-4)
    assert np.isnan(found["preconditioned"][0])
    assert found["threshold"][1:] == pytest.approx([3800, 3800])


def plain_adam_state(steps: int) -> Tensor:
    """exp_avg_sq of a plain loop, flattened."""
    data = make_dataset("moons", {})
    torch.manual_seed(0)
    net = nn.Sequential(nn.Linear(2, 16), nn.Tanh(), nn.Linear(16, 16), nn.Tanh(), nn.Linear(16, 1))
    optimizer = torch.optim.Adam(net.parameters(), lr=0.01)
    for _ in range(steps):
        optimizer.zero_grad()
        logits = net(data.train.inputs).squeeze(1)
        loss = nn.functional.binary_cross_entropy_with_logits(
            logits, data.train.targets.float().view_as(logits)
        )
        torch.autograd.backward(loss)
        optimizer.step()
    return torch.cat([optimizer.state[each]["exp_avg_sq"].flatten() for each in net.parameters()])


def test_rescaled_layers_have_another_sharpness_and_the_same_normalised_one() -> None:
    on = objective("mlp", "moons", "BCEWithLogitsLoss", model_params={"hidden": [16]})
    surface, weights, moving = end_of(comparison(on, [ADAM], 100))
    rescaled = surface.layout.split(weights.clone())
    first_weight, first_bias, second_weight, _ = rescaled.values()
    first_weight.mul_(10)
    first_bias.mul_(10)
    second_weight.div_(10)
    other = surface.layout.join(rescaled)
    raw, normalised = [], []
    for point in (weights, other):
        product = surface.hessian_product(point, moving)
        lengths = surface.layout.lengths(point, "filter")
        raw.append(drawn(extreme_eigenpairs(product, len(point), smallest=False))[0][1].value)
        own = scaled(product, lengths)
        normalised.append(drawn(extreme_eigenpairs(own, len(point), smallest=False))[0][1].value)
    assert float(surface.value(weights, moving)) == pytest.approx(float(surface.value(other, moving)))
    assert raw[1] > 20 * raw[0]
    assert normalised[1] == pytest.approx(normalised[0], rel=1e-6)


def test_frozen_weights_are_no_part_of_the_hessian() -> None:
    frozen = {**ADAM, "frozen": ["hidden1", "hidden2"]}
    request = read_request("spectrum", {"comparison": document(NETWORK, [frozen], 10)})
    (found,) = [message for message in begin(request) if isinstance(message, Spectrum)]
    assert found.fields["parameters"] == 17
    assert len(found.fields["eigenvalues"]) == 17


def test_a_loss_without_second_derivative_has_no_curvature_and_says_so() -> None:
    on = objective("mlp", "iris", "CrossEntropyLoss")
    margin = {**SGD, "loss": {"id": "MultiMarginLoss"}}
    entropy, missing = measured(document(on, [SGD, margin], 4), points=2)
    assert entropy["available"]
    assert np.isfinite(entropy["sharpness"]).all()
    assert not missing["available"]
    assert "second derivative" in missing["reason"]["en"]


def test_batch_normalisation_takes_the_statistics_of_the_samples_and_keeps_none() -> None:
    on = objective("mlp", "moons", "BCEWithLogitsLoss", model_params={"hidden": [8], "batch_norm": True})
    request = comparison(on, [ADAM], 5)
    surface, weights, moving = end_of(request)
    data = make_dataset("moons", {})
    inputs = data.train.inputs[:512].double()
    parts = list(surface.layout.split(weights).values())
    hidden = inputs @ parts[0].T + parts[1]
    spread = (hidden - hidden.mean(dim=0)) / (hidden.var(dim=0, unbiased=False) + 1e-5).sqrt()
    logits = (torch.relu(spread * parts[2] + parts[3]) @ parts[4].T + parts[5]).squeeze(1)
    targets = data.train.targets[:512].double().view_as(logits)
    expected = nn.functional.binary_cross_entropy_with_logits(logits, targets)
    for _ in range(2):
        assert float(surface.value(weights, moving)) == pytest.approx(float(expected), rel=1e-9)


def test_what_was_measured_once_is_not_measured_again() -> None:
    store = TrajectoryStore(16)

    def heartbeats(steps: int) -> int:
        request = read_request("curvature", {"comparison": document(NETWORK, [ADAM], steps), "points": 8})
        messages: list[Message | None] = list(begin(request, store))
        return sum(message is None for message in messages)

    first = heartbeats(64)
    assert heartbeats(64) < first / 3


def test_the_hessian_of_a_convolutional_network_is_right_to_five_digits() -> None:
    on = objective("lenet5", "digits", "CrossEntropyLoss", model_params={"activation": "tanh"})
    request = comparison(on, [SGD], 1)
    surface, weights, moving = end_of(request)
    data = make_dataset("digits", {})
    net = lenet5(nn.Tanh).double()
    vector = torch.randn(len(weights), generator=torch.Generator().manual_seed(0), dtype=torch.float64)
    point = weights.clone().requires_grad_()
    parts = torch.split(point, [parameter.numel() for parameter in net.parameters()])
    named = {
        name: part.view_as(parameter)
        for (name, parameter), part in zip(net.named_parameters(), parts, strict=True)
    }
    logits = functional_call(net, named, (data.train.inputs[:512].double(),))
    loss = nn.functional.cross_entropy(logits, data.train.targets[:512])
    (slope,) = torch.autograd.grad(loss, point, create_graph=True)
    (expected,) = torch.autograd.grad(slope, point, vector)
    found = surface.hessian_product(weights, moving)(vector)
    assert found.dtype == torch.float64
    assert float((found - expected).norm() / expected.norm()) < 1e-5
    np.testing.assert_allclose(surface.gradient(weights, moving), slope.detach(), atol=1e-6)


def test_the_hessian_of_a_bag_of_words_is_that_of_its_counts() -> None:
    request = comparison(objective("sparse_bag", "rare_features", "BCEWithLogitsLoss"), [ADAM], 30)
    surface, weights, moving = end_of(request)
    tokens = make_dataset("rare_features", {}).train.inputs[:512]
    counts = nn.functional.one_hot(tokens, len(weights)).sum(dim=1).double()
    chance = torch.sigmoid(counts @ weights)
    expected = counts.T @ (counts * (chance * (1 - chance))[:, None]) / len(tokens)
    rows, _ = drawn(full_matrix(surface.hessian_product(weights, moving), len(weights)))
    np.testing.assert_allclose(rows, expected, atol=1e-12)


def test_a_spectrum_says_how_far_it_is() -> None:
    request = read_request("spectrum", {"comparison": document(NETWORK, [SGD], 3)})
    ticks = itertools.count()
    said = [message for message in measure_spectrum(request, None, {}, lambda: next(ticks) / 10) if message]
    counts = [message.done for message in said if isinstance(message, Progress) and message.total == 337]
    assert counts == sorted(counts)
    assert 100 < len(counts) <= 337
