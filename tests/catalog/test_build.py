"""Building optimizers and schedules: JSON arguments, nesting, and refusal of what would break later."""

from __future__ import annotations

from itertools import count
from typing import Any

import pytest
import torch
from torch import Tensor
from torch.optim.lr_scheduler import LRScheduler

from app.catalog import OPTIMIZERS, SCHEDULES
from app.catalog.build import build_optimizer, build_schedule, changes_momentum, momentum_of
from app.catalog.pitfalls import check_length

AVAILABLE = [name for name, entry in OPTIMIZERS.items() if entry.available]


def point() -> Tensor:
    return torch.tensor([-1.5, 2.0], dtype=torch.float64, requires_grad=True)


def step(optimizer: torch.optim.Optimizer, times: int = 1) -> None:
    stepper: Any = optimizer
    (here,) = optimizer.param_groups[0]["params"]

    def closure() -> Tensor:
        stepper.zero_grad()
        loss: Tensor = (1 - here[0]) ** 2 + 100 * (here[1] - here[0] ** 2) ** 2
        torch.autograd.backward(loss)
        return loss

    for _ in range(times):
        stepper.step(closure)


@pytest.mark.parametrize("name", AVAILABLE)
def test_nothing_given_is_torchs_own_default(name: str) -> None:
    built = build_optimizer(name, {}, [point()])
    expected: Any = getattr(torch.optim, name)([point()])
    assert type(built) is type(expected)
    assert built.defaults == expected.defaults


@pytest.mark.parametrize("name", AVAILABLE)
def test_all_declared_defaults_given_is_the_same_as_none_given(name: str) -> None:
    every = {parameter.name: parameter.default for parameter in OPTIMIZERS[name].params}
    assert build_optimizer(name, every, [point()]).defaults == build_optimizer(name, {}, [point()]).defaults


@pytest.mark.parametrize("name", AVAILABLE)
def test_torch_chooses_neither_foreach_nor_fused_for_a_row_on_the_cpu(name: str) -> None:
    optimizer = build_optimizer(name, {}, [point()])
    with torch.profiler.profile(activities=[torch.profiler.ProfilerActivity.CPU]) as recorder:
        step(optimizer)
    operations = {event.key for event in recorder.key_averages()}
    assert any(operation.startswith("aten::add") for operation in operations)
    assert not [operation for operation in operations if "foreach" in operation or "fused" in operation]


def test_arrays_become_tuples_and_numbers_have_their_declared_kind() -> None:
    adam = build_optimizer("Adam", {"lr": 1, "betas": [0, 0.99]}, [point()])
    assert adam.defaults["betas"] == (0.0, 0.99)
    assert [type(beta) for beta in adam.defaults["betas"]] == [float, float]
    adafactor = build_optimizer("Adafactor", {"eps": [None, 1e-3]}, [point()])
    assert adafactor.defaults["eps"] == (None, 1e-3)
    lbfgs = build_optimizer(
        "LBFGS", {"max_iter": 7.0, "max_eval": None, "line_search_fn": "strong_wolfe"}, [point()]
    )
    assert type(lbfgs.defaults["max_iter"]) is int
    assert lbfgs.defaults["max_eval"] == 8
    cycle: Any = build_schedule("OneCycleLR", {"max_lr": 1, "total_steps": 10, "pct_start": 0}, adam)
    assert cycle.total_steps == 10


@pytest.mark.parametrize(
    ("name", "params", "sentence"),
    [
        ("SGD", {"lr": -1.0}, "Invalid learning rate: -1.0"),
        ("SGD", {"nesterov": True}, "Nesterov momentum requires a momentum and zero dampening"),
        ("Adam", {"betas": [1.0, 0.999]}, "Invalid beta parameter at index 0: 1.0"),
        ("Rprop", {"etas": [0.5, 0.9]}, "Invalid eta values: 0.5, 0.9"),
        ("Adafactor", {"d": 0.5}, "Clipping threshold d should be >= 1 but is: 0.5"),
        ("Muon", {}, "Muon only supports 2D parameters"),
    ],
)
def test_torchs_own_message_passes_through(name: str, params: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        build_optimizer(name, params, [point()])


def test_what_the_catalog_does_not_declare_never_reaches_torch() -> None:
    with pytest.raises(TypeError, match=r"expected a parameter of SGD: lr, .*; got foreach"):
        build_optimizer("SGD", {"foreach": True}, [point()])
    with pytest.raises(TypeError, match="got last_epoch"):
        build_schedule("StepLR", {"step_size": 5, "last_epoch": 3}, build_optimizer("SGD", {}, [point()]))
    with pytest.raises(KeyError):
        build_optimizer("Optimizer", {}, [point()])
    with pytest.raises(ValueError, match=r"expected max_iter to be a whole number, got 2\.5"):
        build_optimizer("LBFGS", {"max_iter": 2.5}, [point()])


# Torch takes each of these, and then raises in a step.
BREAKING_OPTIMIZERS: list[tuple[str, dict[str, Any], str]] = [
    ("ASGD", {"lr": 1.0, "lambd": -0.5}, "expected lambd of ASGD to be at least 0, got -0.5"),
    ("ASGD", {"alpha": 1e300}, "stay within float64"),
    ("LBFGS", {"history_size": 0}, "expected history_size of LBFGS to be at least 1, got 0"),
    (
        "LBFGS",
        {"max_eval": 0, "line_search_fn": "strong_wolfe"},
        "expected max_eval of LBFGS to be at least 1, got 0",
    ),
    ("LBFGS", {"lr": 0.0, "line_search_fn": "strong_wolfe"}, "expected LBFGS to have an lr above 0"),
]


@pytest.mark.parametrize(("name", "params", "sentence"), BREAKING_OPTIMIZERS)
def test_an_optimizer_that_would_break_in_a_step_is_refused(
    name: str, params: dict[str, Any], sentence: str
) -> None:
    constructor: Any = getattr(torch.optim, name)
    with pytest.raises((ArithmeticError, IndexError, UnboundLocalError)):
        step(constructor([point()], **params), times=3)
    with pytest.raises(ValueError, match=sentence):
        build_optimizer(name, params, [point()])


def test_an_lbfgs_with_more_history_than_memory_holds_is_refused() -> None:
    build_optimizer("LBFGS", {"history_size": 10_000}, [point()])
    with pytest.raises(ValueError, match="expected history_size of LBFGS to be at most 10000, got 10001"):
        build_optimizer("LBFGS", {"history_size": 10_001}, [point()])


BREAKING_SCHEDULES: list[tuple[str, str, dict[str, Any], str]] = [
    ("SGD", "StepLR", {"step_size": 0}, "expected step_size of StepLR to be at least 1, got 0"),
    ("SGD", "CosineAnnealingLR", {"T_max": 0}, "expected T_max of CosineAnnealingLR to be at least 1, got 0"),
    ("SGD", "PolynomialLR", {"power": -1.0}, "expected power of PolynomialLR to be at least 0"),
    ("SGD", "ConstantLR", {"factor": 0.0}, r"expected factor of ConstantLR to be above 0, got 0\.0"),
    (
        "SGD",
        "CyclicLR",
        {"base_lr": 0.1, "max_lr": 0.2, "step_size_up": 0, "step_size_down": 5},
        "step_size_up",
    ),
    ("SGD", "MultiStepLR", {"milestones": [2, 2], "gamma": 1e200}, r"given 2 times, got 1e\+200"),
    ("SGD", "OneCycleLR", {"max_lr": 0.1, "total_steps": 10, "pct_start": 1.0}, r"got 1\.0 of 10 steps"),
    ("SGD", "OneCycleLR", {"max_lr": 0.1, "total_steps": 10, "pct_start": 0.1}, r"got 0\.1 of 10 steps"),
    (
        "SGD",
        "OneCycleLR",
        {"max_lr": 0.1, "epochs": 2, "steps_per_epoch": 5, "pct_start": 0.55, "three_phase": True},
        r"got 0\.55 of 10 steps",
    ),
    ("SGD", "OneCycleLR", {"max_lr": 0.1, "total_steps": 10, "div_factor": 0.0}, "expected div_factor"),
    ("Adam", "OneCycleLR", {"max_lr": 0.1, "total_steps": 10, "max_momentum": 1.0}, "below 1, got 1"),
    (
        "RMSprop",
        "OneCycleLR",
        {"max_lr": 0.1, "total_steps": 10, "max_momentum": 0.0},
        "expected max_momentum of OneCycleLR to be above 0 with RMSprop, got 0",
    ),
]


@pytest.mark.parametrize(("optimizer", "name", "params", "sentence"), BREAKING_SCHEDULES)
def test_a_schedule_that_would_break_in_a_step_is_refused(
    optimizer: str, name: str, params: dict[str, Any], sentence: str
) -> None:
    with pytest.raises((ArithmeticError, KeyError)):
        run_plainly(optimizer, name, params)
    with pytest.raises(ValueError, match=sentence):
        build_schedule(name, params, build_optimizer(optimizer, {}, [point()]))


def run_plainly(optimizer: str, name: str, params: dict[str, Any]) -> None:
    """Ten steps of torch's own classes, without the catalog."""
    descent: Any = getattr(torch.optim, optimizer)([point()])
    schedule: Any = getattr(torch.optim.lr_scheduler, name)(descent, **params)
    for _ in range(10):
        step(descent)
        schedule.step()


CYCLES: list[tuple[dict[str, Any], str]] = [
    ({"mode": "exp_range", "gamma": 1e40}, r"power of 8 steps, got 1e\+40"),
    ({"mode": "exp_range", "gamma": -1e40}, r"power of 8 steps, got -1e\+40"),
    ({"mode": "triangular2", "step_size_up": 1, "step_size_down": 0}, "got 1, which makes 1024 cycles"),
    ({"mode": "triangular2", "step_size_up": 1}, "got 1, which makes 1024 cycles"),
]


def steps_before_overflow(schedule: LRScheduler) -> int:
    for steps in count():
        try:
            schedule.step()
        except OverflowError:
            return steps
    raise AssertionError


@pytest.mark.filterwarnings("ignore:Detected call of")
@pytest.mark.parametrize(("params", "sentence"), CYCLES)
def test_a_cycle_is_refused_from_the_very_step_on_in_which_it_would_break(
    params: dict[str, Any], sentence: str
) -> None:
    entry = SCHEDULES["CyclicLR"]
    params = {"base_lr": 0.1, "max_lr": 0.2, "cycle_momentum": False, **params}
    schedule = build_schedule("CyclicLR", params, build_optimizer("SGD", {}, [point()]))
    steps = steps_before_overflow(schedule)
    whole = {parameter.name: parameter.default for parameter in entry.params} | params
    check_length("CyclicLR", whole, steps)
    with pytest.raises(ValueError, match=sentence):
        check_length("CyclicLR", whole, steps + 1)


CYCLE: dict[str, Any] = {"id": "OneCycleLR", "params": {"max_lr": 0.1, "total_steps": 10}}
DECAY: dict[str, Any] = {"id": "ExponentialLR", "params": {"gamma": 0.9}}


def test_schedules_nest_as_they_do_in_torch() -> None:
    built = build_optimizer("SGD", {"lr": 0.1}, [point()])
    params = {"schedulers": [{"id": "ChainedScheduler", "params": {"schedulers": [DECAY, DECAY]}}, DECAY]}
    schedule: Any = build_schedule("SequentialLR", {**params, "milestones": [3]}, built)
    plain = torch.optim.SGD([point()], lr=0.1)
    kind = torch.optim.lr_scheduler
    chain = kind.ChainedScheduler([kind.ExponentialLR(plain, 0.9), kind.ExponentialLR(plain, 0.9)])
    expected: Any = kind.SequentialLR(plain, [chain, kind.ExponentialLR(plain, 0.9)], [3])
    ours, theirs = [], []
    for _ in range(5):
        built.step()
        plain.step()
        schedule.step()
        expected.step()
        ours.append(built.param_groups[0]["lr"])
        theirs.append(plain.param_groups[0]["lr"])
    assert ours == theirs
    # Two decays at once, the first of them already at the start (so torch counts a chain inside a sequence);
    # from step 3 on a single one, which begins with the full rate.
    assert ours == pytest.approx([0.1 * 0.81**2, 0.1 * 0.81**3, 0.1, 0.09, 0.081])


@pytest.mark.parametrize("inner", ["SequentialLR", "ChainedScheduler"])
def test_a_sequence_that_torch_cannot_change_over_to_is_refused(inner: str) -> None:
    nested: dict[str, Any] = {"schedulers": [DECAY]}
    if inner == "SequentialLR":
        nested["milestones"] = []
    params = {"schedulers": [DECAY, {"id": inner, "params": nested}], "milestones": [3]}
    plain = torch.optim.SGD([point()], lr=0.1)
    kind = torch.optim.lr_scheduler
    tail: Any = kind.ExponentialLR(plain, 0.9)
    tail = (
        kind.ChainedScheduler([tail]) if inner == "ChainedScheduler" else kind.SequentialLR(plain, [tail], [])
    )
    theirs = kind.SequentialLR(plain, [kind.ExponentialLR(plain, 0.9), tail], [3])
    for _ in range(2):
        plain.step()
        theirs.step()
    with pytest.raises(NotImplementedError):
        theirs.step()
    with pytest.raises(ValueError, match=f"got {inner} at index 1"):
        build_schedule("SequentialLR", params, build_optimizer("SGD", {}, [point()]))


def test_torch_refuses_a_plateau_inside_another_schedule() -> None:
    params = {"schedulers": [{"id": "ReduceLROnPlateau"}, DECAY], "milestones": [3]}
    with pytest.raises(ValueError, match="does not support `ReduceLROnPlateau`"):
        build_schedule("SequentialLR", params, build_optimizer("SGD", {}, [point()]))


@pytest.mark.parametrize("name", AVAILABLE)
def test_a_cycle_of_momentum_is_refused_by_exactly_those_without_momentum(name: str) -> None:
    optimizer = build_optimizer(name, {}, [point()])
    if momentum_of(optimizer.param_groups[0]) is None:
        with pytest.raises(ValueError, match="must support momentum or beta1"):
            build_schedule("OneCycleLR", CYCLE["params"], optimizer)
    else:
        schedule: Any = build_schedule("OneCycleLR", CYCLE["params"], optimizer)
        assert momentum_of(optimizer.param_groups[0]) == 0.95
        for _ in range(3):
            step(optimizer)
            schedule.step()
        assert momentum_of(optimizer.param_groups[0]) != 0.95


def test_a_cycle_without_momentum_leaves_it_alone_and_says_so() -> None:
    quiet = {**CYCLE["params"], "cycle_momentum": False}
    optimizer = build_optimizer("Adagrad", {}, [point()])
    build_schedule("OneCycleLR", quiet, optimizer)
    assert momentum_of(optimizer.param_groups[0]) is None
    assert not changes_momentum("OneCycleLR", quiet)
    assert not changes_momentum("StepLR", {"step_size": 5})
    assert not changes_momentum("ChainedScheduler", {"schedulers": [DECAY]})
    assert changes_momentum("OneCycleLR", {})
    assert changes_momentum("CyclicLR", {"cycle_momentum": True})
    assert changes_momentum("SequentialLR", {"schedulers": [DECAY, CYCLE]})
    inner = {"id": "ChainedScheduler", "params": {"schedulers": [CYCLE]}}
    assert changes_momentum("SequentialLR", {"schedulers": [inner, DECAY]})


def test_momentum_of_a_group_is_its_momentum_or_its_first_beta() -> None:
    groups = {name: build_optimizer(name, {}, [point()]).param_groups[0] for name in ("SGD", "Adam", "Rprop")}
    assert {name: momentum_of(group) for name, group in groups.items()} == {
        "SGD": 0.0,
        "Adam": 0.9,
        "Rprop": None,
    }
