"""Level ground that is no minimum."""

from __future__ import annotations

from app.catalog.entries import Function, Text

SADDLES = (
    Function(
        id="double_well",
        name=Text("Double well", "双阱函数"),
        about=Text(
            "Two wells with a saddle between them. Starting a thousandth beside the ridge, compare how "
            "long each optimizer lingers at the saddle; exactly on the ridge, none ever leaves it "
            "without noise.",
            "两个阱之间隔着一个鞍点。从偏离山脊千分之一处出发，比较各优化器在鞍点附近停留多久；"
            "若恰好在脊线上，没有噪声谁也离不开。",
        ),
        group="saddles",
        formula="0.5*x**2 + 0.25*y**4 - 0.5*y**2",
        domain=(-2.0, 2.0, -2.0, 2.0),
        start=(1.5, 0.001),
        minima=(
            (0.0, 1.0, -0.25),
            (0.0, -1.0, -0.25),
        ),
        suggested_lr={
            "SGD": 0.1,
            "Momentum": 0.1,
            "Nesterov": 0.05,
            "Adagrad": 0.5,
            "RMSprop": 0.02,
            "Adam": 1.0,
            "AdamW": 1.0,
        },
    ),
    Function(
        id="saddle",
        name=Text("Saddle", "鞍面"),
        about=Text(
            "The textbook saddle, down without end along y. There is no minimum: at the suggested rates "
            "every optimizer leaves the plot within 200 steps. Compare when, and how it gets there.",
            "教科书里的鞍面，沿 y 方向无限下降。这里没有最小值：使用建议的学习率，每个优化器都会在 200 "
            "步之内离开图面；比一比谁先离开、怎样离开。",
        ),
        group="saddles",
        formula="x**2 - y**2",
        domain=(-2.0, 2.0, -2.0, 2.0),
        start=(1.5, 0.001),
        minima_kind="none",
        suggested_lr={
            "SGD": 0.02,
            "Momentum": 0.005,
            "Nesterov": 0.005,
            "Adagrad": 0.1,
            "RMSprop": 0.005,
            "Adam": 0.01,
            "AdamW": 0.01,
        },
    ),
    Function(
        id="monkey_saddle",
        name=Text("Monkey saddle", "猴鞍面"),
        about=Text(
            "A saddle with three ways down, two for the legs and one for the tail. At the origin all "
            "second derivatives vanish, so curvature says nothing there.",
            "有三条下坡路的鞍面：两条给腿，一条给尾巴。在原点处所有二阶导数都为零，"
            "曲率在那里什么也说明不了。",
        ),
        group="saddles",
        formula="x**3 - 3*x*y**2",
        domain=(-1.5, 1.5, -1.5, 1.5),
        start=(0.9, 0.05),
        minima_kind="none",
        suggested_lr={
            "SGD": 0.01,
            "Momentum": 0.001,
            "Nesterov": 0.001,
            "Adagrad": 0.05,
            "RMSprop": 0.005,
            "Adam": 0.005,
            "AdamW": 0.005,
        },
    ),
)
