"""The rules of Adam and its relatives, as torch 2.13 steps them."""

from __future__ import annotations

from app.catalog.entries import Text
from app.catalog.rules.common import (
    CORRECTED_FIRST,
    DECOUPLED,
    POSITION,
    corrected_second,
    first_moment,
    gradient_lines,
    parts,
    rate,
    second_moment,
    update,
)
from app.catalog.rules.line import Line, Moment, State, Term, Update

_MOMENTS = {"m": State("exp_avg"), "v": State("exp_avg_sq")}
_CORRECTION = "(1 - beta1**t)"


def _decoupled(moment: Moment) -> bool:
    """Whether weight decay shrinks the parameters instead of entering the gradient."""
    return bool(moment.params.get("decoupled_weight_decay") and moment["weight_decay"])


def _terms(
    factor: str, sources: dict[str, str], decoupled: bool, kept: str | None = None
) -> tuple[Term, ...]:
    """The summands of a step along the corrected average; `factor` stands before it."""
    terms = [
        *parts(f"{factor} * (1 - beta1) / {_CORRECTION}", sources),
        Term("momentum", kept or f"{factor} * beta1 / {_CORRECTION} * m_before"),
    ]
    return (*terms, DECOUPLED) if decoupled else tuple(terms)


def adam(moment: Moment) -> Update:
    """`torch.optim.Adam`, with weight decay through the gradient unless it is decoupled."""
    decoupled = _decoupled(moment)
    lines, g, sources = gradient_lines(moment, coupled=not decoupled)
    lines += [first_moment(g), second_moment(g)]
    states = dict(_MOMENTS)
    size = "v"
    if moment["amsgrad"]:
        size = "v_max"
        states["v_max"] = State("max_exp_avg_sq")
        about = Text(
            "The largest average so far, in each coordinate: the step can never lengthen again.",
            "每个坐标迄今最大的平均：步子不会再变长。",
        )
        lines.append(Line("v_max", "max(v_max_before, v)", "size", about))
    lines += [CORRECTED_FIRST, corrected_second(size), rate("lr / (sqrt(v_hat) + eps)")]
    lines += [update("-rate * m_hat", decoupled), POSITION]
    terms = _terms("-rate", sources, decoupled)
    return Update(tuple(lines), terms, states, direction="m_hat", square="v_hat", rate="rate")


def adamw(moment: Moment) -> Update:
    """`torch.optim.AdamW`: Adam whose weight decay is always decoupled."""
    return adam(Moment({**moment.params, "decoupled_weight_decay": True}, moment.t, moment.known))


def adamax(moment: Moment) -> Update:
    """`torch.optim.Adamax`: a fading largest gradient in the place of the average of squares."""
    lines, g, sources = gradient_lines(moment, coupled=True)
    about = Text(
        "The largest recent gradient in each coordinate; it fades slowly.",
        "每个坐标近期最大的梯度；它会慢慢衰退。",
    )
    lines += [
        first_moment(g),
        Line("u", f"max(beta2 * u_before, abs({g}) + eps)", "size", about),
        CORRECTED_FIRST,
        rate("lr / u"),
        update("-rate * m_hat"),
        POSITION,
    ]
    states = {"m": State("exp_avg"), "u": State("exp_inf")}
    terms = _terms("-rate", sources, False)
    return Update(tuple(lines), terms, states, direction="m_hat", square="u", rate="rate")


def nadam(moment: Moment) -> Update:
    """`torch.optim.NAdam`: the product of its momenta is kept in float32."""
    decoupled = _decoupled(moment)
    lines, g, sources = gradient_lines(moment, coupled=not decoupled)
    lines += [*_momenta(), first_moment(g), second_moment(g), corrected_second()]
    lines.append(rate("lr / (sqrt(v_hat) + eps)"))
    now, then = "(1 - mu) / (1 - product)", "mu_next / (1 - product * mu_next)"
    about = Text(
        "The direction: this gradient with the momentum of this step, the average with that of the next.",
        "方向：当前梯度用本步的动量系数，滑动平均用下一步的动量系数。",
    )
    lines.append(Line("direction", f"{now} * {g} + {then} * m", "momentum", about))
    lines += [update("-rate * direction", decoupled), POSITION]
    terms = parts(f"-rate * ({now} + {then} * (1 - beta1))", sources)
    terms.append(Term("momentum", f"-rate * {then} * beta1 * m_before"))
    if decoupled:
        terms.append(DECOUPLED)
    states = {**_MOMENTS, "product": State("mu_product", "1")}
    return Update(tuple(lines), tuple(terms), states, direction="direction", square="v_hat", rate="rate")


def _momenta() -> list[Line]:
    now = Text(
        "The momentum of this step: it warms up towards beta1.",
        "本步的动量系数：逐渐升到 beta1。",
    )
    following = Text("The momentum of the next step.", "下一步的动量系数。")
    product = Text(
        "The product of all momenta so far, for the correction; torch keeps it in float32.",
        "至今所有动量系数之积，用于修正；torch 以 float32 保存。",
    )
    return [
        Line("mu", "beta1 * (1 - 0.5 * 0.96**(t * momentum_decay))", "momentum", now),
        Line("mu_next", "beta1 * (1 - 0.5 * 0.96**((t + 1) * momentum_decay))", "momentum", following),
        Line("product", "float32(product_before * float32(mu))", "correction", product),
    ]


def radam(moment: Moment) -> Update:
    """`torch.optim.RAdam`: scaled by the average of squares only when that has seen enough."""
    decoupled = _decoupled(moment)
    lines, g, sources = gradient_lines(moment, coupled=not decoupled)
    longest = Text(
        "The longest memory that the average of squares can have.",
        "平方平均所能达到的最长记忆。",
    )
    present = Text(
        "How much it remembers by now; up to 5 it is not trusted.",
        "它目前记住了多少；不超过 5 时不予信任。",
    )
    lines += [
        first_moment(g),
        second_moment(g),
        CORRECTED_FIRST,
        Line("rho_inf", "2 / (1 - beta2) - 1", "size", longest),
        Line("rho_t", "rho_inf - 2 * t * beta2**t / (1 - beta2**t)", "size", present),
    ]
    trusted = _memory(moment) > 5.0
    lines += _rectified() if trusted else [_plain_rate()]
    lines += [update("-rate * m_hat", decoupled), POSITION]
    terms = _terms("-rate", sources, decoupled)
    return Update(tuple(lines), terms, _MOMENTS, direction="m_hat", square="v", rate="rate")


def _memory(moment: Moment) -> float:
    """Torch's own number, in its own order of operations: it decides between two rules."""
    beta2 = moment["beta2"]
    rest = beta2**moment.t
    return float(2 / (1 - beta2) - 1 - 2 * moment.t * rest / (1 - rest))


def _rectified() -> list[Line]:
    about = Text(
        "The rectification: it grows to 1 as the average of squares becomes reliable.",
        "修正系数：平方平均越可靠，它越接近 1。",
    )
    rectification = "sqrt((rho_t - 4) * (rho_t - 2) * rho_inf / ((rho_inf - 4) * (rho_inf - 2) * rho_t))"
    return [
        Line("rectification", rectification, "correction", about),
        rate("lr * rectification * sqrt(1 - beta2**t) / (sqrt(v) + eps)"),
    ]


def _plain_rate() -> Line:
    about = Text(
        "The average of squares is not yet reliable: a plain step with momentum.",
        "平方平均尚不可靠：先走普通的动量步。",
    )
    return Line("rate", "lr", "rate", about)
