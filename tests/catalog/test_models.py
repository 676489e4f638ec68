"""Every model fits what it says it fits, and computes what its name says."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor, nn
from torch.nn import functional

from app.catalog.datasets import DATASETS, DataShape, make_dataset, shape_of
from app.catalog.entries import Model, Task
from app.catalog.fitting import fitting_models
from app.catalog.losses import LOSSES, pair
from app.catalog.models import MODELS, build_model, misfit
from app.catalog.optimizers import OPTIMIZERS, PRESETS

ENTRIES = pytest.mark.parametrize("entry", MODELS.values(), ids=lambda entry: entry.id)
PAIRS = [(dataset.id, model) for dataset in DATASETS.values() for model in fitting_models(dataset)]


def vectors(
    task: Task, features: int = 2, outputs: int = 1, parts: int = 1, informative: tuple[int, int] = (0, 1)
) -> DataShape:
    return DataShape(task, "vector", features, outputs, 12, 4, parts=parts, informative=informative)


def widths(id: str) -> set[int | None]:
    """The widths of the last layer that the losses ask for on this dataset."""
    shape = shape_of(id, {})
    fitting = [loss.id for loss in LOSSES.values() if shape.task in loss.tasks]
    return {pair(loss, {}, shape).outputs for loss in fitting}


def count(model: nn.Module) -> int:
    return sum(parameter.numel() for parameter in model.parameters())


@ENTRIES
def test_the_texts_are_there_in_both_languages(entry: Model) -> None:
    items = [item.about for parameter in entry.params for item in parameter.items]
    for text in (entry.about, *(parameter.about for parameter in entry.params), *items):
        assert text.en.strip()
        assert text.zh.strip()
        assert text.en != text.zh
    assert not any(parameter.steerable for parameter in entry.params)


@ENTRIES
def test_every_model_has_a_dataset_and_rates_to_begin_with(entry: Model) -> None:
    assert entry.id in {model for _, model in PAIRS}
    assert {"SGD", "Momentum", "Nesterov", "Adagrad", "RMSprop", "Adam", "AdamW"} <= set(entry.suggested_lr)
    for name, rate in entry.suggested_lr.items():
        optimizer = OPTIMIZERS[PRESETS[name].optimizer if name in PRESETS else name]
        lr = next(parameter for parameter in optimizer.params if parameter.name == "lr")
        assert lr.low is not None
        assert lr.high is not None
        assert lr.low <= rate <= lr.high


@pytest.mark.parametrize(("dataset", "model"), PAIRS)
def test_whatever_fits_builds_and_gives_the_promised_output(dataset: str, model: str) -> None:
    data = make_dataset(dataset, {})
    inputs = data.validation.inputs[:3]
    for outputs in widths(dataset):
        network = build_model(model, {}, data.shape, outputs)
        answer = network(inputs)
        width = outputs or 2
        parts = () if data.shape.parts == 1 else (data.shape.parts,)
        assert answer.shape == (3, *parts, width)
        assert answer.dtype == torch.float32
        assert torch.isfinite(answer).all()
        answer.sum().backward()
        assert all(parameter.grad is not None for parameter in network.parameters())


@pytest.mark.parametrize(("dataset", "model"), PAIRS)
def test_names_and_shapes_are_known_without_weights(dataset: str, model: str) -> None:
    shape = shape_of(dataset, {})
    for outputs in widths(dataset):
        with torch.device("meta"):
            sketch = build_model(model, {}, shape, outputs)
        assert all(parameter.is_meta for parameter in sketch.parameters())
        built = build_model(model, {}, shape, outputs)
        assert shapes(sketch) == shapes(built)


def shapes(model: nn.Module) -> dict[str, torch.Size]:
    return {name: tensor.shape for name, tensor in model.state_dict().items()}


@pytest.mark.parametrize(
    ("dataset", "model", "params", "outputs", "expected"),
    [
        ("line", "two_weight", {}, 1, 2),
        ("line", "linear", {}, 1, 1 + 1),
        ("diabetes", "linear", {}, 1, 10 + 1),
        ("blobs", "logistic", {}, 3, 2 * 3 + 3),
        ("digits", "logistic", {}, 10, 784 * 10 + 10),
        ("moons", "mlp", {}, 1, (2 * 32 + 32) + (32 * 32 + 32) + (32 + 1)),
        ("moons", "mlp", {"hidden": [5]}, 2, (2 * 5 + 5) + (5 * 2 + 2)),
        ("moons", "mlp", {"hidden": [5], "bias": False}, 1, 2 * 5 + 5),
        ("moons", "mlp", {"hidden": [5], "batch_norm": True}, 1, (2 * 5 + 5) + 2 * 5 + (5 + 1)),
        ("moons", "mlp", {"hidden": [5], "dropout": 0.5}, 1, (2 * 5 + 5) + (5 + 1)),
        ("digits", "lenet5", {}, 10, 61_706),
        ("triplets", "embedding", {"dimension": 4}, None, (2 * 32 + 32) + (32 * 4 + 4)),
        ("pairs_to_rank", "embedding", {"dimension": 4}, 1, (2 * 32 + 32) + (32 + 1)),
        ("rare_features", "sparse_bag", {}, 1, 10 + 200),
    ],
)
def test_the_number_of_parameters_is_that_worked_out_by_hand(
    dataset: str, model: str, params: dict[str, Any], outputs: int | None, expected: int
) -> None:
    assert count(build_model(model, params, shape_of(dataset, {}), outputs)) == expected


W1, W2 = 1.5, -0.5


def two_weights(inputs: Tensor, shape: DataShape, outputs: int | None) -> Any:
    return build_model("two_weight", {"start": (W1, W2)}, shape, outputs)(inputs).detach().numpy()


def test_two_weights_are_slope_and_height_or_mean_and_log_variance() -> None:
    inputs = torch.randn(6, 3)
    x = inputs.numpy()[:, 2:]
    for task in ("regression", "counts"):
        shape = vectors(task, 3, informative=(2, 0))
        assert two_weights(inputs, shape, 1) == pytest.approx(W1 * x + W2)
    both = two_weights(inputs, shape, 2)
    assert both == pytest.approx(np.hstack([W1 * x, np.full_like(x, W2)]))


def test_two_weights_are_one_for_each_of_two_features() -> None:
    inputs = torch.randn(6, 4)
    first, second = W1 * inputs.numpy()[:, [3]], W2 * inputs.numpy()[:, [1]]
    zero = np.zeros_like(first)
    shape = vectors("binary", 4, informative=(3, 1))
    assert two_weights(inputs, shape, 1) == pytest.approx(first + second)
    assert two_weights(inputs, shape, 2) == pytest.approx(np.hstack([zero, first + second]))
    for task in ("multiclass", "multilabel", "soft_labels"):
        shape = vectors(task, 4, 4, informative=(3, 1))
        assert two_weights(inputs, shape, 4) == pytest.approx(np.hstack([first, second, zero, zero]))
        shape = vectors(task, 4, 2, informative=(3, 1))
        assert two_weights(inputs, shape, 2) == pytest.approx(np.hstack([first, second]))


def test_two_weights_score_or_stretch_every_part() -> None:
    pairs, triplets = torch.randn(6, 2, 2), torch.randn(6, 3, 2)
    scores = two_weights(pairs, vectors("ranking", parts=2), 1)
    assert scores[:, :, 0] == pytest.approx(pairs.numpy() @ np.array([W1, W2], dtype=np.float32), abs=1e-6)
    stretched = two_weights(triplets, vectors("triplets", parts=3), None)
    assert stretched == pytest.approx(triplets.numpy() * np.array([W1, W2]), abs=1e-6)


def test_the_two_weights_are_one_tensor_that_begins_where_it_is_told() -> None:
    model = build_model("two_weight", {"start": [0.25, 3]}, vectors("binary"), 1)
    assert {name: tensor.tolist() for name, tensor in model.state_dict().items()} == {"weights": [0.25, 3.0]}


@pytest.mark.parametrize(("model", "outputs"), [("logistic", 1), ("mlp", 1), ("embedding", 1)])
def test_every_part_of_a_sample_goes_through_the_same_network(model: str, outputs: int) -> None:
    inputs = torch.randn(5, 2, 2)
    network = build_model(model, {}, vectors("ranking", parts=2), outputs)
    answer = network(inputs)
    alone = nn.Sequential(
        *(layer for name, layer in network.named_children() if name not in ("merge", "part"))
    )
    for part in (0, 1):
        assert torch.allclose(answer[:, part], alone(inputs[:, part]))


def test_layers_have_names_that_tell_what_they_are() -> None:
    params = {"hidden": [8, 4], "activation": "silu", "dropout": 0.25, "batch_norm": True}
    network = build_model("mlp", params, vectors("multiclass", 2, 3), 3)
    assert {name: type(layer).__name__ for name, layer in network.named_children()} == {
        **{"hidden1": "Linear", "norm1": "BatchNorm1d", "activation1": "SiLU", "dropout1": "Dropout"},
        **{"hidden2": "Linear", "norm2": "BatchNorm1d", "activation2": "SiLU", "dropout2": "Dropout"},
        "output": "Linear",
    }
    for id in ("linear", "logistic", "embedding", "sparse_bag", "lenet5"):
        dataset = next(dataset for dataset, model in PAIRS if model == id)
        layers = dict(build_model(id, {}, shape_of(dataset, {}), 1).named_children())
        assert "output" in layers


@pytest.mark.parametrize(
    ("name", "bend"),
    [
        ("relu", lambda z: np.maximum(z, 0)),
        ("tanh", np.tanh),
        ("sigmoid", lambda z: 1 / (1 + np.exp(-z))),
        ("leaky_relu", lambda z: np.where(z > 0, z, 0.01 * z)),
        ("silu", lambda z: z / (1 + np.exp(-z))),
        ("gelu", lambda z: z * np.vectorize(normal)(z)),
    ],
)
def test_a_multilayer_perceptron_is_products_and_bends(name: str, bend: Any) -> None:
    network = build_model("mlp", {"hidden": [6, 5], "activation": name}, vectors("binary"), 1)
    weights = {name: tensor.numpy() for name, tensor in network.state_dict().items()}
    inputs = torch.randn(7, 2)
    values = inputs.numpy()
    for layer in ("hidden1", "hidden2"):
        values = bend(values @ weights[f"{layer}.weight"].T + weights[f"{layer}.bias"])
    values = values @ weights["output.weight"].T + weights["output.bias"]
    assert network(inputs).detach().numpy() == pytest.approx(values, abs=1e-5)


def normal(z: float) -> float:
    """The share of the normal distribution below z."""
    return float(torch.special.ndtr(torch.tensor(z, dtype=torch.float64)))


def test_without_biases_every_parameter_is_a_matrix_for_muon() -> None:
    network = build_model("mlp", {"bias": False}, vectors("binary"), 1)
    assert all(parameter.ndim == 2 for parameter in network.parameters())
    torch.optim.Muon(network.parameters())


@pytest.mark.parametrize("activation", ["tanh", "relu"])
def test_lenet_is_two_convolutions_with_averages_and_three_dense_layers(activation: str) -> None:
    shape = shape_of("digits", {})
    network = build_model("lenet5", {"activation": activation}, shape, 10)
    weight = network.state_dict()
    bend = torch.tanh if activation == "tanh" else torch.relu
    images = torch.randn(3, 1, 28, 28)
    first = bend(functional.conv2d(images, weight["conv1.weight"], weight["conv1.bias"], padding=2))
    pooled = first.unfold(2, 2, 2).unfold(3, 2, 2).mean(dim=(4, 5))
    second = bend(functional.conv2d(pooled, weight["conv2.weight"], weight["conv2.bias"]))
    values = second.unfold(2, 2, 2).unfold(3, 2, 2).mean(dim=(4, 5)).reshape(3, 400)
    for layer in ("hidden1", "hidden2"):
        values = bend(values @ weight[f"{layer}.weight"].T + weight[f"{layer}.bias"])
    values = values @ weight["output.weight"].T + weight["output.bias"]
    assert torch.allclose(network(images), values, atol=1e-5)


def test_a_bag_of_words_is_the_sum_of_its_words() -> None:
    shape = shape_of("rare_features", {})
    network = build_model("sparse_bag", {}, shape, 1)
    weight = network.state_dict()["output.weight"]
    tokens = make_dataset("rare_features", {}).train.inputs[:4]
    assert torch.allclose(network(tokens), weight[tokens].sum(dim=1), atol=1e-5)


@pytest.mark.parametrize("sparse", [False, True])
def test_the_gradients_of_a_bag_are_sparse_where_asked_for(sparse: bool) -> None:
    network = build_model("sparse_bag", {}, shape_of("rare_features", {}), 1, sparse=sparse)
    network(make_dataset("rare_features", {}).train.inputs[:4]).sum().backward()
    (weight,) = network.parameters()
    assert weight.grad is not None
    assert weight.grad.is_sparse == sparse


def test_the_weights_are_torchs_own_for_the_seed() -> None:
    torch.manual_seed(5)
    network = build_model("mlp", {"hidden": [6]}, vectors("binary"), 1)
    torch.manual_seed(5)
    expected = [nn.Linear(2, 6), nn.Linear(6, 1)]
    tensors = [tensor for layer in expected for tensor in layer.parameters()]
    assert all(torch.equal(a, b) for a, b in zip(network.parameters(), tensors, strict=True))


def test_a_sketch_without_weights_leaves_the_generator_alone() -> None:
    before = torch.get_rng_state()
    with torch.device("meta"):
        build_model("lenet5", {}, shape_of("digits", {}), 10)
    assert torch.equal(torch.get_rng_state(), before)


def test_lenet_refuses_small_images_and_says_what_it_takes() -> None:
    small = shape_of("digits", {"size": "8"})
    with pytest.raises(ValueError, match="lenet5 takes images of 28 by 28 pixels; the dataset's size is 8"):
        build_model("lenet5", {}, small, 10)
    assert build_model("mlp", {}, small, 10)(torch.zeros(2, 1, 8, 8)).shape == (2, 10)


def test_a_model_that_does_not_fit_is_refused_with_what_it_takes() -> None:
    for dataset in DATASETS.values():
        shape = shape_of(dataset.id, {})
        for model in set(MODELS) - set(fitting_models(dataset)):
            assert misfit(model, shape) is not None
            with pytest.raises(ValueError, match=f"the model {model} (takes|is for) .*; the dataset's "):
                build_model(model, {}, shape, 1)


@pytest.mark.parametrize(
    ("model", "params", "sentence"),
    [
        ("mlp", {"hidden": []}, "expected hidden to be a list of 1 to 4 widths; got "),
        ("mlp", {"hidden": [4] * 5}, "expected hidden to be a list of 1 to 4 widths; got "),
        ("mlp", {"hidden": 4}, "expected hidden to be a list of 1 to 4 widths; got 4"),
        ("mlp", {"hidden": [0]}, "expected width to be a whole number from 1 to 256; got 0"),
        ("mlp", {"hidden": [257]}, "expected width to be a whole number from 1 to 256; got 257"),
        ("mlp", {"hidden": [2.5]}, "expected width to be a whole number from 1 to 256; got 2.5"),
        ("mlp", {"dropout": 1.0}, "expected dropout to be a number from 0 to 0.9; got 1.0"),
        ("mlp", {"dropout": float("nan")}, "expected dropout to be a number from 0 to 0.9; got nan"),
        ("mlp", {"activation": "step"}, "expected activation to be one of relu, tanh, "),
        ("mlp", {"bias": 1}, "expected bias to be true or false; got 1"),
        ("mlp", {"depth": 3}, "the model mlp has no parameter 'depth'; it has hidden, "),
        ("two_weight", {"start": (1.0,)}, "expected start to be two numbers from -1e.06 to 1e.06; got "),
        (
            "two_weight",
            {"start": (1.0, float("inf"))},
            "expected start to be two numbers from -1e.06 to 1e.06; got ",
        ),
        (
            "two_weight",
            {"start": (1.0, 10**400)},
            "expected start to be two numbers from -1e.06 to 1e.06; got ",
        ),
        ("two_weight", {"start": None}, "expected start to be two numbers from -1e.06 to 1e.06; got None"),
        ("resnet", {}, "expected a model, one of two_weight, .*; got 'resnet'"),
    ],
)
def test_a_wrong_value_is_refused_in_a_sentence(model: str, params: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        build_model(model, params, vectors("binary"), 1)


@settings(max_examples=50)
@given(
    hidden=st.lists(st.integers(1, 256), min_size=1, max_size=4),
    activation=st.sampled_from(["relu", "tanh", "sigmoid", "gelu", "leaky_relu", "silu"]),
    dropout=st.floats(0, 0.9),
    batch_norm=st.booleans(),
    bias=st.booleans(),
)
def test_every_network_within_the_ranges_works_on_vectors(hidden: list[int], **params: Any) -> None:
    inputs = torch.randn(3, 2)
    network = build_model("mlp", {"hidden": hidden, **params}, vectors("multiclass", 2, 3), 3)
    assert torch.isfinite(network(inputs)).all()


def test_a_network_that_is_too_large_is_refused() -> None:
    with pytest.raises(ValueError, match="would have 400,906 parameters; the most is 300,000"):
        build_model("mlp", {"hidden": [256] * 4}, shape_of("digits", {}), 10)
