"""Which class is it? Losses of a score, a probability or a log-probability for each class."""

from __future__ import annotations

from app.catalog.entries import Loss, Text
from app.catalog.losses.common import CLASS_WEIGHTS, IGNORE_INDEX, REDUCTION, number, tiny, whole
from app.catalog.notation import (
    apply,
    formula,
    fraction,
    mean,
    norm,
    positive_part,
    power,
    row,
    sub,
    total,
)

_CLASS = sub("y", "n")
_OF_CLASS = row("n", ",", _CLASS)
_LOGIT = sub("z", row("n", "c"))
_OWN_LOGIT = sub("z", _OF_CLASS)

CROSS_ENTROPY = Loss(
    id="CrossEntropyLoss",
    name=Text("Cross-entropy", "交叉熵"),
    about=Text(
        "The default for classes that exclude each other: minus the logarithm of the "
        "right class's probability.",
        "互斥类别分类的默认选择：正确类别概率的负对数。",
    ),
    trap=Text(
        "It has its own softmax: give it raw logits, never probabilities; and with a single "
        "output it is always 0.",
        "它自带 softmax：要给原始 logits，不要给概率；只有一个输出时它恒为 0。",
    ),
    needs=Text(
        "Logits (N, C) for at least two classes, and a class number (N,) or probabilities (N, C) as target.",
        "输出是至少两类的 logits，形状 (N, C)；目标是类别编号 (N,) 或概率 (N, C)。",
    ),
    tasks=("multiclass", "binary", "soft_labels"),
    mathml=formula(
        "L",
        "=",
        "-",
        mean(
            apply("ln", fraction(apply("exp", _OWN_LOGIT), row(total("c", apply("exp", _LOGIT))))),
        ),
    ),
    params=(
        CLASS_WEIGHTS,
        IGNORE_INDEX,
        REDUCTION,
        number(
            "label_smoothing",
            0.0,
            0.0,
            1.0,
            Text(
                "Spreads this share of the target evenly over all classes, against overconfidence.",
                "把目标中这一份平均分给所有类别，防止模型过度自信。",
            ),
        ),
    ),
    example={"output": [[2.0, 1.0, 0.1]], "target": [0]},
)

NLL = Loss(
    id="NLLLoss",
    name=Text("Negative log-likelihood", "负对数似然"),
    about=Text(
        "Cross-entropy for a model that ends in a log-softmax of its own.",
        "模型自己以 log-softmax 结尾时用的交叉熵。",
    ),
    trap=Text(
        "It only picks a number from each row: raw logits are taken in silence, and then "
        "it falls without end.",
        "它只是从每行取一个数：给它原始 logits 也不报错，损失会无止境地下降。",
    ),
    needs=Text(
        "Log-probabilities (N, C), each row's probabilities summing to 1, and a class number (N,) as target.",
        "输出是对数概率 (N, C)，每行概率之和为 1；目标是类别编号 (N,)。",
    ),
    tasks=("multiclass", "binary"),
    head="log_softmax",
    mathml=formula("L", "=", "-", mean(sub("x", _OF_CLASS))),
    params=(CLASS_WEIGHTS, IGNORE_INDEX, REDUCTION),
    # The logarithms of 1/2, 1/4, 1/4.
    example={"output": [[-0.6931471805599453, -1.3862943611198906, -1.3862943611198906]], "target": [0]},
)

MULTI_MARGIN = Loss(
    id="MultiMarginLoss",
    name=Text("Multi-class margin", "多类间隔损失"),
    about=Text(
        "The hinge of a support vector machine: the right class must lead every other by the margin.",
        "支持向量机的合页损失：正确类别的得分要比其他每一类高出间隔。",
    ),
    trap=Text(
        "Scores are no probabilities, samples beyond the margin teach nothing, and torch has "
        "no second derivative.",
        "得分不是概率；超出间隔的样本不再起作用；torch 没有它的二阶导数。",
    ),
    needs=Text(
        "Scores (N, C) for at least two classes, and a class number (N,) as target.",
        "输出是至少两类的得分 (N, C)；目标是类别编号 (N,)。",
    ),
    tasks=("multiclass", "binary"),
    mathml=formula(
        "L",
        "=",
        mean(
            fraction("1", "C"),
            total(
                row("c", "≠", _CLASS),
                power(positive_part("m", "-", _OWN_LOGIT, "+", _LOGIT), "p"),
            ),
        ),
    ),
    params=(
        whole(
            "p",
            1,
            1,
            2,
            Text(
                "The power of each shortfall: 1 for the plain hinge, 2 for the squared one.",
                "差额的次方：1 是普通合页损失，2 是平方合页损失。",
            ),
        ),
        number(
            "margin",
            1.0,
            0.0,
            5.0,
            Text(
                "How far the right class must lead the others before it costs nothing.",
                "正确类别要领先其他类别多少，损失才为零。",
            ),
        ),
        CLASS_WEIGHTS,
        REDUCTION,
    ),
    example={"output": [[2.0, 1.5, 0.1], [0.2, 0.9, 1.4]], "target": [0, 1]},
    second_derivative=False,
)

COSINE_SIMILARITY = Loss(
    id="CosineSimilarity",
    name=Text("Cosine similarity, 1 - cos", "余弦相似度损失 1 - cos"),
    about=Text(
        "One minus the cosine of two vectors' angle: for answers where only the direction matters.",
        "一减去两向量夹角的余弦：适合只看方向的答案。",
    ),
    trap=Text(
        "torch gives a similarity, not a loss: the sign and the mean are ours; and "
        "lengths are free to drift.",
        "torch 给的是相似度而不是损失：取负和求平均是这里加的；向量长度可以任意漂移。",
    ),
    needs=Text(
        "Rows (N, C) against a class number, taken as one-hot; or two embeddings (N, D) and +1 or -1.",
        "输出 (N, C) 配类别编号（按 one-hot 比较）；或两个嵌入 (N, D) 配 +1 或 -1。",
    ),
    tasks=("multiclass", "similarity"),
    mathml=formula(
        "L",
        "=",
        "1",
        "-",
        mean(
            _CLASS,
            fraction(
                row(sub("a", "n"), "*", sub("b", "n")),
                row(norm(sub("a", "n")), norm(sub("b", "n"))),
            ),
        ),
    ),
    params=(
        whole(
            "dim",
            1,
            0,
            1,
            Text(
                "Along which axis vectors lie: 1 compares each sample's vectors; 0 compares each class's "
                "column over the batch.",
                "向量沿哪个轴：1 比较每个样本的向量；0 比较每个类别在整批上的一列。",
            ),
        ),
        tiny(
            "eps",
            1e-8,
            Text(
                "The least length that is divided by, so that a zero vector has cosine 0.",
                "作除数的长度不小于它，零向量的余弦因此为 0。",
            ),
        ),
    ),
    example={"output": [[2.0, 1.0, 0.1], [0.2, 0.9, -0.3]], "target": [0, 1]},
)
