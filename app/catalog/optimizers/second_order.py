"""Optimizers that estimate curvature from the change of the gradient."""

from __future__ import annotations

from app.catalog.entries import Optimizer, Parameter, Text
from app.catalog.optimizers.common import learning_rate, small_or_zero

LBFGS = Optimizer(
    id="LBFGS",
    name=Text("LBFGS", "LBFGS"),
    elementwise=False,
    about=Text(
        "Models the curvature from past gradients and jumps to the model's minimum, several times a step.",
        "由以往的梯度建立曲率模型并跳向其极小点，一步之内要跳多次。",
    ),
    params=(
        learning_rate(
            1.0,
            1e-3,
            10.0,
            Text(
                "The share of each proposed jump that is taken, or tried first when a line search follows.",
                "走出建议跳跃的多大比例；若有线搜索，则为首先尝试的比例。",
            ),
        ),
        Parameter(
            name="max_iter",
            kind="int",
            default=20,
            low=1,
            high=50,
            about=Text(
                "The most inner iterations in one step, each of them a jump of its own.",
                "一步之内最多进行多少次内部迭代，每次都是一次跳跃。",
            ),
        ),
        # Only the constructor turns null into a number.
        Parameter(
            name="max_eval",
            kind="int",
            default=None,
            low=1,
            high=100,
            nullable=True,
            steerable=False,
            about=Text(
                "The number of gradients after which a step stops; null means a quarter more than max_iter.",
                "一步内计算梯度达到这么多次就停止；null 表示比 max_iter 多四分之一。",
            ),
        ),
        small_or_zero(
            "tolerance_grad",
            1e-7,
            1e-12,
            1.0,
            Text(
                "A step ends when no component of the gradient is larger than this.",
                "当梯度的每个分量都不超过它时，这一步结束。",
            ),
        ),
        small_or_zero(
            "tolerance_change",
            1e-9,
            1e-12,
            1.0,
            Text(
                "A step ends when the position or the loss changes by less than this.",
                "当位置或损失的变化小于它时，这一步结束。",
            ),
        ),
        # The work space has this length from the first step on.
        Parameter(
            name="history_size",
            kind="int",
            default=100,
            low=1,
            high=200,
            scale="log",
            steerable=False,
            about=Text(
                "How many past changes of position and gradient the model of the curvature is built from.",
                "曲率模型由最近多少次的位置变化和梯度变化构成。",
            ),
        ),
        Parameter(
            name="line_search_fn",
            kind="choice",
            default=None,
            choices=("strong_wolfe",),
            nullable=True,
            about=Text(
                "null takes each jump as it comes; strong_wolfe looks along it for a point well below.",
                "null 表示直接接受每次跳跃；strong_wolfe 会沿跳跃方向寻找明显更低的点。",
            ),
        ),
    ),
)
