"""From a number to the loss of its difference from the number it should be."""

from __future__ import annotations

import math

from app.catalog.entries import Text
from app.catalog.losses.chain.parts import Draft, Line, Sample, for_each_output, labels_of, spread

_DIFFERENCE = Line(
    "r_c", "guess_c - y_c", "term", Text("How far the prediction is from the target.", "预测与目标相差多少。")
)


def _given(sample: Sample) -> Draft:
    values = {**spread("guess", sample.output), **spread("y", sample.target)}
    return Draft(values, [_DIFFERENCE], {"c": labels_of(sample.output)})


def squared(sample: Sample) -> Draft:
    draft = _given(sample)
    about = Text(
        "The square of the difference: twice as far costs four times as much.",
        "差的平方：远一倍，代价是四倍。",
    )
    draft.lines += for_each_output(sample, "r_c ** 2", about)
    return draft


def absolute(sample: Sample) -> Draft:
    draft = _given(sample)
    about = Text("The size of the difference, whatever its sign.", "差的大小，不论正负。")
    draft.lines += for_each_output(sample, "abs(r_c)", about)
    return draft


_NEAR = Text(
    "The difference is small: it lies on the parabola, and its square counts.",
    "差比较小，落在抛物线上，按平方计。",
)
_FAR = Text(
    "The difference is large: it lies on the straight line, and its size counts.",
    "差比较大，落在直线上，按大小计。",
)
_MIXED = Text(
    "Small differences lie on the parabola and count squared, large ones on the straight line.",
    "小的差落在抛物线上按平方计，大的落在直线上按大小计。",
)


def _robust(sample: Sample, limit: float, near: str, far: str, name: str, closed: bool) -> Draft:
    draft = _given(sample)
    draft.values[name] = float(sample[name])
    sizes = (sample.output - sample.target).abs().flatten()
    inside = (sizes <= limit if closed else sizes < limit).tolist()
    labels = draft.indices["c"]
    unlike = {label: far for label, small in zip(labels, inside, strict=True) if not small}
    about = _NEAR if all(inside) else _MIXED if any(inside) else _FAR
    # A formula for all would hide the branch that counts here.
    main = near if any(inside) else far
    draft.lines += for_each_output(sample, main, about, unlike if main == near else {})
    return draft


def smooth(sample: Sample) -> Draft:
    beta = float(sample["beta"])
    return _robust(sample, beta, "r_c ** 2 / (2 * beta)", "abs(r_c) - beta / 2", "beta", closed=False)


def huber(sample: Sample) -> Draft:
    delta = float(sample["delta"])
    return _robust(sample, delta, "r_c ** 2 / 2", "delta * (abs(r_c) - delta / 2)", "delta", closed=True)


def gaussian(sample: Sample) -> Draft:
    mean, variance = sample.output.tolist()
    values = {"mean": mean, "given_variance": variance, "y": sample.target.item(), "eps": sample["eps"]}
    least = Text("The variance that the model gives, but never below eps.", "模型给出的方差，但不小于 eps。")
    far = Text("How far the predicted mean is from the target.", "预测的均值与目标相差多少。")
    loss = Text(
        "Half of: how spread the distribution is, and the squared difference in units of that spread.",
        "两项之和的一半：分布有多宽，以及以这个宽度为单位的差的平方。",
    )
    expression = "(log(variance) + r ** 2 / variance) / 2"
    if sample["full"]:
        values["pi"] = math.pi
        expression += " + log(2 * pi) / 2"
    lines = [
        Line("variance", "max(given_variance, eps)", "output", least),
        Line("r", "mean - y", "term", far),
        Line("own", expression, "loss", loss),
    ]
    return Draft(values, lines)


def poisson(sample: Sample) -> Draft:
    values = {**spread("x", sample.output), **spread("y", sample.target)}
    about = Text("The rate at which events are expected.", "预期的事件发生率。")
    likely = Text(
        "Minus the logarithm of how likely the counted number is at this rate, without its constant.",
        "在这个发生率下，得到该计数的可能性取负对数（不含常数项）。",
    )
    lines, terms = [], "x_c - y_c * log(x_c + eps)"
    if sample["log_input"]:
        lines, terms = [Line("rate_c", "exp(x_c)", "output", about)], "rate_c - y_c * x_c"
    else:
        values["eps"] = sample["eps"]
    unlike: dict[int | None, str] = {}
    if sample["full"]:
        values["pi"] = math.pi
        labels = labels_of(sample.output)
        counts = sample.target.flatten().tolist()
        unlike = {label: terms for label, count in zip(labels, counts, strict=True) if count <= 1}
        constant = " + y_c * log(y_c) - y_c + log(2 * pi * y_c) / 2"
        terms, unlike = (terms, {}) if len(unlike) == len(labels) else (terms + constant, unlike)
    draft = Draft(values, lines, {"c": labels_of(sample.output)})
    draft.lines += for_each_output(sample, terms, likely, unlike)
    return draft


def typed(sample: Sample) -> Draft:
    """The loss that somebody typed, whose names are its own."""
    values = {**spread("prediction", sample.output), **spread("target", sample.target)}
    draft = Draft({**values, "pi": math.pi, "e": math.e}, [], {"c": labels_of(sample.output)})
    about = Text("The formula that was typed, for this sample.", "把这个样本代入所写的公式。")
    draft.lines += for_each_output(sample, "typed", about)
    return draft
