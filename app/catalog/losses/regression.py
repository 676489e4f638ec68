"""How far is a number from the number it should be? Losses of a difference."""

from __future__ import annotations

from app.catalog.entries import Loss, Text
from app.catalog.losses.common import REDUCTION, number
from app.catalog.notation import cases, formula, fraction, group, hat, mean, power, row, size, sub

_TRUTH = sub("y", "n")
_GUESS = sub(hat("y"), "n")
_DIFFERENCE = row(_GUESS, "-", _TRUTH)
_RESIDUAL = row("r")
_NEEDS = Text(
    "One output per sample, and a number as target, both of shape (N, 1).",
    "每个样本一个输出，目标是一个数，两者形状都是 (N, 1)。",
)
_EXAMPLE = {"output": [[2.5], [0.0], [2.0], [8.0]], "target": [[3.0], [-0.5], [2.0], [5.0]]}

MSE = Loss(
    id="MSELoss",
    name=Text("Mean squared error", "均方误差"),
    about=Text(
        "The default for regression with symmetric noise: its best constant prediction is the mean.",
        "噪声对称时回归任务的默认选择：用它得到的最优常数预测是均值。",
    ),
    trap=Text(
        "One outlier counts with its square; and an output (N, 1) against a target (N,) is paired N by N, "
        "with only a warning.",
        "离群点按平方计入，一个就能带偏结果；输出 (N, 1) 遇上目标 (N,) 会被广播成 N×N 对，torch 只给警告。",
    ),
    needs=_NEEDS,
    tasks=("regression", "counts"),
    mathml=formula("L", "=", mean(power(group(_DIFFERENCE), "2"))),
    params=(REDUCTION,),
    example=_EXAMPLE,
)

L1 = Loss(
    id="L1Loss",
    name=Text("Mean absolute error", "平均绝对误差"),
    about=Text(
        "For regression with outliers: its best constant prediction is the median.",
        "适合含离群点的回归：用它得到的最优常数预测是中位数。",
    ),
    trap=Text(
        "The gradient has the same size near the answer as far away, so a fixed step circles round it; "
        "the curvature is 0.",
        "离答案再近，梯度大小也不变，固定步长只会在附近来回；曲率处处为 0。",
    ),
    needs=_NEEDS,
    tasks=("regression", "counts"),
    mathml=formula("L", "=", mean(size(_DIFFERENCE))),
    params=(REDUCTION,),
    example=_EXAMPLE,
)

SMOOTH_L1 = Loss(
    id="SmoothL1Loss",
    name=Text("Smooth L1", "平滑 L1"),
    about=Text(
        "For outliers too, but smooth at the answer: a parabola within beta, a straight line outside.",
        "同样不怕离群点，而且在答案附近光滑：误差小于 beta 时是抛物线，之外是直线。",
    ),
    trap=Text(
        "beta also scales the parabola: it is HuberLoss divided by beta, and beta 0 is L1Loss.",
        "beta 还会缩放抛物线：它等于 HuberLoss 除以 beta，beta 为 0 时就是 L1Loss。",
    ),
    needs=_NEEDS,
    tasks=("regression", "counts"),
    mathml=formula(
        row("L", "=", mean(sub("ℓ", "n"))),
        ",",
        row(sub("ℓ", "n"), "="),
        cases(
            (fraction(power(_RESIDUAL, "2"), row("2", "β")), row(size(_RESIDUAL), "<", "β")),
            (row(size(_RESIDUAL), "-", fraction("β", "2")), row(size(_RESIDUAL), ">=", "β")),
        ),
        ",",
        row("r", "=", _DIFFERENCE),
    ),
    params=(
        REDUCTION,
        number(
            "beta",
            1.0,
            0.01,
            10.0,
            Text(
                "Where the parabola gives way to the straight line: a difference of this size.",
                "抛物线与直线的分界：误差达到这个大小时改为直线。",
            ),
            scale="log_or_zero",
        ),
    ),
    example=_EXAMPLE,
)

HUBER = Loss(
    id="HuberLoss",
    name=Text("Huber", "Huber 损失"),
    about=Text(
        "Squared error for small differences, absolute error for large ones: precise and robust at once.",
        "小误差按平方计，大误差按绝对值计：既精确，又不怕离群点。",
    ),
    trap=Text(
        "The slope of its straight part is delta, so a larger delta also means larger gradients.",
        "直线部分的斜率就是 delta，delta 越大梯度也越大。",
    ),
    needs=_NEEDS,
    tasks=("regression", "counts"),
    mathml=formula(
        row("L", "=", mean(sub("ℓ", "n"))),
        ",",
        row(sub("ℓ", "n"), "="),
        cases(
            (row(fraction("1", "2"), power(_RESIDUAL, "2")), row(size(_RESIDUAL), "<=", "δ")),
            (
                row("δ", group(size(_RESIDUAL), "-", fraction("δ", "2"))),
                row(size(_RESIDUAL), ">", "δ"),
            ),
        ),
        ",",
        row("r", "=", _DIFFERENCE),
    ),
    params=(
        REDUCTION,
        number(
            "delta",
            1.0,
            0.01,
            10.0,
            Text(
                "Up to this difference the error is squared; beyond it grows along a straight line.",
                "误差不超过它时按平方计，超过后沿直线增长。",
            ),
            scale="log",
        ),
    ),
    example=_EXAMPLE,
)
