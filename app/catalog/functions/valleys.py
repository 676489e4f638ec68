"""Narrow floors and steep walls: easy to enter, hard to follow."""

from __future__ import annotations

from app.catalog.entries import Function, Text

VALLEYS = (
    Function(
        id="rosenbrock",
        name=Text("Rosenbrock", "Rosenbrock 函数"),
        about=Text(
            "A narrow, curved valley. Finding it is easy; following its almost flat floor to (1, 1) is "
            "hard, and shows what momentum, adaptive steps and curvature are good for.",
            "一条狭窄弯曲的山谷。进入山谷很容易，沿着几乎平坦的谷底走到 (1, 1) 却很难，正好展示动量、"
            "自适应步长和曲率信息各有什么用处。",
        ),
        group="valleys",
        formula="(1 - x)**2 + 100*(y - x**2)**2",
        domain=(-2.0, 2.0, -1.0, 3.0),
        start=(-1.5, 2.0),
        minima=((1.0, 1.0, 0.0),),
        z_scale="log",
        suggested_lr={
            "SGD": 0.002,
            "Momentum": 0.002,
            "Nesterov": 0.001,
            "Adagrad": 1.0,
            "RMSprop": 0.1,
            "Adam": 1.0,
            "AdamW": 0.2,
        },
    ),
    Function(
        id="beale",
        name=Text("Beale", "Beale 函数"),
        about=Text(
            "Flat ground between corner walls 180,000 high, so gradients span many orders of magnitude. "
            "One learning rate cannot suit both; a method that rescales its steps copes better.",
            "平地的四角耸立着高达 18 万的峭壁，梯度跨越许多数量级。单一的学习率无法两头兼顾，"
            "会调整步长的方法更从容。",
        ),
        group="valleys",
        formula="(1.5 - x + x*y)**2 + (2.25 - x + x*y**2)**2 + (2.625 - x + x*y**3)**2",
        domain=(-4.5, 4.5, -4.5, 4.5),
        start=(1.0, 1.5),
        minima=((3.0, 0.5, 0.0),),
        z_scale="log",
        suggested_lr={
            "SGD": 0.02,
            "Momentum": 0.005,
            "Nesterov": 0.005,
            "Adagrad": 2.0,
            "RMSprop": 0.1,
            "Adam": 0.5,
            "AdamW": 0.5,
        },
    ),
    Function(
        id="goldstein_price",
        name=Text("Goldstein–Price", "Goldstein–Price 函数"),
        about=Text(
            "Values run from 3 to a million within a small square, with minima at 3, 30, 84 and 840. A "
            "rate that is tiny at the bottom explodes at the rim: to stay in the plot, plain gradient "
            "descent crawls at 0.000002.",
            "在一个小方块内，函数值从 3 变到一百万，极小值分别为 3、30、84 和 840。"
            "在谷底微不足道的学习率，到了边缘就会爆炸，普通梯度下降只有用 0.000002 慢慢爬，才不会飞出图外。",
        ),
        group="valleys",
        formula=(
            "(1 + (x + y + 1)**2*(19 - 14*x + 3*x**2 - 14*y + 6*x*y + 3*y**2))"
            "*(30 + (2*x - 3*y)**2*(18 - 32*x + 12*x**2 + 48*y - 36*x*y + 27*y**2))"
        ),
        domain=(-2.0, 2.0, -2.0, 2.0),
        start=(-1.5, 1.2),
        minima=((0.0, -1.0, 3.0),),
        local_minima=(
            (-0.6, -0.4, 30.0),
            (1.8, 0.2, 84.0),
            (1.2, 0.8, 840.0),
        ),
        z_scale="log",
        suggested_lr={
            "SGD": 2e-06,
            "Momentum": 1e-06,
            "Nesterov": 1e-06,
            "Adagrad": 0.5,
            "RMSprop": 0.05,
            "Adam": 0.5,
            "AdamW": 0.5,
        },
    ),
    Function(
        id="freudenstein_roth",
        name=Text("Freudenstein–Roth", "Freudenstein–Roth 函数"),
        about=Text(
            "Two nonlinear equations as least squares. From the customary start, descent ends in a local "
            "minimum of height 49 rather than in the solution at (5, 4).",
            "两个非线性方程的最小二乘问题。从惯用的起点出发，下降会停在高度约 49 的局部极小值，而到不了 "
            "(5, 4) 处的解。",
        ),
        group="valleys",
        formula="(-13 + x + ((5 - y)*y - 2)*y)**2 + (-29 + x + ((y + 1)*y - 14)*y)**2",
        domain=(-10.0, 15.0, -5.0, 6.0),
        start=(0.5, -2.0),
        minima=((5.0, 4.0, 0.0),),
        local_minima=((11.412778986902094, -0.8968052532744765, 48.98425367924002),),
        z_scale="log",
        suggested_lr={
            "SGD": 0.001,
            "Momentum": 0.001,
            "Nesterov": 0.001,
            "Adagrad": 2.0,
            "RMSprop": 0.05,
            "Adam": 1.0,
            "AdamW": 0.5,
        },
    ),
    Function(
        id="two_layer_linear",
        name=Text("Two-layer linear network", "两层线性网络"),
        about=Text(
            "The smallest deep network: two weights whose product should be 1. All points of the "
            "hyperbola xy = 1 are minima, and gradient descent can settle only where their sharpness x² "
            "+ y² is below 2 / lr: the edge of stability.",
            "最小的深度网络：两个权重，乘积应为 1。双曲线 xy = 1 上的每一点都是最小值，"
            "而梯度下降只能停在尖锐度 x² + y² 小于 2 / lr 的地方，这就是“稳定性边缘”。",
        ),
        group="valleys",
        formula="0.5*(x*y - 1)**2",
        domain=(-3.0, 3.0, -3.0, 3.0),
        start=(2.9, 0.9),
        minima=(
            (1.0, 1.0, 0.0),
            (-1.0, -1.0, 0.0),
            (2.0, 0.5, 0.0),
            (0.5, 2.0, 0.0),
        ),
        minima_kind="continuum",
        suggested_lr={
            "SGD": 0.05,
            "Momentum": 0.005,
            "Nesterov": 0.05,
            "Adagrad": 0.5,
            "RMSprop": 0.01,
            "Adam": 0.05,
            "AdamW": 0.5,
        },
    ),
)
