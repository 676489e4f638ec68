"""The rules that divide by an average of the gradient's size, as torch 2.13 steps them."""

from __future__ import annotations

from app.catalog.entries import Text
from app.catalog.rules.common import (
    DECOUPLED,
    POSITION,
    gradient_lines,
    parts,
    rate,
    second_moment,
    update,
)
from app.catalog.rules.line import Line, Moment, State, Term, Update


def adagrad(moment: Moment) -> Update:
    """`torch.optim.Adagrad`: the sum of squares begins with `initial_accumulator_value`."""
    lines, g, sources = gradient_lines(moment, coupled=True)
    total = Text(
        "The sum of all squared gradients so far: it only grows, so steps only shrink.",
        "至今所有梯度平方之和：只增不减，因此步子只会变小。",
    )
    lines.append(Line("total", f"total_before + {g}**2", "size", total))
    lr = "lr"
    if moment["lr_decay"]:
        about = Text("The learning rate with its extra decay.", "加上额外衰减后的学习率。")
        lines.append(Line("lr_decayed", "lr / (1 + (t - 1) * lr_decay)", "rate", about))
        lr = "lr_decayed"
    lines += [rate(f"{lr} / (sqrt(total) + eps)"), update(f"-rate * {g}"), POSITION]
    states = {"total": State("sum", "initial_accumulator_value")}
    return Update(tuple(lines), tuple(parts("-rate", sources)), states, square="total", rate="rate")


def adadelta(moment: Moment) -> Update:
    """`torch.optim.Adadelta`: two averages whose ratio is the step."""
    lines, g, sources = gradient_lines(moment, coupled=True)
    ratio = Text(
        "The effective learning rate: the usual size of steps over the usual size of gradients.",
        "有效学习率：以往步子的大小除以以往梯度的大小。",
    )
    step = Text("The step that the method has found by itself.", "算法自行得出的步子。")
    average = Text(
        "The running average of squared steps, for the next step.",
        "步子平方的滑动平均，供下一步使用。",
    )
    lines += [
        second_moment(g, "rho"),
        Line("rate", "lr * sqrt(a_before + eps) / sqrt(v + eps)", "rate", ratio),
        Line("delta", f"sqrt(a_before + eps) / sqrt(v + eps) * {g}", "update", step),
        Line("a", "rho * a_before + (1 - rho) * delta**2", "memory", average),
        update("-lr * delta"),
        POSITION,
    ]
    states = {"v": State("square_avg"), "a": State("acc_delta")}
    return Update(tuple(lines), tuple(parts("-rate", sources)), states, square="v", rate="rate")


def rmsprop(moment: Moment) -> Update:
    """`torch.optim.RMSprop`: eps stands outside the root, momentum gathers scaled gradients."""
    lines, g, sources = gradient_lines(moment, coupled=True)
    lines.append(second_moment(g, "alpha"))
    states, size = {"v": State("square_avg")}, "v"
    if moment["centered"]:
        states["g_mean"] = State("grad_avg")
        size = "spread"
        mean = Text("The running average of the gradient itself.", "梯度本身的滑动平均。")
        spread = Text(
            "How far gradients spread around their average.",
            "梯度围绕其均值的离散程度。",
        )
        lines += [
            Line("g_mean", f"alpha * g_mean_before + (1 - alpha) * {g}", "size", mean),
            Line("spread", "v - g_mean**2", "size", spread),
        ]
    lines.append(rate(f"lr / (sqrt({size}) + eps)"))
    terms = parts("-rate", sources)
    if moment["momentum"] > 0:
        states["b"] = State("momentum_buffer")
        about = Text(
            "The velocity: a share of the former one, and the scaled gradient on top.",
            "速度：保留一部分旧速度，再加上缩放后的梯度。",
        )
        lines.append(Line("b", f"momentum * b_before + {g} / (sqrt({size}) + eps)", "momentum", about))
        lines.append(update("-lr * b"))
        terms.append(Term("momentum", "-lr * momentum * b_before"))
    else:
        lines.append(update(f"-rate * {g}"))
    direction = "b" if moment["momentum"] > 0 else None
    lines.append(POSITION)
    return Update(tuple(lines), tuple(terms), states, direction=direction, square=size, rate="rate")


def adafactor(moment: Moment) -> Update:
    """`torch.optim.Adafactor` of a vector: its average of squares is not factored."""
    lines, g, sources = gradient_lines(moment, coupled=False)
    decoupled = bool(moment["weight_decay"])
    lines += _lengths(g)
    lines += [_effective_rate(), update("-rate * " + g, decoupled), POSITION]
    terms = [*parts("-rate", sources), *([DECOUPLED] if decoupled else [])]
    states = {"v": State("variance")}
    return Update(tuple(lines), tuple(terms), states, square="v", rate="rate")


def _lengths(g: str) -> list[Line]:
    fresh = Text(
        "The weight of the newest squared gradient: it falls with the number of steps.",
        "最新梯度平方所占的权重：随步数下降。",
    )
    average = Text("The running average of squared gradients.", "梯度平方的滑动平均。")
    relative = Text(
        "The length of the step in proportion to the parameters' own size.",
        "按参数自身大小的比例定出的步长。",
    )
    scaled = Text("The gradient over its usual size.", "梯度除以其惯常大小。")
    brake = Text(
        "A brake: a scaled gradient that is too long on average is brought back.",
        "刹车：缩放后的梯度若平均过长，就把它压回来。",
    )
    return [
        Line("fresh", "t**beta2_decay", "size", fresh),
        Line("v", f"(1 - fresh) * v_before + fresh * {g}**2", "size", average),
        Line("reach", "max(eps2, rms(theta_before)) * min(lr, 1 / sqrt(t))", "rate", relative),
        Line("scaled", f"{g} / sqrt(max(v, eps1**2))", "size", scaled),
        Line("brake", "max(1, rms(scaled) / d)", "rate", brake),
    ]


def _effective_rate() -> Line:
    about = Text(
        "The effective learning rate of each coordinate.",
        "每个坐标的有效学习率。",
    )
    return Line("rate", "reach / (brake * sqrt(max(v, eps1**2)))", "rate", about)
