"""Schedules of torch that cannot be described by numbers, with the reason."""

from __future__ import annotations

from app.catalog.entries import Schedule, Text

_NEEDS_CODE = Text(
    "It takes a Python function, and code from a browser is never run here.",
    "它需要一个 Python 函数，而本站从不运行来自浏览器的代码。",
)

LAMBDA = Schedule(
    id="LambdaLR",
    name=Text("LambdaLR: a function of the step", "LambdaLR：步数的函数"),
    available=False,
    reason=_NEEDS_CODE,
    about=Text(
        "Multiplies the first learning rate by a Python function of the step number.",
        "把初始学习率乘以一个以步数为自变量的 Python 函数。",
    ),
)

MULTIPLICATIVE = Schedule(
    id="MultiplicativeLR",
    name=Text("MultiplicativeLR: a factor each step", "MultiplicativeLR：每步一个系数"),
    available=False,
    reason=_NEEDS_CODE,
    about=Text(
        "Multiplies the current learning rate by a Python function of the step number.",
        "把当前学习率乘以一个以步数为自变量的 Python 函数。",
    ),
)
