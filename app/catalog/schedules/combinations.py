"""Schedules made of schedules."""

from __future__ import annotations

from app.catalog.entries import Parameter, Schedule, Text
from app.catalog.schedules.common import milestones

_WARM_UP = {"id": "LinearLR", "params": {"start_factor": 0.1, "total_iters": 20}}

SEQUENTIAL = Schedule(
    id="SequentialLR",
    name=Text("SequentialLR: one after another", "SequentialLR：依次执行"),
    about=Text(
        "Runs several schedules one after another, changing over at the milestones.",
        "依次执行多个调度，在给定的步数处切换。",
    ),
    params=(
        Parameter(
            name="schedulers",
            kind="schedules",
            default=(_WARM_UP, {"id": "CosineAnnealingLR", "params": {"T_max": 280}}),
            about=Text("The schedules, in their order.", "按顺序排列的各个调度。"),
        ),
        milestones(
            (20,),
            Text(
                "The step numbers at which the next schedule takes over: one fewer than schedules.",
                "切换到下一个调度的步数：比调度的个数少一个。",
            ),
        ),
    ),
)

CHAINED = Schedule(
    id="ChainedScheduler",
    name=Text("ChainedScheduler: all at once", "ChainedScheduler：同时执行"),
    about=Text(
        "Applies several schedules together: at every step each of them changes what the others left.",
        "同时应用多个调度：每一步，每个调度都在其他调度的结果上再作改变。",
    ),
    params=(
        Parameter(
            name="schedulers",
            kind="schedules",
            default=(_WARM_UP, {"id": "ExponentialLR", "params": {"gamma": 0.99}}),
            about=Text("The schedules that act together.", "同时起作用的各个调度。"),
        ),
    ),
)
