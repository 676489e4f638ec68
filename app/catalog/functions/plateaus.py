"""Flat ground with almost no gradient, and holes in it."""

from __future__ import annotations

from math import pi

from app.catalog.entries import Function, Text

PLATEAUS = (
    Function(
        id="easom",
        name=Text("Easom", "Easom 函数"),
        about=Text(
            "A needle in a plain. Away from the hole the gradient is almost nothing, and plain gradient "
            "descent takes ages to notice it; methods that rescale their steps move at once.",
            "平原上的一根针。离洞稍远，梯度就几乎为零，普通梯度下降要很久才有反应，"
            "而会重新缩放步长的方法立刻就能动起来。",
        ),
        group="plateaus",
        formula="-cos(x)*cos(y)*exp(-((x - pi)**2 + (y - pi)**2))",
        domain=(-2.0, 8.0, -2.0, 8.0),
        start=(1.65, 1.65),
        minima=((pi, pi, -1.0),),
        suggested_lr={
            "SGD": 0.5,
            "Momentum": 0.5,
            "Nesterov": 0.05,
            "Adagrad": 0.1,
            "RMSprop": 0.01,
            "Adam": 0.5,
            "AdamW": 1.0,
        },
    ),
    Function(
        id="michalewicz",
        name=Text("Michalewicz", "Michalewicz 函数"),
        about=Text(
            "A flat plain cut by steep canyons. Almost everywhere the gradient says nothing; where two "
            "canyons cross lies the minimum.",
            "被陡峭峡谷切开的平原。几乎处处梯度都毫无信息，最小值就在两条峡谷的交汇处。",
        ),
        group="plateaus",
        formula="-(sin(x)*sin(x**2/pi)**20 + sin(y)*sin(2*y**2/pi)**20)",
        domain=(0.0, pi, 0.0, pi),
        start=(2.6, 1.9),
        minima=((2.2029055201726093, pi / 2, -1.8013034100985525),),
        suggested_lr={
            "SGD": 0.01,
            "Momentum": 0.01,
            "Nesterov": 0.005,
            "Adagrad": 0.1,
            "RMSprop": 0.005,
            "Adam": 0.2,
            "AdamW": 0.2,
        },
    ),
)
