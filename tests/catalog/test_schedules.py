"""The declared schedules against torch: signatures, availability, and 300 steps of each."""

from __future__ import annotations

import inspect
from typing import Any

import pytest
import torch
from torch.optim import lr_scheduler

from app.catalog import SCHEDULES
from app.catalog.build import build_schedule
from app.catalog.entries import Parameter, Schedule

NOT_HYPERPARAMETERS = {"optimizer", "last_epoch", "scale_fn"}
CLASSES = {
    name: getattr(lr_scheduler, name)
    for name in lr_scheduler.__all__
    if name != lr_scheduler.LRScheduler.__name__
}
AVAILABLE = [entry for entry in SCHEDULES.values() if entry.available]
BUDGET = 300


def declared_defaults(identifier: str) -> dict[str, Any]:
    params = {parameter.name: parameter.default for parameter in SCHEDULES[identifier].params}
    return {**params, "total_steps": BUDGET} if "total_steps" in params else params


def rates(identifier: str, params: dict[str, Any], lr: float = 0.1) -> list[float]:
    """The learning rate before each of the steps, and after the last."""
    point = torch.zeros(2, requires_grad=True)
    optimizer = torch.optim.SGD([point], lr=lr, momentum=0.9)
    schedule: Any = build_schedule(identifier, params, optimizer)
    found = [optimizer.param_groups[0]["lr"]]
    for _ in range(BUDGET):
        optimizer.step()
        if identifier == "ReduceLROnPlateau":
            schedule.step(1.0)
        else:
            schedule.step()
        found.append(optimizer.param_groups[0]["lr"])
    return found


def test_every_schedule_class_of_torch_is_listed_and_nothing_else() -> None:
    assert set(SCHEDULES) == set(CLASSES)


@pytest.mark.parametrize("entry", SCHEDULES.values(), ids=lambda entry: entry.id)
def test_exactly_those_that_need_a_python_function_are_unavailable(entry: Schedule) -> None:
    required = {
        name
        for name, each in inspect.signature(CLASSES[entry.id]).parameters.items()
        if "Callable" in str(each.annotation) and each.default is inspect.Parameter.empty
    }
    assert entry.available == (not required)
    assert entry.available == (entry.reason is None)
    assert entry.available == bool(entry.params)


@pytest.mark.parametrize("entry", AVAILABLE, ids=lambda entry: entry.id)
def test_every_parameter_of_the_constructor_is_declared_with_torchs_default(entry: Schedule) -> None:
    signature = inspect.signature(CLASSES[entry.id]).parameters
    expected = {name: each.default for name, each in signature.items() if name not in NOT_HYPERPARAMETERS}
    declared = {parameter.name: parameter.default for parameter in entry.params}
    assert set(declared) == set(expected)
    assert len(declared) == len(entry.params)
    for name, default in expected.items():
        if default is not inspect.Parameter.empty:
            assert declared[name] == default
        else:
            assert declared[name] is not None


@pytest.mark.parametrize("entry", AVAILABLE, ids=lambda entry: entry.id)
def test_the_choices_are_those_of_torchs_annotation(entry: Schedule) -> None:
    signature = inspect.signature(CLASSES[entry.id]).parameters
    for parameter in entry.params:
        annotation = str(signature[parameter.name].annotation)
        assert annotation.startswith("Literal") == (parameter.kind == "choice")
        assert all(repr(option) in annotation for option in parameter.choices)
        assert annotation.count("'") == 2 * len(parameter.choices)


@pytest.mark.parametrize("entry", AVAILABLE, ids=lambda entry: entry.id)
def test_every_number_has_a_range_that_holds_its_default_and_fits_its_scale(entry: Schedule) -> None:
    numbers = [parameter for parameter in entry.params if parameter.kind in ("float", "int")]
    for number in numbers:
        assert number.low is not None
        assert number.high is not None
        assert number.low < number.high
        zero = number.default == 0 and number.scale == "log_or_zero"
        assert number.default is None or zero or number.low <= number.default <= number.high
        assert number.nullable or type(number.default) is {"float": float, "int": int}[number.kind]
        assert number.low > 0 or number.scale not in ("log", "log_or_zero")
        assert number.high < 1 or number.scale != "log_to_one"


@pytest.mark.parametrize("entry", SCHEDULES.values(), ids=lambda entry: entry.id)
def test_texts_are_in_two_languages(entry: Schedule) -> None:
    assert entry.name.en.startswith(f"{entry.id}: ")
    assert entry.name.zh.startswith(f"{entry.id}：")
    parameters = [*entry.params, *(item for parameter in entry.params for item in parameter.items)]
    for text in [
        entry.about,
        *([entry.reason] if entry.reason else []),
        *(each.about for each in parameters),
    ]:
        assert text.en.endswith(".")
        assert text.zh.endswith("。")
        assert any("\u4e00" <= letter <= "\u9fff" for letter in text.zh)


@pytest.mark.parametrize("entry", AVAILABLE, ids=lambda entry: entry.id)
def test_each_with_its_declared_defaults_changes_the_rate_within_300_steps(entry: Schedule) -> None:
    found = rates(entry.id, declared_defaults(entry.id))
    assert len(set(found)) > 1
    assert all(0 <= rate < 1 for rate in found)


def ends(parameter: Parameter) -> list[Any]:
    """The extreme values that the page's control offers."""
    values: list[Any] = [parameter.low, parameter.high, *parameter.choices]
    if parameter.scale == "log_or_zero":
        values.append(0.0)
    return [value for value in values if value is not None]


@pytest.mark.parametrize("entry", AVAILABLE, ids=lambda entry: entry.id)
def test_the_ends_of_every_range_run_for_300_steps(entry: Schedule) -> None:
    for parameter in entry.params:
        for end in ends(parameter):
            # A cycle that is shorter than the budget is refused before it comes here.
            if entry.id == "OneCycleLR" and parameter.name == "total_steps":
                end = max(end, BUDGET)
            assert len(rates(entry.id, {**declared_defaults(entry.id), parameter.name: end})) == BUDGET + 1


def test_the_declared_sequence_warms_up_and_then_falls_to_zero_at_the_end() -> None:
    found = rates("SequentialLR", declared_defaults("SequentialLR"))
    assert found[0] == pytest.approx(0.01)
    assert found[20] == pytest.approx(0.1)
    assert max(found) == pytest.approx(0.1)
    assert found[300] == pytest.approx(0.0, abs=1e-12)
