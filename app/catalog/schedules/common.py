"""Parameters that several schedules share."""

from __future__ import annotations

from app.catalog.entries import Parameter, Text


def steps(name: str, default: int | None, about: Text, high: int = 1000, nullable: bool = False) -> Parameter:
    """A number of steps, at least 1."""
    return Parameter(
        name=name, kind="int", default=default, low=1, high=high, scale="log", nullable=nullable, about=about
    )


def share(name: str, default: float, about: Text, low: float = 0.01, high: float = 1.0) -> Parameter:
    """A factor between 0 and 1."""
    return Parameter(name=name, kind="float", default=default, low=low, high=high, about=about)


def rate(name: str, default: float, about: Text) -> Parameter:
    """A learning rate."""
    return Parameter(name=name, kind="float", default=default, low=1e-6, high=100.0, scale="log", about=about)


def rate_or_zero(name: str, default: float, about: Text, low: float = 1e-8, high: float = 1.0) -> Parameter:
    """A learning rate, or a small number of that kind, that is often 0."""
    return Parameter(
        name=name, kind="float", default=default, low=low, high=high, scale="log_or_zero", about=about
    )


def switch(name: str, default: bool, about: Text) -> Parameter:
    return Parameter(name=name, kind="bool", default=default, about=about)


def choice(name: str, default: str, choices: tuple[str, ...], about: Text) -> Parameter:
    return Parameter(name=name, kind="choice", default=default, choices=choices, about=about)


def drop(default: float) -> Parameter:
    """`gamma` of the schedules that drop now and then."""
    return share(
        "gamma",
        default,
        Text(
            "The factor applied at each drop: 0.1 leaves a tenth.",
            "每次下降时乘上的系数：0.1 表示剩下十分之一。",
        ),
    )


def milestones(default: tuple[int, ...], about: Text) -> Parameter:
    """A list of step numbers."""
    element = steps("milestone", None, Text("A number of steps from the start.", "从起点算起的步数。"))
    return Parameter(name="milestones", kind="list", default=default, items=(element,), about=about)


LOWEST_RATE = rate_or_zero(
    "eta_min",
    0.0,
    Text("The learning rate at the bottom of the curve.", "曲线最低处的学习率。"),
)


def cycled_momentum(lowest: float, highest: float) -> tuple[Parameter, Parameter, Parameter]:
    """The three parameters with which a schedule moves the momentum against the learning rate."""
    return (
        switch(
            "cycle_momentum",
            True,
            Text(
                "Lowers the momentum (or beta1) as the rate rises; turn it off for optimizers without.",
                "学习率升高时降低动量（或 beta1）；优化器两者都没有时请关闭。",
            ),
        ),
        Parameter(
            name="base_momentum",
            kind="float",
            default=lowest,
            low=0.0,
            high=0.999,
            scale="log_to_one",
            about=Text("The momentum where the rate is highest.", "学习率最高时的动量。"),
        ),
        Parameter(
            name="max_momentum",
            kind="float",
            default=highest,
            low=0.0,
            high=0.999,
            scale="log_to_one",
            about=Text("The momentum where the rate is lowest.", "学习率最低时的动量。"),
        ),
    )
