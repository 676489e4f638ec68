"""Minima without a gradient: on a crease or at the bottom of a knife-edge."""

from __future__ import annotations

from app.catalog.entries import Function, Text

CREASES = (
    Function(
        id="l1_valley",
        name=Text("L1 valley", "L1 山谷"),
        about=Text(
            "Two absolute values with a crease along each axis. With a constant rate the path chatters "
            "around the bottom for ever, at a distance set by the rate: let the rate decay.",
            "两个绝对值之和，沿坐标轴各有一条折痕。学习率不变时，路径会永远在谷底附近来回抖动，"
            "幅度由学习率决定；让学习率衰减才能收敛。",
        ),
        group="creases",
        formula="abs(x) + 5*abs(y)",
        domain=(-5.0, 5.0, -5.0, 5.0),
        start=(-4.0, 3.0),
        minima=((0.0, 0.0, 0.0),),
        at_minimum="kink",
        suggested_lr={
            "SGD": 0.1,
            "Momentum": 0.002,
            "Nesterov": 0.002,
            "Adagrad": 2.0,
            "RMSprop": 0.01,
            "Adam": 0.1,
            "AdamW": 0.1,
        },
    ),
    Function(
        id="bukin6",
        name=Text("Bukin N. 6", "Bukin N. 6 函数"),
        about=Text(
            "A curved valley as sharp as a knife: the slope grows without bound towards its floor, and "
            "autograd gives inf or NaN on it. No first-order method settles here.",
            "一条刀刃般锋利的弯曲山谷：越靠近谷底坡度越大，没有上限，在谷底上自动求导给出 inf 或 NaN。"
            "任何一阶方法都无法在这里安定下来。",
        ),
        group="creases",
        formula="100*sqrt(abs(y - 0.01*x**2)) + 0.01*abs(x + 10)",
        domain=(-15.0, -5.0, -3.0, 3.0),
        start=(-6.0, 2.0),
        minima=((-10.0, 1.0, 0.0),),
        at_minimum="cusp",
        suggested_lr={
            "SGD": 0.0005,
            "Momentum": 2e-05,
            "Nesterov": 5e-05,
            "Adagrad": 0.1,
            "RMSprop": 0.01,
            "Adam": 0.005,
            "AdamW": 0.02,
        },
    ),
)
