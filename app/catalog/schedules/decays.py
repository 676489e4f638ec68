"""Schedules that warm up or wear off, and one that waits for the loss to stop falling."""

from __future__ import annotations

from app.catalog.entries import Parameter, Schedule, Text
from app.catalog.schedules.common import choice, drop, milestones, rate_or_zero, share, steps

STEP = Schedule(
    id="StepLR",
    name=Text("StepLR: drops at intervals", "StepLR：等间隔下降"),
    about=Text(
        "Multiplies the learning rate by gamma after every step_size steps.",
        "每走 step_size 步，就把学习率乘以 gamma。",
    ),
    params=(
        steps("step_size", 50, Text("Steps between two drops.", "两次下降之间的步数。")),
        drop(0.1),
    ),
)

MULTI_STEP = Schedule(
    id="MultiStepLR",
    name=Text("MultiStepLR: drops at milestones", "MultiStepLR：在指定步数下降"),
    about=Text(
        "Multiplies the learning rate by gamma at each of the given step numbers.",
        "在给定的每个步数处，把学习率乘以 gamma。",
    ),
    params=(
        milestones((100, 200), Text("The step numbers at which the rate drops.", "学习率下降的步数。")),
        drop(0.1),
    ),
)

CONSTANT = Schedule(
    id="ConstantLR",
    name=Text("ConstantLR: reduced start", "ConstantLR：开头减小"),
    about=Text(
        "Keeps a fraction of the learning rate for the first steps, then gives all of it at once.",
        "开头若干步只用学习率的一部分，之后一次恢复全部。",
    ),
    params=(
        share("factor", 1 / 3, Text("The fraction used at first.", "开头使用的比例。")),
        steps("total_iters", 5, Text("How many steps the reduced rate lasts.", "减小的学习率持续多少步。")),
    ),
)

LINEAR = Schedule(
    id="LinearLR",
    name=Text("LinearLR: warm-up in a line", "LinearLR：线性预热"),
    about=Text(
        "Moves the learning rate in a straight line from one fraction of it to another, often to warm up.",
        "让学习率从一个比例沿直线变到另一个比例，常用作预热。",
    ),
    params=(
        share("start_factor", 1 / 3, Text("The fraction at the first step.", "第一步使用的比例。")),
        share("end_factor", 1.0, Text("The fraction at the end of the line.", "直线末端的比例。"), low=0.0),
        steps("total_iters", 5, Text("How many steps the line takes.", "这条直线历时多少步。")),
    ),
)

EXPONENTIAL = Schedule(
    id="ExponentialLR",
    name=Text("ExponentialLR: steady decay", "ExponentialLR：指数衰减"),
    about=Text(
        "Multiplies the learning rate by gamma after every single step.",
        "每走一步都把学习率乘以 gamma。",
    ),
    params=(
        Parameter(
            name="gamma",
            kind="float",
            default=0.99,
            low=0.5,
            high=0.9999,
            scale="log_to_one",
            about=Text(
                "The factor of one step; 0.99 leaves a twentieth after 300 steps.",
                "每一步的系数；取 0.99 时，300 步后剩下二十分之一。",
            ),
        ),
    ),
)

POLYNOMIAL = Schedule(
    id="PolynomialLR",
    name=Text("PolynomialLR: decay to zero", "PolynomialLR：多项式衰减到零"),
    about=Text(
        "Lets the learning rate fall to zero along a power of the remaining time, and stay there.",
        "学习率按剩余时间的幂次降到零，之后保持为零。",
    ),
    params=(
        steps(
            "total_iters",
            5,
            Text("After this many steps the rate is zero.", "走这么多步之后，学习率为零。"),
        ),
        Parameter(
            name="power",
            kind="float",
            default=1.0,
            low=0.0,
            high=5.0,
            about=Text(
                "1 falls in a straight line; more falls early and fades out slowly.",
                "取 1 时沿直线下降；越大，前期降得越快，后期越缓。",
            ),
        ),
    ),
)

PLATEAU = Schedule(
    id="ReduceLROnPlateau",
    name=Text("ReduceLROnPlateau: drops when stuck", "ReduceLROnPlateau：停滞时下降"),
    about=Text(
        "Watches the loss and lowers the learning rate once it has not improved for a while.",
        "监视损失；若一段时间没有改善，就降低学习率。",
    ),
    follows_loss=True,
    params=(
        choice(
            "mode",
            "min",
            ("min", "max"),
            Text("Whether a smaller or a larger loss counts as better.", "损失变小还是变大算作改善。"),
        ),
        share("factor", 0.1, Text("What the rate is multiplied by.", "学习率乘上的系数。"), high=0.99),
        Parameter(
            name="patience",
            kind="int",
            default=10,
            low=0,
            high=100,
            about=Text(
                "How many steps without improvement are forgiven before the rate drops.",
                "连续多少步没有改善仍不降低学习率。",
            ),
        ),
        rate_or_zero(
            "threshold",
            1e-4,
            Text("A smaller improvement than this does not count.", "小于它的改善不算改善。"),
        ),
        choice(
            "threshold_mode",
            "rel",
            ("rel", "abs"),
            Text(
                "Whether the threshold is a share of the best loss or an amount.",
                "阈值是相对最好损失的比例，还是绝对数值。",
            ),
        ),
        Parameter(
            name="cooldown",
            kind="int",
            default=0,
            low=0,
            high=100,
            about=Text(
                "Steps after a drop during which nothing is counted.",
                "下降之后多少步内不做统计。",
            ),
        ),
        rate_or_zero("min_lr", 0.0, Text("The rate never drops below this.", "学习率不会低于它。")),
        rate_or_zero(
            "eps",
            1e-8,
            Text("A drop smaller than this is not made.", "幅度小于它的下降不执行。"),
            low=1e-12,
            high=1e-2,
        ),
    ),
)
