"""Arguments that torch takes without complaint and then breaks on in the middle of a run.

They are refused with a `ValueError` when something is built, or when the budget of steps is known, so that
no run ends in a division by zero.
What torch refuses by itself is left to torch.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping
from typing import Any

from torch.optim import Optimizer

from app.sentences import told

Arguments = Mapping[str, Any]

# ASGD raises 1 + lambd * lr * step to the power alpha in Python, where float64 overflows loudly.
_ASGD_STEPS = 1e6
_LARGEST_EXPONENT = 700.0

_LEAST = {
    ("ASGD", "lambd"): 0,
    ("LBFGS", "max_iter"): 1,
    ("LBFGS", "max_eval"): 1,
    ("LBFGS", "history_size"): 1,
    ("StepLR", "step_size"): 1,
    ("CosineAnnealingLR", "T_max"): 1,
    ("PolynomialLR", "power"): 0,
    ("CyclicLR", "step_size_up"): 1,
    ("CyclicLR", "step_size_down"): 0,
}
# LBFGS sets up lists of this length: torch takes any, and memory does not.
_MOST = {("LBFGS", "history_size"): 10_000}
_NOT_ZERO = {
    ("ConstantLR", "factor"),
    ("OneCycleLR", "div_factor"),
    ("OneCycleLR", "final_div_factor"),
}


def check_optimizer(id: str, arguments: Arguments) -> None:
    """Raise `ValueError` if an optimizer with these arguments, defaults included, would break in a step."""
    _check_numbers(id, arguments)
    if id == "ASGD":
        _check_decay(arguments["lr"], arguments["lambd"], arguments["alpha"])
    if id == "LBFGS" and arguments["line_search_fn"] is not None and arguments["lr"] == 0:
        raise ValueError(told("expected LBFGS to have an lr above 0 when it searches along a line, got 0"))


def check_length(id: str, arguments: Arguments, steps: int) -> None:
    """Raise `ValueError` if a schedule with these arguments, defaults included, breaks within `steps`."""
    if id != "CyclicLR":
        return
    mode, gamma, up = arguments["mode"], arguments["gamma"], arguments["step_size_up"]
    if mode == "exp_range" and _overflows(gamma, steps):
        raise ValueError(
            told(
                "expected gamma of CyclicLR to stay within float64 when raised to the power of "
                "{steps} steps, got {gamma}",
                steps=steps,
                gamma=gamma,
            )
        )
    down = arguments["step_size_down"]
    cycles = steps // max(1, up + (up if down is None else down))
    if mode == "triangular2" and _overflows(2.0, cycles):
        raise ValueError(
            told(
                "expected step_size_up of CyclicLR to make no more cycles than can be halved within "
                "float64, got {up}, which makes {cycles} cycles in {steps} steps",
                up=up,
                cycles=cycles,
                steps=steps,
            )
        )


def check_schedule(id: str, arguments: Arguments, optimizer: Optimizer) -> None:
    """Raise `ValueError` if a schedule with these arguments, defaults included, would break in a step."""
    _check_numbers(id, arguments)
    if id == "OneCycleLR":
        _check_phases(arguments)
    if id == "MultiStepLR":
        _check_drops(arguments)
    if arguments.get("cycle_momentum"):
        _check_momentum(id, arguments, optimizer)
    if id == "SequentialLR":
        for index, inner in enumerate(arguments["schedulers"][1:], start=1):
            if inner["id"] in ("SequentialLR", "ChainedScheduler"):
                raise ValueError(
                    told(
                        "expected SequentialLR to change over to a single schedule, got {inner} at "
                        "index {index}: torch can start with one made of others, but not change over "
                        "to it",
                        inner=inner["id"],
                        index=index,
                    )
                )


def _check_numbers(id: str, arguments: Arguments) -> None:
    for name, value in arguments.items():
        least = _LEAST.get((id, name))
        if least is not None and value is not None and value < least:
            raise ValueError(
                told(
                    "expected {name} of {id} to be at least {least}, got {value}",
                    name=name,
                    id=id,
                    least=least,
                    value=value,
                )
            )
        most = _MOST.get((id, name))
        if most is not None and value > most:
            raise ValueError(
                told(
                    "expected {name} of {id} to be at most {most}, got {value}",
                    name=name,
                    id=id,
                    most=most,
                    value=value,
                )
            )
        if (id, name) in _NOT_ZERO and value == 0:
            raise ValueError(
                told("expected {name} of {id} to be above 0, got {value}", name=name, id=id, value=value)
            )


def _check_decay(lr: float, lambd: float, alpha: float) -> None:
    if lr >= 0 and not abs(alpha) * math.log1p(lambd * lr * _ASGD_STEPS) < _LARGEST_EXPONENT:
        raise ValueError(
            told(
                "expected ASGD's decay (1 + lambd * lr * step) ** alpha to stay within float64, got "
                "lambd {lambd}, lr {lr}, alpha {alpha}",
                lambd=lambd,
                lr=lr,
                alpha=alpha,
            )
        )


def _check_drops(arguments: Arguments) -> None:
    """A milestone given several times drops as often at once; torch takes the power in Python."""
    times = max(Counter(arguments["milestones"]).values(), default=0)
    if _overflows(arguments["gamma"], times):
        raise ValueError(
            told(
                "expected gamma of MultiStepLR to stay within float64 at a milestone given {times} "
                "times, got {gamma}",
                times=times,
                gamma=arguments["gamma"],
            )
        )


def _overflows(base: float, exponent: int) -> bool:
    """Whether Python would raise an `OverflowError` on this power."""
    try:
        float(base) ** exponent
    except OverflowError:
        return True
    return False


def _check_phases(arguments: Arguments) -> None:
    """A phase that takes no time would be divided by; torch counts a phase's end as below."""
    share = arguments["pct_start"]
    length = arguments["total_steps"]
    if length is None and arguments["epochs"] is not None and arguments["steps_per_epoch"] is not None:
        length = arguments["epochs"] * arguments["steps_per_epoch"]
    if length is None:
        return
    peak = share * length - 1
    last_begins = 2 * share * length - 2 if arguments["three_phase"] else peak
    if peak == 0 or last_begins == length - 1:
        raise ValueError(
            told(
                "expected pct_start of OneCycleLR to leave every phase some steps, got {share} of "
                "{length} steps",
                share=share,
                length=length,
            )
        )


def _check_momentum(id: str, arguments: Arguments, optimizer: Optimizer) -> None:
    """A cycle that leaves the optimizer's own domain of momentum would divide by zero or lack a buffer."""
    for name in ("base_momentum", "max_momentum"):
        value = arguments[name]
        if "betas" in optimizer.defaults and not 0 <= value < 1:
            raise ValueError(
                told(
                    "expected {name} of {id} to be at least 0 and below 1, got {value}",
                    name=name,
                    id=id,
                    value=value,
                )
            )
        if value < 0:
            raise ValueError(
                told("expected {name} of {id} to be at least 0, got {value}", name=name, id=id, value=value)
            )
    if type(optimizer).__name__ == "RMSprop" and arguments["max_momentum"] == 0:
        raise ValueError(told("expected max_momentum of {id} to be above 0 with RMSprop, got 0", id=id))
