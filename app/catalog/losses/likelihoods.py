"""How likely is what was seen, by the distribution that the model describes?"""

from __future__ import annotations

from dataclasses import replace

from app.catalog.entries import Loss, Text
from app.catalog.losses.common import REDUCTION, switch, tiny
from app.catalog.notation import apply, formula, fraction, group, hat, mean, power, row, sub, total

_TRUTH = sub("y", "n")
_GUESS = sub(hat("y"), "n")
_MEAN = sub("μ", "n")
_VARIANCE = power(sub("σ", "n"), "2")
_SHARE = sub("p", row("n", "c"))
_LOG_SHARE = sub("x", row("n", "c"))

GAUSSIAN_NLL = Loss(
    id="GaussianNLLLoss",
    name=Text("Gaussian negative log-likelihood", "高斯负对数似然"),
    about=Text(
        "For regression whose noise differs from place to place: the model also says how sure it is.",
        "适合各处噪声不同的回归：模型同时给出它有多大把握。",
    ),
    trap=Text(
        "It goes below 0 where the variance is small, so it has no logarithmic axis; "
        "and a model may excuse its errors with a large variance.",
        "方差小时它会小于 0，不能画在对数轴上；模型也可能用大方差来掩盖误差。",
    ),
    needs=Text(
        "Two outputs per sample, a mean and a variance above 0, and a number as target, (N, 1).",
        "每个样本两个输出：均值和大于 0 的方差；目标是一个数，形状 (N, 1)。",
    ),
    tasks=("regression",),
    head="two_outputs",
    mathml=formula(
        "L",
        "=",
        mean(
            fraction("1", "2"),
            group(
                apply("ln", _VARIANCE),
                "+",
                fraction(power(group(_MEAN, "-", _TRUTH), "2"), _VARIANCE),
            ),
        ),
    ),
    params=(
        switch(
            "full",
            Text(
                "Adds the constant term ln(2π)/2, which moves the value but no gradient.",
                "加上常数项 ln(2π)/2；数值变了，梯度不变。",
            ),
        ),
        tiny(
            "eps",
            1e-6,
            Text(
                "The variance is not taken below this, so that the loss cannot fall without end.",
                "方差不会取到比它更小，免得损失无止境地下降。",
            ),
        ),
        REDUCTION,
    ),
    example={"output": [[2.5, 1.0], [0.0, 0.25], [2.0, 0.01]], "target": [[3.0], [-0.5], [2.0]]},
    may_be_negative=True,
)

POISSON_NLL = Loss(
    id="PoissonNLLLoss",
    name=Text("Poisson negative log-likelihood", "泊松负对数似然"),
    about=Text(
        "For counts of events: the model gives the logarithm of their rate, so that the rate is positive.",
        "适合事件计数：模型给出发生率的对数，发生率因此总为正。",
    ),
    trap=Text(
        "By default the output is a log-rate: the predicted count is exp(output); and the "
        "loss can be negative.",
        "默认输出是发生率的对数：预测的次数是 exp(输出)；损失可能为负。",
    ),
    needs=Text(
        "One output per sample, the log-rate (a rate above 0 with log_input off), and a count of at least 0, "
        "both (N, 1).",
        "每个样本一个输出，即发生率的对数（关闭 log_input 时为正的发生率）；"
        "目标是不小于 0 的次数，两者都是 (N, 1)。",
    ),
    tasks=("counts",),
    mathml=formula("L", "=", mean(group(apply("exp", _GUESS), "-", _TRUTH, _GUESS))),
    params=(
        switch(
            "log_input",
            Text(
                "The output is the logarithm of the rate; off, it is the rate itself, which a softplus makes "
                "positive.",
                "输出是发生率的对数；关闭后输出就是发生率本身，由 softplus 保证为正。",
            ),
            default=True,
        ),
        switch(
            "full",
            Text(
                "Adds Stirling's approximation of ln(y!) for counts above 1; no gradient changes.",
                "对大于 1 的次数加上 ln(y!) 的斯特林近似；梯度不变。",
            ),
        ),
        tiny(
            "eps",
            1e-8,
            Text(
                "Added to the rate before its logarithm when log_input is off, against ln(0).",
                "关闭 log_input 时，取对数前加到发生率上，避免 ln(0)。",
            ),
        ),
        REDUCTION,
    ),
    example={"output": [[0.5], [1.0], [0.0]], "target": [[2.0], [3.0], [0.0]]},
    may_be_negative=True,
)

KL_DIV = Loss(
    id="KLDivLoss",
    name=Text("Kullback-Leibler divergence", "KL 散度"),
    about=Text(
        "For targets that are probabilities themselves: soft labels, or the answers of a teacher model.",
        "适合目标本身就是概率的情形：软标签，或教师模型的输出。",
    ),
    trap=Text(
        "The default mean divides by N times C, which is not the divergence: that is batchmean; "
        "and the output must be log-probabilities.",
        "默认的 mean 除以 N×C，并不是真正的散度，batchmean 才是；输出必须是对数概率。",
    ),
    needs=Text(
        "Log-probabilities as output and probabilities as target, both (N, C), each row summing to 1.",
        "输出是对数概率，目标是概率，形状都是 (N, C)，每行概率之和为 1。",
    ),
    tasks=("soft_labels",),
    head="log_softmax",
    mathml=formula(
        "L",
        "=",
        fraction("1", row("N", "C")),
        total("n", total("c", _SHARE, group(apply("ln", _SHARE), "-", _LOG_SHARE))),
    ),
    params=(
        switch(
            "log_target",
            Text(
                "The target is given as log-probabilities too; the value stays the same.",
                "目标也以对数概率给出；数值不变。",
            ),
        ),
        replace(
            REDUCTION,
            choices=("mean", "sum", "none", "batchmean"),
            about=Text(
                "batchmean is the divergence itself; mean divides by the number of classes too; "
                "none shows each sample and cannot be trained on.",
                "batchmean 才是散度本身；mean 还除以类别数；none 逐个样本显示，不能用来训练。",
            ),
        ),
    ),
    # The logarithms of 1/2, 1/4, 1/4 and of 0.7, 0.2, 0.1.
    example={
        "output": [
            [-0.6931471805599453, -1.3862943611198906, -1.3862943611198906],
            [-0.35667494393873245, -1.6094379124341003, -2.3025850929940455],
        ],
        "target": [[0.6, 0.3, 0.1], [0.7, 0.2, 0.1]],
    },
)
