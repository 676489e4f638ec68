"""Lines that many rules share, with one wording for each."""

from __future__ import annotations

from app.catalog.entries import Text
from app.catalog.rules.line import Line, Moment, Term


def gradient_lines(moment: Moment, coupled: bool) -> tuple[list[Line], str, dict[str, str]]:
    """How the gradient enters the rule, the name under which it goes on, and its summands by part.

    `coupled`: weight decay goes through the gradient.
    """
    lines = [gradient_line(moment)]
    if not (coupled and moment["weight_decay"]):
        return lines, "g", {"gradient": "g"}
    about = Text(
        "Weight decay adds a pull towards the origin to the gradient; from here on both are one.",
        "权重衰减在梯度上加一个指向原点的拉力；从这里起两者合为一体。",
    )
    decay = "weight_decay * theta_before"
    lines.append(Line("g_decayed", f"g + {decay}", "decay", about))
    return lines, "g_decayed", {"gradient": "g", "decay": decay}


def gradient_line(moment: Moment, climbs: bool | None = None) -> Line:
    """What torch steps with: the gradient, or the sum of those nobody set to zero; turned round to climb."""
    source = "gradients" if moment.summed else "gradient"
    if moment["maximize"] if climbs is None else climbs:
        about = Text(
            "The gradient, turned round: this run climbs.",
            "梯度取反：这次运行是上坡。",
        )
        return Line("g", f"-{source}", "gradient", about)
    if moment.summed:
        about = Text(
            "Nobody sets the gradients to zero: what torch steps with is the sum of all so far, and the old "
            "ones go on pulling.",
            "没有人把梯度清零：torch 所用的是至今全部梯度之和，旧的梯度仍在起作用。",
        )
    else:
        about = Text(
            "The gradient at the present position: it points uphill.",
            "当前位置的梯度：它指向上坡方向。",
        )
    return Line("g", source, "gradient", about)


def parts(factor: str, sources: dict[str, str]) -> list[Term]:
    """The summands of an update in which `factor` multiplies the gradient with what was added to it."""
    return [Term(part, f"{factor} * ({source})") for part, source in sources.items()]  # type: ignore[arg-type]


def first_moment(g: str) -> Line:
    about = Text(
        "The running average of gradients: the direction of the step, with a memory.",
        "梯度的滑动平均：带记忆的前进方向。",
    )
    return Line("m", f"beta1 * m_before + (1 - beta1) * {g}", "momentum", about)


def second_moment(g: str, memory: str = "beta2") -> Line:
    about = Text(
        "The running average of squared gradients: how large they have been in each coordinate.",
        "梯度平方的滑动平均：每个坐标上的梯度一向有多大。",
    )
    return Line("v", f"{memory} * v_before + (1 - {memory}) * {g}**2", "size", about)


CORRECTED_FIRST = Line(
    "m_hat",
    "m / (1 - beta1**t)",
    "correction",
    Text(
        "The average began at 0; dividing by this undoes that bias, most of all in the first steps.",
        "滑动平均从 0 开始；除以此数可消除这一偏差，头几步影响最大。",
    ),
)


def corrected_second(name: str = "v") -> Line:
    about = Text(
        "The same correction for the average of squares.",
        "对平方的滑动平均做同样的修正。",
    )
    return Line("v_hat", f"{name} / (1 - beta2**t)", "correction", about)


def rate(expression: str) -> Line:
    about = Text(
        "The effective learning rate: lr over the gradient's usual size, for each coordinate alone.",
        "有效学习率：lr 除以梯度的惯常大小，每个坐标各算各的。",
    )
    return Line("rate", expression, "rate", about)


def update(expression: str, decoupled: bool = False) -> Line:
    if decoupled:
        about = Text(
            "The step: against the direction, and weight decay shrinks the parameters themselves.",
            "这一步：逆着该方向走，同时权重衰减直接缩小参数。",
        )
        return Line("update", f"{expression} - lr * weight_decay * theta_before", "update", about)
    about = Text("The step: so far, against the direction.", "这一步：逆着该方向走这么远。")
    return Line("update", expression, "update", about)


DECOUPLED = Term("decay", "-lr * weight_decay * theta_before")

POSITION = Line(
    "theta",
    "theta_before + update",
    "position",
    Text("The new position.", "新的位置。"),
)
