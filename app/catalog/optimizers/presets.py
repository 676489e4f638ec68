"""Settings of an optimizer that have a name of their own."""

from __future__ import annotations

from app.catalog.entries import Preset, Text

MOMENTUM = Preset(
    id="Momentum",
    name=Text("Momentum", "动量法"),
    about=Text(
        "SGD that keeps nine tenths of its velocity: a heavy ball that gathers speed along the valley.",
        "保留九成速度的 SGD：像一个重球，沿山谷越滚越快。",
    ),
    optimizer="SGD",
    params={"lr": 1e-3, "momentum": 0.9},
)

NESTEROV = Preset(
    id="Nesterov",
    name=Text("Nesterov", "Nesterov 动量法"),
    about=Text(
        "Momentum that looks ahead: it corrects its velocity before the step, and so overshoots less.",
        "带前瞻的动量法：走步之前先修正速度，因此不容易冲过头。",
    ),
    optimizer="SGD",
    params={"lr": 1e-3, "momentum": 0.9, "nesterov": True},
)
