"""The declared optimizers against torch: signatures, availability, and what may change midway."""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from typing import Any

import pytest
import torch
from torch import Tensor

from app.catalog import OPTIMIZERS, PRESETS
from app.catalog.entries import Optimizer, Parameter, Text

SWITCHES = {"foreach", "fused", "capturable", "differentiable"}
CLASSES = {
    name: value
    for name, value in vars(torch.optim).items()
    if isinstance(value, type)
    and issubclass(value, torch.optim.Optimizer)
    and value is not torch.optim.Optimizer
}
AVAILABLE = [entry for entry in OPTIMIZERS.values() if entry.available]


def numbers(parameters: tuple[Parameter, ...]) -> list[Parameter]:
    """Every number that a person can set, those inside tuples too."""
    found = []
    for parameter in parameters:
        found += [parameter] if parameter.kind in ("float", "int") else numbers(parameter.items)
    return found


def texts(entry: Optimizer) -> list[Text]:
    parameters = [*entry.params, *(item for parameter in entry.params for item in parameter.items)]
    return [entry.about, *([entry.reason] if entry.reason else []), *(each.about for each in parameters)]


def test_every_optimizer_class_of_torch_is_listed_and_nothing_else() -> None:
    assert set(OPTIMIZERS) == set(CLASSES)


@pytest.mark.parametrize("entry", OPTIMIZERS.values(), ids=lambda entry: entry.id)
def test_every_hyperparameter_of_the_constructor_is_declared_with_torchs_default(entry: Optimizer) -> None:
    signature = inspect.signature(CLASSES[entry.id]).parameters
    expected = {name: each.default for name, each in signature.items() if name not in SWITCHES | {"params"}}
    declared = {parameter.name: parameter.default for parameter in entry.params}
    assert declared == expected
    assert len(declared) == len(entry.params)


@pytest.mark.parametrize("entry", OPTIMIZERS.values(), ids=lambda entry: entry.id)
def test_the_kind_of_every_hyperparameter_fits_its_default(entry: Optimizer) -> None:
    types = {"float": float, "int": int, "bool": bool, "choice": str, "tuple": tuple}
    for parameter in (*entry.params, *(item for each in entry.params for item in each.items)):
        assert parameter.nullable or parameter.default is not None
        assert parameter.default is None or type(parameter.default) is types[parameter.kind]
        assert bool(parameter.choices) == (parameter.kind == "choice")
    for parameter in entry.params:
        if parameter.kind == "tuple":
            assert tuple(item.default for item in parameter.items) == parameter.default


@pytest.mark.parametrize("entry", OPTIMIZERS.values(), ids=lambda entry: entry.id)
def test_every_number_has_a_range_that_holds_its_default_and_fits_its_scale(entry: Optimizer) -> None:
    for number in numbers(entry.params):
        assert number.low is not None
        assert number.high is not None
        assert number.low < number.high
        zero = number.default == 0 and number.scale == "log_or_zero"
        assert number.default is None or zero or number.low <= number.default <= number.high
        assert number.low > 0 or number.scale not in ("log", "log_or_zero")
        assert number.high < 1 or number.scale != "log_to_one"


@pytest.mark.parametrize("entry", OPTIMIZERS.values(), ids=lambda entry: entry.id)
def test_the_ends_of_every_range_are_accepted_by_torch(entry: Optimizer) -> None:
    shape = (2, 2) if entry.id == "Muon" else (2,)
    for parameter in entry.params:
        for end in ends(parameter):
            CLASSES[entry.id]([torch.zeros(shape, requires_grad=True)], **{parameter.name: end})


def ends(parameter: Parameter) -> list[Any]:
    """The extreme values that the page's control offers."""
    if parameter.kind == "tuple":
        low = [parameter.items[0].low, *parameter.default[1:]]
        high = [*parameter.default[:-1], parameter.items[-1].high]
        return [tuple(low), tuple(high)]
    values: list[Any] = [parameter.low, parameter.high, *parameter.choices]
    if parameter.scale == "log_or_zero":
        values.append(0.0)
    return [value for value in values if value is not None]


@pytest.mark.parametrize("entry", OPTIMIZERS.values(), ids=lambda entry: entry.id)
def test_texts_are_in_two_languages(entry: Optimizer) -> None:
    assert entry.name.en
    assert entry.name.zh
    for text in texts(entry):
        assert text.en.endswith(".")
        assert text.zh.endswith("。")
        assert any("\u4e00" <= letter <= "\u9fff" for letter in text.zh)


@pytest.mark.parametrize("entry", OPTIMIZERS.values(), ids=lambda entry: entry.id)
def test_exactly_the_available_ones_step_two_dense_parameters(entry: Optimizer) -> None:
    assert entry.available == (entry.reason is None)
    if entry.available:
        path = descend(entry.id, {}, steps=3)
        assert not torch.equal(path[0], path[-1])
    else:
        with pytest.raises((ValueError, RuntimeError)):
            descend(entry.id, {}, steps=3)


@pytest.mark.parametrize("entry", AVAILABLE, ids=lambda entry: entry.id)
def test_elementwise_is_said_of_those_whose_starts_can_share_a_tensor(entry: Optimizer) -> None:
    starts = torch.stack([torch.linspace(-2, 2, 40, dtype=torch.float64), torch.linspace(1.5, -1, 40)])
    together = descend(entry.id, {}, start=starts.flatten(), steps=20)
    alone = [descend(entry.id, {}, start=start, steps=20) for start in starts.T]
    equal = torch.equal(together[-1].reshape(2, 40), torch.stack([path[-1] for path in alone]).T)
    assert equal == entry.elementwise


def slope(point: Tensor) -> Tensor:
    """A loss whose terms each hold one coordinate, so that starts do not meet in the objective."""
    return (0.5 * point**2 + 0.3 * torch.sin(3 * point) + 0.1 * point**4).sum()


def descend(
    name: str,
    params: Mapping[str, Any],
    change: Mapping[str, Any] | None = None,
    start: Tensor | None = None,
    steps: int = 12,
) -> Tensor:
    """The positions of a plain loop, with `change` set on the group after 5 steps."""
    begin = torch.tensor([1.5, -1.0], dtype=torch.float64) if start is None else start
    point = begin.detach().clone().to(torch.float64).requires_grad_()
    optimizer: Any = CLASSES[name]([point], **params)
    path = [point.detach().clone()]

    def closure() -> Tensor:
        optimizer.zero_grad()
        loss = slope(point)
        torch.autograd.backward(loss)
        return loss

    for step in range(steps):
        if step == 5 and change:
            optimizer.param_groups[0].update(change)
        optimizer.step(closure)
        path.append(point.detach().clone())
    return torch.stack(path)


# For each hyperparameter another value, and the company in which it makes a difference.
OTHER: dict[str, tuple[Any, dict[str, Any]]] = {
    "lr": (0.003, {}),
    "momentum": (0.5, {}),
    "dampening": (0.5, {"momentum": 0.9}),
    "weight_decay": (0.2, {}),
    "nesterov": (True, {"momentum": 0.9}),
    "maximize": (True, {}),
    "lr_decay": (0.5, {}),
    "initial_accumulator_value": (1.0, {}),
    "eps": (0.5, {}),
    "rho": (0.5, {}),
    "alpha": (0.5, {}),
    "centered": (True, {}),
    "betas": ((0.5, 0.6), {}),
    # The largest average matters once the gradients have grown smaller.
    "amsgrad": (True, {"lr": 0.1, "betas": (0.9, 0.5)}),
    "decoupled_weight_decay": (True, {"weight_decay": 0.2}),
    "momentum_decay": (0.5, {}),
    "lambd": (0.1, {}),
    "etas": ((0.3, 1.5), {}),
    "step_sizes": ((0.001, 0.002), {}),
    "beta2_decay": (-0.2, {}),
    "d": (3.0, {"lr": 1.0, "maximize": True}),
    "max_iter": (1, {"lr": 0.1, "max_iter": 4}),
    "max_eval": (None, {"lr": 0.1, "max_eval": 3}),
    "tolerance_grad": (1.0, {"lr": 0.1, "max_iter": 2}),
    "tolerance_change": (0.5, {"lr": 0.1, "max_iter": 2}),
    "history_size": (50, {"lr": 0.3, "max_iter": 3, "history_size": 2}),
    "line_search_fn": ("strong_wolfe", {"lr": 0.1, "max_iter": 2}),
}
OWN: dict[tuple[str, str], tuple[Any, dict[str, Any]]] = {
    ("LBFGS", "lr"): (0.05, {"lr": 0.1, "max_iter": 2}),
    ("Adafactor", "eps"): ((None, 10.0), {}),
}
HYPERPARAMETERS = [
    (entry.id, parameter)
    for entry in AVAILABLE
    for parameter in entry.params
    if (entry.id, parameter.name) != ("ASGD", "t0")
]


@pytest.mark.parametrize(
    ("name", "parameter"), HYPERPARAMETERS, ids=[f"{name}-{each.name}" for name, each in HYPERPARAMETERS]
)
def test_steerable_is_said_of_exactly_what_still_acts_when_it_changes_midway(
    name: str, parameter: Parameter
) -> None:
    value, company = OWN.get((name, parameter.name), OTHER[parameter.name])
    plain = descend(name, company)
    assert not torch.equal(descend(name, {**company, parameter.name: value}), plain)
    try:
        acts = not torch.equal(descend(name, company, {parameter.name: value}), plain)
    except (KeyError, IndexError, TypeError):
        acts = False
    assert acts == parameter.steerable


def test_the_average_of_asgd_does_not_move_its_path() -> None:
    assert torch.equal(descend("ASGD", {}, {"t0": 1.0}), descend("ASGD", {}))


def test_presets_name_an_available_optimizer_and_arguments_that_torch_takes() -> None:
    assert set(PRESETS) == {"Momentum", "Nesterov"}
    for preset in PRESETS.values():
        assert OPTIMIZERS[preset.optimizer].available
        path = descend(preset.optimizer, preset.params)
        assert not torch.equal(path, descend(preset.optimizer, {}))
        assert preset.about.en != preset.about.zh
    assert not torch.equal(*(descend("SGD", PRESETS[name].params) for name in ("Momentum", "Nesterov")))
