"""Schedules that rise and fall: cosine curves, triangles, and the one cycle."""

from __future__ import annotations

from app.catalog.entries import Parameter, Schedule, Text
from app.catalog.schedules.common import (
    LOWEST_RATE,
    choice,
    cycled_momentum,
    rate,
    share,
    steps,
    switch,
)

COSINE = Schedule(
    id="CosineAnnealingLR",
    name=Text("CosineAnnealingLR: half a cosine", "CosineAnnealingLR：余弦退火"),
    about=Text(
        "Lets the learning rate glide down along half a cosine wave; beyond T_max it rises again.",
        "学习率沿半个余弦波平滑下降；超过 T_max 后会重新上升。",
    ),
    params=(
        steps("T_max", 300, Text("Steps from the top to the bottom.", "从最高到最低的步数。"), high=20_000),
        LOWEST_RATE,
    ),
)

WARM_RESTARTS = Schedule(
    id="CosineAnnealingWarmRestarts",
    name=Text(
        "CosineAnnealingWarmRestarts: cosine with restarts", "CosineAnnealingWarmRestarts：余弦退火重启"
    ),
    about=Text(
        "Glides down along a cosine, jumps back to the full learning rate, and begins again.",
        "沿余弦下降，然后跳回最初的学习率，周而复始。",
    ),
    params=(
        steps("T_0", 50, Text("Steps until the first restart.", "到第一次重启的步数。")),
        Parameter(
            name="T_mult",
            kind="int",
            default=1,
            low=1,
            high=5,
            about=Text(
                "Each period is this many times as long as the one before.",
                "每个周期的长度是前一个的多少倍。",
            ),
        ),
        LOWEST_RATE,
    ),
)

CYCLIC = Schedule(
    id="CyclicLR",
    name=Text("CyclicLR: up and down", "CyclicLR：循环升降"),
    about=Text(
        "Swings the learning rate between two values in triangles, whatever the optimizer's own lr is.",
        "让学习率在两个值之间按三角波来回变化，不理会优化器自身的 lr。",
    ),
    params=(
        rate("base_lr", 1e-3, Text("The lowest learning rate of a cycle.", "一个循环里最低的学习率。")),
        rate("max_lr", 1e-2, Text("The highest learning rate of a cycle.", "一个循环里最高的学习率。")),
        steps("step_size_up", 2000, Text("Steps of the rising half.", "上升阶段的步数。"), high=20_000),
        steps(
            "step_size_down",
            None,
            Text(
                "Steps of the falling half; null makes it as long as the rise.",
                "下降阶段的步数；null 表示与上升相同。",
            ),
            high=20_000,
            nullable=True,
        ),
        choice(
            "mode",
            "triangular",
            ("triangular", "triangular2", "exp_range"),
            Text(
                "Equal peaks, peaks halved at each cycle, or shrinking by gamma at each step.",
                "峰高不变、每个循环减半，或每一步按 gamma 缩小。",
            ),
        ),
        share(
            "gamma",
            1.0,
            Text("How fast the peaks shrink in mode exp_range.", "exp_range 模式下峰高缩小的快慢。"),
            low=0.9,
        ),
        choice(
            "scale_mode",
            "cycle",
            ("cycle", "iterations"),
            Text(
                "Belongs to a Python function of one's own; the three modes set it themselves.",
                "供自定义的 Python 函数使用；三种模式都会自行设定它。",
            ),
        ),
        *cycled_momentum(0.8, 0.9),
    ),
)

ONE_CYCLE = Schedule(
    id="OneCycleLR",
    name=Text("OneCycleLR: one rise, one fall", "OneCycleLR：单次升降"),
    about=Text(
        "Rises once to max_lr, then falls far below its start; the optimizer's own lr is not used.",
        "先升到 max_lr，再降到远低于起点；不使用优化器自身的 lr。",
    ),
    params=(
        rate("max_lr", 1e-2, Text("The learning rate at the peak.", "峰值处的学习率。")),
        steps(
            "total_steps",
            None,
            Text("Length of the cycle; null means the budget of steps.", "整个循环的长度；null 表示总步数。"),
            high=20_000,
            nullable=True,
        ),
        steps(
            "epochs",
            None,
            Text(
                "With steps_per_epoch, another way to give the length.",
                "与 steps_per_epoch 一起，是给出长度的另一种方式。",
            ),
            nullable=True,
        ),
        steps(
            "steps_per_epoch",
            None,
            Text("With epochs, another way to give the length.", "与 epochs 一起，是给出长度的另一种方式。"),
            nullable=True,
        ),
        share(
            "pct_start",
            0.3,
            Text("The share of the cycle spent rising.", "上升阶段占整个循环的比例。"),
            high=0.99,
        ),
        choice(
            "anneal_strategy",
            "cos",
            ("cos", "linear"),
            Text("Whether it moves along cosines or straight lines.", "沿余弦还是沿直线变化。"),
        ),
        *cycled_momentum(0.85, 0.95),
        Parameter(
            name="div_factor",
            kind="float",
            default=25.0,
            low=1.0,
            high=1000.0,
            scale="log",
            about=Text("The cycle starts at max_lr divided by this.", "循环从 max_lr 除以它开始。"),
        ),
        Parameter(
            name="final_div_factor",
            kind="float",
            default=1e4,
            low=1.0,
            high=1e6,
            scale="log",
            about=Text("The cycle ends at its first rate divided by this.", "循环结束于最初的学习率除以它。"),
        ),
        switch(
            "three_phase",
            False,
            Text(
                "Falls back to the first rate as slowly as it rose, and only then to the end.",
                "先用与上升同样的时间回到最初的学习率，然后才降到终点。",
            ),
        ),
    ),
)
