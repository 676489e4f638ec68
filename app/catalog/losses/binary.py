"""Is it so or not? Losses for two classes, and for labels that can hold together."""

from __future__ import annotations

from app.catalog.entries import Loss, Text
from app.catalog.losses.common import LABEL_WEIGHTS, REDUCTION, weights
from app.catalog.notation import (
    apply,
    formula,
    fraction,
    group,
    mean,
    positive_part,
    row,
    sub,
    total,
)

_TRUTH = sub("y", "n")
_SHARE = sub("p", "n")
_SCORE = sub("x", "n")
_LABEL = sub("y", row("n", "c"))
_LABEL_SCORE = sub("x", row("n", "c"))


def _two_sided(truth: str, yes: str, no: str) -> str:
    """The cross-entropy of two classes, without its sign: y ln p + (1 - y) ln(1 - p)."""
    return group(truth, apply("ln", yes), "+", group("1", "-", truth), apply("ln", no))


BCE = Loss(
    id="BCELoss",
    name=Text("Binary cross-entropy", "二元交叉熵"),
    about=Text(
        "For two classes, or independent labels, when the model ends in a sigmoid.",
        "适合以 sigmoid 结尾的模型：二分类，或互不相关的多标签。",
    ),
    trap=Text(
        "Raw scores are refused; and the logarithm is cut off at -100, so a sure mistake "
        "has almost no gradient "
        "left: BCEWithLogitsLoss is safer.",
        "原始得分会被拒绝；对数在 -100 处截断，错得很自信时梯度几乎消失：BCEWithLogitsLoss 更稳妥。",
    ),
    needs=Text(
        "Probabilities between 0 and 1, and targets between 0 and 1 of the same shape: (N, "
        "1), or (N, L) for labels.",
        "输出是 0 到 1 之间的概率；目标在 0 到 1 之间，形状相同：(N, 1)，多标签为 (N, L)。",
    ),
    tasks=("binary", "multilabel"),
    head="sigmoid",
    mathml=formula("L", "=", "-", mean(_two_sided(_TRUTH, _SHARE, row("1", "-", _SHARE)))),
    params=(LABEL_WEIGHTS, REDUCTION),
    example={"output": [[0.9], [0.2], [0.6]], "target": [[1.0], [0.0], [0.0]]},
)

BCE_WITH_LOGITS = Loss(
    id="BCEWithLogitsLoss",
    name=Text("Binary cross-entropy with logits", "带 logits 的二元交叉熵"),
    about=Text(
        "The default for two classes and for independent labels: sigmoid and cross-entropy in one, safe for "
        "any score.",
        "二分类和多标签的默认选择：sigmoid 与交叉熵合为一步，任何得分都数值稳定。",
    ),
    trap=Text(
        "No sigmoid in the model; and output and target must have the same shape.",
        "模型里不要再加 sigmoid；输出与目标的形状必须相同。",
    ),
    needs=Text(
        "Logits, and targets between 0 and 1 of the same shape: (N, 1), or (N, L) for labels.",
        "输出是 logits；目标在 0 到 1 之间，形状相同：(N, 1)，多标签为 (N, L)。",
    ),
    tasks=("binary", "multilabel"),
    mathml=formula(
        "L",
        "=",
        "-",
        mean(_two_sided(_TRUTH, apply("σ", _SCORE), apply("σ", "-", _SCORE))),
    ),
    params=(
        LABEL_WEIGHTS,
        REDUCTION,
        weights(
            "pos_weight",
            Text(
                "How many times a positive counts, for each output; negatives over positives "
                "balances a rare one.",
                "每个输出的正例算几倍；取负例数除以正例数，可平衡稀少的正例。",
            ),
        ),
    ),
    example={"output": [[2.0], [-1.0], [0.5]], "target": [[1.0], [0.0], [0.0]]},
)

SOFT_MARGIN = Loss(
    id="SoftMarginLoss",
    name=Text("Soft margin (logistic)", "软间隔（逻辑斯谛）损失"),
    about=Text(
        "Logistic regression with targets -1 and +1: equals binary cross-entropy with logits.",
        "目标取 -1 和 +1 的逻辑回归：与带 logits 的二元交叉熵相等。",
    ),
    trap=Text(
        "With targets 0 and 1, every 0 costs a constant ln 2 and teaches nothing.",
        "若目标写成 0 和 1，每个 0 都只贡献常数 ln 2，什么也学不到。",
    ),
    needs=Text(
        "One score per sample and a target of -1 or +1, both (N, 1).",
        "每个样本一个得分，目标为 -1 或 +1，两者都是 (N, 1)。",
    ),
    tasks=("binary",),
    mathml=formula("L", "=", mean(apply("ln", "1", "+", apply("exp", "-", _TRUTH, _SCORE)))),
    params=(REDUCTION,),
    example={"output": [[2.0], [-1.0], [0.5]], "target": [[1.0], [-1.0], [-1.0]]},
)

MULTI_LABEL_MARGIN = Loss(
    id="MultiLabelMarginLoss",
    name=Text("Multi-label margin", "多标签间隔损失"),
    about=Text(
        "Ranks labels: each one that holds must lead each one that does not by 1.",
        "给标签排序：每个成立的标签都要比每个不成立的高出 1。",
    ),
    trap=Text(
        "Its target lists label numbers ended by -1: zeros and ones are read as numbers in "
        "silence; it sees only "
        "differences, so no threshold is learned, and it has no second derivative.",
        "目标是以 -1 结尾的标签编号：若给 0 和 1，会被默默当成编号；它只看差值，学不到阈值，也没有二阶导数。",
    ),
    needs=Text(
        "Scores (N, C), and label numbers (N, C), each row ended and filled up by -1.",
        "输出是得分 (N, C)；目标是标签编号 (N, C)，每行以 -1 结尾并补齐。",
    ),
    tasks=("multilabel",),
    mathml=formula(
        "L",
        "=",
        mean(
            fraction("1", "C"),
            total(
                row("j", "∈", sub("Y", "n")),
                total(
                    row("i", "∉", sub("Y", "n")),
                    positive_part("1", "-", group(sub("x", row("n", "j")), "-", sub("x", row("n", "i")))),
                ),
            ),
        ),
    ),
    params=(REDUCTION,),
    example={"output": [[0.1, 0.2, 0.4, 0.8]], "target": [[3, 0, -1, -1]]},
    second_derivative=False,
)

MULTI_LABEL_SOFT_MARGIN = Loss(
    id="MultiLabelSoftMarginLoss",
    name=Text("Multi-label soft margin", "多标签软间隔损失"),
    about=Text(
        "Independent labels, each a yes or no: equals the mean of binary cross-entropy with logits.",
        "互不相关的标签，各自是或否：等于带 logits 的二元交叉熵的平均。",
    ),
    trap=Text(
        "It averages over labels before the reduction: sum adds up samples, not labels.",
        "它先对标签取平均再做 reduction：sum 加的是样本，不是标签。",
    ),
    needs=Text(
        "Logits (N, L), and a 0 or 1 for each label, of the same shape.",
        "输出是 logits (N, L)；目标是每个标签的 0 或 1，形状相同。",
    ),
    tasks=("multilabel",),
    mathml=formula(
        "L",
        "=",
        "-",
        mean(
            fraction("1", "C"),
            total("c", _two_sided(_LABEL, apply("σ", _LABEL_SCORE), apply("σ", "-", _LABEL_SCORE))),
        ),
    ),
    params=(LABEL_WEIGHTS, REDUCTION),
    example={"output": [[2.0, -1.0, 0.5], [-0.5, 1.5, 0.0]], "target": [[1.0, 0.0, 1.0], [0.0, 1.0, 0.0]]},
)
