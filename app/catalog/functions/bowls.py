"""Convex quadratics, from a round bowl to a long and turned one."""

from __future__ import annotations

from app.catalog.entries import Function, Text

BOWLS = (
    Function(
        id="sphere",
        name=Text("Sphere", "球面函数"),
        about=Text(
            "The simplest bowl, equally steep in every direction. Gradient descent, with momentum or "
            "without, keeps to the straight line through the bottom. Without, it diverges as soon as "
            "the learning rate passes 1.",
            "最简单的碗，各个方向同样陡。梯度下降（无论有无动量）始终沿着通过碗底的直线走；"
            "学习率一旦超过 1，普通梯度下降就会发散。",
        ),
        group="bowls",
        formula="x**2 + y**2",
        domain=(-5.0, 5.0, -5.0, 5.0),
        start=(-4.0, 3.0),
        minima=((0.0, 0.0, 0.0),),
        suggested_lr={
            "SGD": 0.5,
            "Momentum": 0.05,
            "Nesterov": 0.5,
            "Adagrad": 5.0,
            "RMSprop": 0.2,
            "Adam": 2.0,
            "AdamW": 5.0,
        },
    ),
    Function(
        id="stretched_bowl",
        name=Text("Stretched bowl", "拉长的碗"),
        about=Text(
            "A hundred times steeper along y than along x. Gradient descent must keep its rate below "
            "0.02 for the sake of y and then crawls along x; momentum and a step size of its own for "
            "each coordinate both help.",
            "沿 y 方向的曲率是 x 方向的一百倍。为了不在 y 方向发散，梯度下降的学习率必须小于 0.02，"
            "于是沿 x 方向只能慢慢爬行；动量或逐坐标的步长都能改善。",
        ),
        group="bowls",
        formula="0.5*(x**2 + 100*y**2)",
        domain=(-10.0, 10.0, -3.0, 3.0),
        start=(-9.0, 2.0),
        minima=((0.0, 0.0, 0.0),),
        suggested_lr={
            "SGD": 0.01,
            "Momentum": 0.005,
            "Nesterov": 0.01,
            "Adagrad": 5.0,
            "RMSprop": 0.2,
            "Adam": 2.0,
            "AdamW": 2.0,
        },
    ),
    Function(
        id="rotated_bowl",
        name=Text("Rotated bowl", "旋转的长碗"),
        about=Text(
            "The stretched bowl turned by 45 degrees. Plain gradient descent and momentum do not notice "
            "the turn, but methods that scale each coordinate alone, such as Adagrad, RMSprop and Adam, "
            "lose their advantage.",
            "把拉长的碗旋转 45 度。普通梯度下降和动量法不受影响，而 Adagrad、RMSprop、Adam "
            "这类逐坐标缩放的方法则失去了优势。",
        ),
        group="bowls",
        formula="0.5*(50.5*x**2 - 99*x*y + 50.5*y**2)",
        domain=(-10.0, 10.0, -10.0, 10.0),
        start=(-9.0, -5.0),
        minima=((0.0, 0.0, 0.0),),
        suggested_lr={
            "SGD": 0.01,
            "Momentum": 0.005,
            "Nesterov": 0.01,
            "Adagrad": 5.0,
            "RMSprop": 0.2,
            "Adam": 2.0,
            "AdamW": 5.0,
        },
    ),
    Function(
        id="matyas",
        name=Text("Matyas", "Matyas 函数"),
        about=Text(
            "A gentle valley along the diagonal, 25 times flatter along its floor than across it: a "
            "quick drop to the floor, then a long walk to the bottom.",
            "一条沿对角线的平缓山谷，谷底方向的曲率只有横向的 1/25：先迅速落到谷底，再缓缓走向最低点。",
        ),
        group="bowls",
        formula="0.26*(x**2 + y**2) - 0.48*x*y",
        domain=(-10.0, 10.0, -10.0, 10.0),
        start=(-8.0, 6.0),
        minima=((0.0, 0.0, 0.0),),
        suggested_lr={
            "SGD": 1.0,
            "Momentum": 0.1,
            "Nesterov": 1.0,
            "Adagrad": 10.0,
            "RMSprop": 0.5,
            "Adam": 5.0,
            "AdamW": 10.0,
        },
    ),
    Function(
        id="booth",
        name=Text("Booth", "Booth 函数"),
        about=Text(
            "Least squares for two linear equations, x + 2y = 7 and 2x + y = 5. The solution is not at "
            "the origin, so weight decay visibly pulls the answer away from it.",
            "两个线性方程 x + 2y = 7 与 2x + y = 5 的最小二乘问题。解不在原点，"
            "因此权重衰减会明显把结果拉偏。",
        ),
        group="bowls",
        formula="(x + 2*y - 7)**2 + (2*x + y - 5)**2",
        domain=(-10.0, 10.0, -10.0, 10.0),
        start=(-8.0, -6.0),
        minima=((1.0, 3.0, 0.0),),
        suggested_lr={
            "SGD": 0.05,
            "Momentum": 0.02,
            "Nesterov": 0.01,
            "Adagrad": 5.0,
            "RMSprop": 0.5,
            "Adam": 0.5,
            "AdamW": 5.0,
        },
    ),
)
