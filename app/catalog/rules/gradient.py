"""Rules that follow the gradient or its sign, as torch 2.13 steps them."""

from __future__ import annotations

from app.catalog.entries import Text
from app.catalog.rules.common import POSITION, gradient_lines, parts, update
from app.catalog.rules.line import Line, Moment, State, Term, Update


def sgd(moment: Moment) -> Update:
    """`torch.optim.SGD`: the velocity begins as the first gradient itself, without dampening."""
    lines, g, sources = gradient_lines(moment, coupled=True)
    if not moment["momentum"]:
        terms = parts("-lr", sources)
        return Update((*lines, update(f"-lr * {g}"), POSITION), tuple(terms))
    first = "momentum_buffer" not in moment.known
    fresh = "(1 - dampening)" if moment["dampening"] and not first else "1"
    lines.append(_velocity(g, first, fresh))
    states = {"b": State("momentum_buffer")}
    direction, inflow, kept = "b", fresh, "momentum"
    if moment["nesterov"]:
        about = Text(
            "Nesterov looks ahead: the gradient, and the velocity that it has just changed.",
            "Nesterov 前瞻：梯度加上刚被它更新过的速度。",
        )
        lines.append(Line("direction", f"{g} + momentum * b", "momentum", about))
        direction, inflow, kept = "direction", f"(1 + momentum * {fresh})", "momentum**2"
    terms = parts("-lr" if inflow == "1" else f"-lr * {inflow}", sources)
    if not first:
        terms.append(Term("momentum", f"-lr * {kept} * b_before"))
    lines += [update(f"-lr * {direction}"), POSITION]
    return Update(tuple(lines), tuple(terms), states, direction="b")


def _velocity(g: str, first: bool, fresh: str) -> Line:
    if first:
        about = Text(
            "The velocity begins as the first gradient.",
            "速度的初值就是第一个梯度。",
        )
        return Line("b", g, "momentum", about)
    about = Text(
        "The velocity: a share of the former one, and the new gradient on top.",
        "速度：保留一部分旧速度，再加上新的梯度。",
    )
    inflow = g if fresh == "1" else f"{fresh} * {g}"
    return Line("b", f"momentum * b_before + {inflow}", "momentum", about)


def asgd(moment: Moment) -> Update:
    """`torch.optim.ASGD`: the rate of this step was set by the step before; torch keeps it in float32."""
    lines, g, sources = gradient_lines(moment, coupled=True)
    shrink = "-lambd * eta_before * theta_before"
    about = Text(
        "The step: against the gradient, with the rate set after the step before, and a little shrinking.",
        "这一步：用上一步之后定下的学习率逆梯度而行，并把参数略微缩小。",
    )
    lines += [Line("update", f"{shrink} - eta_before * {g}", "update", about), POSITION]
    lines += [_average(moment), *_next_rates()]
    terms = (*parts("-eta_before", sources), Term("decay", shrink))
    states = {"eta": State("eta", "float32(lr)"), "mu": State("mu", "1"), "ax": State("ax")}
    return Update(tuple(lines), terms, states, rate="eta_before")


def _average(moment: Moment) -> Line:
    about = Text(
        "The average of the positions, kept aside: before t0 simply the last position.",
        "另外保存的位置平均值：在 t0 之前就是最新的位置。",
    )
    averaging = moment.t - 1 - moment["t0"] > 1
    return Line(
        "ax", "ax_before + mu_before * (theta - ax_before)" if averaging else "theta", "memory", about
    )


def _next_rates() -> list[Line]:
    rate = Text(
        "The rate for the next step; torch rounds it to float32.",
        "下一步的学习率；torch 将其舍入为 float32。",
    )
    weight = Text(
        "The weight of the next position in the average.",
        "下一个位置在平均值中的权重。",
    )
    return [
        Line("eta", "float32(lr / (1 + lambd * lr * t)**alpha)", "rate", rate),
        Line("mu", "float32(1 / max(1, t - t0))", "memory", weight),
    ]


def rprop(moment: Moment) -> Update:
    """`torch.optim.Rprop`: lengths adapt, only the gradient's sign is used."""
    lines, g, _ = gradient_lines(moment, coupled=False)
    factor = Text(
        "Did the gradient keep its sign? Then the step grows; if it flipped, it shrinks.",
        "梯度符号保持不变吗？不变则步长增大，翻转则缩小。",
    )
    length = Text(
        "The new length of the step in each coordinate, within the shortest and the longest.",
        "每个坐标新的步长，限制在最短与最长之间。",
    )
    used = Text(
        "Where the sign flipped the coordinate waits for one step; torch remembers a 0 for it.",
        "符号翻转的坐标停一步；torch 为它记下 0。",
    )
    step = Text(
        "The step: against the sign of the gradient, exactly that long.",
        "这一步：逆着梯度的符号，恰好走这么长。",
    )
    lines += [
        Line("factor", f"by_sign({g} * previous_before, etaplus, 1, etaminus)", "size", factor),
        Line("length", "max(shortest, min(longest, length_before * factor))", "rate", length),
        Line("previous", f"by_sign({g} * previous_before, {g}, {g}, 0)", "memory", used),
        Line("update", "-length * sign(previous)", "update", step),
        POSITION,
    ]
    states = {"length": State("step_size", "lr"), "previous": State("prev")}
    terms = (Term("gradient", "-length * sign(previous)"),)
    return Update(tuple(lines), terms, states, rate="length")
