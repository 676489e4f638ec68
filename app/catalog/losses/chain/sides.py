"""From a score of two sides, yes or no, to its loss; for one answer or for several labels."""

from __future__ import annotations

from app.catalog.entries import Text
from app.catalog.losses.chain.parts import (
    Draft,
    Line,
    Sample,
    as_torch_holds,
    for_each_output,
    labels_of,
    spread,
)

_SIGMOID = Line(
    "p_c",
    "1 / (1 + exp(-x_c))",
    "probability",
    Text("Sigmoid: the score as the probability of yes.", "sigmoid：把得分变成“是”的概率。"),
)
# Both logarithms in the form that loses no digits, however large the score.
_LOG_YES = Line(
    "log_p_c",
    "min(x_c, 0) - log(1 + exp(-abs(x_c)))",
    "probability",
    Text("The logarithm of that probability, without overflow.", "这个概率的对数，写成不会溢出的形式。"),
)
_LOG_NO = Line(
    "log_no_c",
    "min(-x_c, 0) - log(1 + exp(-abs(x_c)))",
    "probability",
    Text("The logarithm of the probability of no.", "“否”的概率的对数。"),
)
_CHOSEN = Text(
    "The target chooses: minus the logarithm of yes where it is 1, of no where it is 0.",
    "由目标来选：目标为 1 时取“是”的负对数，为 0 时取“否”的负对数。",
)


def _weighted(sample: Sample, draft: Draft, expression: str) -> str:
    if sample["weight"] is None:
        return f"-({expression})"
    draft.values |= spread("weight", as_torch_holds(sample["weight"]))
    return f"-weight_c * ({expression})"


def probabilities(sample: Sample) -> Draft:
    values = {**spread("p", sample.output), **spread("y", sample.target)}
    draft = Draft(values, [], {"c": labels_of(sample.output)})
    yes = Text("The logarithm of yes, cut off at -100.", "“是”的概率的对数，在 -100 处截断。")
    no = Text("The logarithm of no, cut off at -100.", "“否”的概率的对数，在 -100 处截断。")
    draft.lines += [
        Line("log_p_c", "max(log(p_c), -100)", "probability", yes),
        Line("log_no_c", "max(log(1 - p_c), -100)", "probability", no),
    ]
    expression = _weighted(sample, draft, "y_c * log_p_c + (1 - y_c) * log_no_c")
    draft.lines += for_each_output(sample, expression, _CHOSEN)
    return draft


def logits(sample: Sample) -> Draft:
    values = {**spread("x", sample.output), **spread("y", sample.target)}
    draft = Draft(values, [_SIGMOID, _LOG_YES, _LOG_NO], {"c": labels_of(sample.output)})
    yes = "y_c * log_p_c"
    if sample["pos_weight"] is not None:
        draft.values |= spread("pos_weight", as_torch_holds(sample["pos_weight"]))
        yes = "pos_weight_c * y_c * log_p_c"
    expression = _weighted(sample, draft, f"{yes} + (1 - y_c) * log_no_c")
    draft.lines += for_each_output(sample, expression, _CHOSEN)
    return draft


def soft_labels(sample: Sample) -> Draft:
    draft = Draft(
        {**spread("x", sample.output), **spread("y", sample.target)},
        [_SIGMOID, _LOG_YES, _LOG_NO],
        {"c": labels_of(sample.output)},
    )
    expression = _weighted(sample, draft, "y_c * log_p_c + (1 - y_c) * log_no_c")
    draft.lines.append(Line("h_c", expression, "term", _CHOSEN))
    draft.values["classes"] = float(len(sample.output))
    about = Text("The mean over this sample's labels.", "对这个样本的各标签取平均。")
    draft.lines.append(Line("own", "total(h_c, c) / classes", "loss", about))
    return draft


def signed(sample: Sample) -> Draft:
    values = {**spread("x", sample.output), **spread("y", sample.target)}
    draft = Draft(values, [], {"c": labels_of(sample.output)})
    lead = Text(
        "Score times target: positive where the sign is right, larger where it is surer.",
        "得分乘以目标：符号正确时为正，越有把握越大。",
    )
    draft.lines.append(Line("s_c", "y_c * x_c", "term", lead))
    about = Text(
        "Falls softly towards 0 for right answers, and grows along a line for wrong ones.",
        "答对时平缓地趋于 0，答错时近似沿直线增长。",
    )
    draft.lines += for_each_output(sample, "log(1 + exp(-s_c))", about)
    return draft


def label_margins(sample: Sample) -> Draft:
    row, numbers = sample.output, [int(number) for number in sample.target.tolist()]
    holds = numbers[: numbers.index(-1)] if -1 in numbers else numbers
    rest = tuple(label for label in range(len(row)) if label not in holds)
    draft = Draft({**spread("x", row), "classes": float(len(row))}, [], {"j": tuple(holds), "i": rest})
    about = Text("What is lacking, over the number of labels.", "差额之和除以标签数。")
    if not holds or not rest:
        none = Text(
            "There is no pair of a label that holds and one that does not.", "没有成立与不成立的标签对。"
        )
        draft.lines.append(Line("own", "0", "loss", none))
        return draft
    short = Text(
        "For each label that holds: what it lacks of a lead of 1 over each that does not.",
        "对每个成立的标签：它对每个不成立的标签还差多少才领先 1。",
    )
    draft.lines += [
        Line("h_j", "total(max(0, 1 - (x_j - x_i)), i)", "term", short),
        Line("own", "total(h_j, j) / classes", "loss", about),
    ]
    return draft
