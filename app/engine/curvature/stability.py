"""How curved may the loss be before an optimizer's steps overshoot? The line of stability of each.

On a quadratic with curvature h along an axis a step multiplies that coordinate by numbers that depend on h;
at the line one of them is -1. Source: Cohen et al. (2021), Gradient Descent on Neural Networks Typically
Occurs at the Edge of Stability, and (2022), Adaptive Gradient Methods at the Edge of Stability; with weight
decay, dampening and each of torch's variants worked out in the same way.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from torch import Tensor

from app.catalog.entries import Text
from app.engine.training.course import Course, Position
from app.spec import RunSpec

Group = Mapping[str, Any]

NO_LINE = Text(en="No line of stability is known for this optimizer.", zh="此优化器没有已知的稳定性界线。")
SEVERAL_GROUPS = Text(
    en="Its parameter groups have different hyperparameters: there is no single line of stability.",
    zh="各参数组的超参数不同，没有统一的稳定性界线。",
)
ADDS = Text(
    en="Its gradients add up from step to step: there is no line of stability.",
    zh="它的梯度逐步累加，没有稳定性界线。",
)
CLIMBS = Text(en="It maximises: there is no line of stability.", zh="它在最大化目标，没有稳定性界线。")


@dataclass(frozen=True, slots=True)
class Line:
    """Above `threshold` steps overshoot: the largest eigenvalue of H, or of P^-1 H with a preconditioner.

    `preconditioner` is P (n,), positive, what the last step divided by; `decay` is what coupled weight decay
    adds to the diagonal of H.
    """

    threshold: float
    preconditioner: Tensor | None = None
    decay: float = 0.0


def line_of(run: RunSpec, course: Course, position: Position) -> Line | Text | None:
    """The line of stability for the next step from a position, or why there is none.

    None where the optimizer has not gathered yet what it divides by.
    """
    if not run.zero_grad:
        return ADDS
    rule = RULES.get(run.optimizer)
    if rule is None:
        return NO_LINE
    numbers = sorted(set(course.members.tolist()) - {-1})
    groups = [position.groups[number] for number in numbers]
    if not groups or any(dict(group) != dict(groups[0]) for group in groups):
        return SEVERAL_GROUPS
    if groups[0].get("maximize"):
        return CLIMBS
    return rule(groups[0], position)


def _sgd(group: Group, position: Position) -> Line | None:
    lr, momentum, decay = group["lr"], group["momentum"], group["weight_decay"]
    if group["nesterov"]:
        edge = (2 + 2 * momentum) / ((1 + 2 * momentum) * lr)
    else:
        edge = (2 + 2 * momentum) / (lr * (1 - (group["dampening"] if momentum else 0)))
    return Line(edge - decay)


def _adam(group: Group, position: Position) -> Line | None:
    squares = position.gathered.get("max_exp_avg_sq", position.gathered.get("exp_avg_sq"))
    if squares is None:
        return None
    lr, (beta1, beta2), decay = group["lr"], map(float, group["betas"]), group["weight_decay"]
    debiased = squares.double() / (1 - beta2**position.step)
    divisor = (1 - beta1**position.step) * (debiased.sqrt() + group["eps"])
    edge = (2 + 2 * beta1) / ((1 - beta1) * lr)
    if group.get("decoupled_weight_decay"):
        return Line(edge - decay * (1 + beta1) / (1 - beta1), divisor)
    return Line(edge, divisor, decay)


def _rmsprop(group: Group, position: Position) -> Line | None:
    squares = position.gathered.get("square_avg")
    if squares is None:
        return None
    mean = position.gathered.get("grad_avg")
    spread = squares.double() - (mean.double().square() if mean is not None and group["centered"] else 0.0)
    divisor = spread.clamp(min=0).sqrt() + group["eps"]
    return Line((2 + 2 * group["momentum"]) / group["lr"], divisor, group["weight_decay"])


def _adagrad(group: Group, position: Position) -> Line | None:
    total = position.gathered.get("sum")
    if total is None or position.step == 0:
        return None
    rate = group["lr"] / (1 + position.step * group["lr_decay"])
    return Line(2 / rate, total.double().sqrt() + group["eps"], group["weight_decay"])


RULES: Mapping[str, Callable[[Group, Position], Line | None]] = {
    "SGD": _sgd,
    "Adam": _adam,
    "AdamW": _adam,
    "RMSprop": _rmsprop,
    "Adagrad": _adagrad,
}
