"""From a number for each class to the loss of the right one."""

from __future__ import annotations

import torch
from torch import Tensor

from app.catalog.entries import Text
from app.catalog.losses.chain.parts import Draft, Line, Sample, as_torch_holds, for_each_output, spread

_TOP = Line(
    "top",
    "largest(z_c, c)",
    "output",
    Text(
        "The largest logit is taken off all of them: that changes no probability and keeps exp finite.",
        "先找出最大的 logit，从所有 logit 中减去：概率不变，exp 不会溢出。",
    ),
)
_SUM = Line(
    "S",
    "total(exp(z_c - top), c)",
    "probability",
    Text("What all classes come to together, by which softmax divides.", "所有类别之和，即 softmax 的分母。"),
)
_SOFTMAX = Line(
    "p_c",
    "exp(z_c - top) / S",
    "probability",
    Text("Softmax: the share of each class, the probabilities.", "softmax：各类别所占的份额，即概率。"),
)
_IGNORED = Line(
    "own",
    "0",
    "loss",
    Text(
        "This sample's class number is ignore_index: it costs nothing and does not count.",
        "这个样本的类别编号等于 ignore_index：没有损失，也不计入平均。",
    ),
)


def cross_entropy(sample: Sample) -> Draft:
    row = sample.output
    draft = Draft(spread("z", row), [_TOP, _SUM, _SOFTMAX], {"c": tuple(range(len(row)))})
    soft = sample.truth.is_floating_point()
    if not soft:
        draft.weights = _counted(sample)
        if sample.target.item() == sample["ignore_index"]:
            draft.lines = [_IGNORED]
            return draft
    if soft or sample["label_smoothing"] > 0:
        _against_shares(sample, draft, soft)
        return draft
    own = int(sample.target.item())
    draft.values["own_z"] = row[own].item()
    log_of_share = "log(S) - (own_z - top)"
    about = Text(
        "Minus the logarithm of the right class's probability: 0 for certainty, without end as it nears 0.",
        "正确类别概率的负对数：完全确定时为 0，概率越接近 0 越大。",
    )
    _weigh_class(sample, draft, own, log_of_share, about)
    return draft


def _weigh_class(sample: Sample, draft: Draft, own: int, expression: str, about: Text) -> None:
    if sample["weight"] is None:
        draft.lines.append(Line("own", expression, "loss", about))
        return
    draft.values["own_w"] = as_torch_holds(sample["weight"])[own].item()
    draft.lines += [Line("h", expression, "term", about), Line("own", "own_w * h", "loss", _CLASS_WEIGHT)]


_CLASS_WEIGHT = Text("The weight of its class multiplies it.", "再乘以所属类别的权重。")


def _against_shares(sample: Sample, draft: Draft, soft: bool) -> None:
    """Cross-entropy with a probability for each class: given, or made by label smoothing."""
    size = len(sample.output)
    truth = sample.target if soft else torch.eye(size, dtype=torch.float64)[sample.target]
    draft.values |= spread("t", truth)
    share = "t_c"
    if sample["label_smoothing"] > 0:
        draft.values |= {"label_smoothing": sample["label_smoothing"], "classes": float(size)}
        smoothed = Text(
            "Label smoothing: a part of the target is spread evenly over all classes.",
            "标签平滑：把目标的一部分平均分给所有类别。",
        )
        blend = "(1 - label_smoothing) * t_c + label_smoothing / classes"
        draft.lines.append(Line("q_c", blend, "term", smoothed))
        share = "q_c"
    logs = Text("The logarithm of each probability.", "各概率的对数。")
    draft.lines.append(Line("log_p_c", "z_c - top - log(S)", "probability", logs))
    term = f"{share} * log_p_c"
    if sample["weight"] is not None:
        draft.values |= spread("w", as_torch_holds(sample["weight"]))
        term = f"w_c * {term}"
    about = Text(
        "Minus the mean of these logarithms, each as likely as the target says.",
        "按目标给出的份额对这些对数求和，再取负。",
    )
    draft.lines.append(Line("own", f"-total({term}, c)", "loss", about))


def likelihood(sample: Sample) -> Draft:
    row = sample.output
    draft = Draft(spread("x", row), [], {"c": tuple(range(len(row)))}, _counted(sample))
    if sample.target.item() == sample["ignore_index"]:
        draft.lines = [_IGNORED]
        return draft
    own = int(sample.target.item())
    draft.values["own_x"] = row[own].item()
    shares = Text("The probabilities whose logarithms the model gives.", "模型给出的对数所对应的概率。")
    draft.lines.append(Line("p_c", "exp(x_c)", "probability", shares))
    about = Text(
        "Minus the logarithm that the model gives to the right class.", "模型给正确类别的对数概率，取负。"
    )
    _weigh_class(sample, draft, own, "-own_x", about)
    return draft


def _counted(sample: Sample) -> Tensor | None:
    """How much each sample counts in the mean; None where all count 1."""
    truth, given = sample.truth, sample["weight"]
    ignored = truth == sample["ignore_index"]
    if given is None:
        return (~ignored).double() if ignored.any() else None
    weight = as_torch_holds(given)
    return torch.where(ignored, 0.0, weight[truth.clamp(0, len(weight) - 1)])


def margins(sample: Sample) -> Draft:
    row, own = sample.output, int(sample.target.item())
    labels = tuple(range(len(row)))
    values = {**spread("z", row), "own_z": row[own].item(), "margin": sample["margin"]}
    draft = Draft(values, [], {"c": tuple(label for label in labels if label != own)})
    short = Text(
        "How much the right class lacks of its lead over each other class; 0 where it has it.",
        "正确类别对其他每一类还差多少才领先一个间隔；已领先则为 0。",
    )
    draft.lines.append(Line("h_c", "max(0, margin - own_z + z_c)", "term", short))
    about = Text("What is lacking, over the number of classes.", "差额之和除以类别数。")
    draft.values["classes"] = float(len(row))
    term = "h_c ** 2" if sample["p"] == 2 else "h_c"
    if sample["weight"] is None:
        draft.lines.append(Line("own", f"total({term}, c) / classes", "loss", about))
    else:
        draft.values["own_w"] = as_torch_holds(sample["weight"])[own].item()
        draft.lines.append(Line("s", f"total({term}, c) / classes", "term", about))
        draft.lines.append(Line("own", "own_w * s", "loss", _CLASS_WEIGHT))
    return draft


def divergence(sample: Sample) -> Draft:
    row, truth = sample.output, sample.target
    labels = tuple(range(len(row)))
    draft = Draft({**spread("x", row), **spread("t", truth)}, [], {"c": labels})
    shares = Text("The probabilities whose logarithms the model gives.", "模型给出的对数所对应的概率。")
    draft.lines.append(Line("p_c", "exp(x_c)", "probability", shares))
    about = Text(
        "How much likelier the target finds this class, in logarithms, times how often it is so.",
        "目标认为该类别比模型认为的更可能多少（取对数），再乘以目标的份额。",
    )
    unlike: dict[int | None, str] = {}
    expression = "exp(t_c) * (t_c - x_c)"
    if not sample["log_target"]:
        # 0 ln 0 is 0, as the limit is.
        expression = "t_c * (log(t_c) - x_c)"
        unlike = {label: "0" for label in labels if truth[label] == 0}
    draft.lines += for_each_output(sample, expression, about, unlike)
    return draft
