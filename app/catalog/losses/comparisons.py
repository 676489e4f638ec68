"""Which is nearer, which is better? Losses of pairs and triplets."""

from __future__ import annotations

from app.catalog.entries import Loss, Text
from app.catalog.losses.common import REDUCTION, number, switch, tiny
from app.catalog.notation import apply, cases, formula, group, mean, positive_part, row, sub

_SIGN = sub("y", "n")
_LOSS = sub("ℓ", "n")
_MEAN_OF_LOSSES = row("L", "=", mean(_LOSS))
_SIMILAR = row(_SIGN, "=", "1")
_DISSIMILAR = row(_SIGN, "=", "-", "1")

MARGIN_RANKING = Loss(
    id="MarginRankingLoss",
    name=Text("Margin ranking", "间隔排序损失"),
    about=Text(
        "For learning an order from pairs: the better one's score must lead by the margin.",
        "从成对比较中学排序：更好的一方得分要领先一个间隔。",
    ),
    trap=Text(
        "With margin 0, giving everything the same score already costs nothing.",
        "间隔为 0 时，给所有样本同样的得分就已经没有损失。",
    ),
    needs=Text(
        "Two scores per sample, and +1 where the first should be higher, -1 where the second, shape (N,).",
        "每个样本两个得分；目标 (N,)：第一个应更高为 +1，第二个应更高为 -1。",
    ),
    tasks=("ranking",),
    mathml=formula(
        "L", "=", mean(positive_part("-", _SIGN, group(sub("s", "n"), "-", sub("t", "n")), "+", "m"))
    ),
    params=(
        number(
            "margin",
            0.0,
            0.0,
            5.0,
            Text(
                "By how much the better score must lead before a pair costs nothing.",
                "更好的一方要领先多少，这一对才没有损失。",
            ),
        ),
        REDUCTION,
    ),
    example={"output": [[1.2, 0.4], [0.3, 0.9], [0.5, 0.1]], "target": [1, 1, -1]},
)

HINGE_EMBEDDING = Loss(
    id="HingeEmbeddingLoss",
    name=Text("Hinge embedding", "合页嵌入损失"),
    about=Text(
        "For pairs that are similar or not, by their distance: pulls the similar "
        "together, pushes others apart.",
        "按距离处理相似与不相似的样本对：相似的拉近，不相似的推远。",
    ),
    trap=Text(
        "A target of 0 is counted in both branches in silence; and similar pairs are "
        "pulled with a force that "
        "never fades.",
        "目标写成 0 会默默地同时算进两个分支；相似对受到的拉力永不减弱。",
    ),
    needs=Text(
        "A distance of at least 0 per pair, and +1 for similar, -1 for dissimilar, both (N,).",
        "每对一个不小于 0 的距离；目标：相似为 +1，不相似为 -1，两者都是 (N,)。",
    ),
    tasks=("similarity",),
    head="distance",
    mathml=formula(
        _MEAN_OF_LOSSES,
        ",",
        row(_LOSS, "="),
        cases(
            (sub("d", "n"), _SIMILAR),
            (positive_part("m", "-", sub("d", "n")), _DISSIMILAR),
        ),
    ),
    params=(
        number(
            "margin",
            1.0,
            0.1,
            5.0,
            Text(
                "How far apart a dissimilar pair must be before it costs nothing.",
                "不相似的一对要相距多远才没有损失。",
            ),
        ),
        REDUCTION,
    ),
    example={"output": [[0.3], [1.4], [0.6]], "target": [1, -1, -1]},
)

_COSINE = apply("cos", sub("a", "n"), ",", sub("b", "n"))

COSINE_EMBEDDING = Loss(
    id="CosineEmbeddingLoss",
    name=Text("Cosine embedding", "余弦嵌入损失"),
    about=Text(
        "For pairs that are similar or not, by the angle of their embeddings; lengths do not count.",
        "按嵌入向量的夹角处理相似与不相似的样本对；长度不起作用。",
    ),
    trap=Text(
        "Nothing holds the lengths, so they drift; and the target must be +1 or -1 in one dimension.",
        "长度不受约束，会一直漂移；目标必须是一维的 +1 或 -1。",
    ),
    needs=Text(
        "Two embeddings (N, D), and +1 for similar, -1 for dissimilar, shape (N,).",
        "两个嵌入 (N, D)；目标 (N,)：相似为 +1，不相似为 -1。",
    ),
    tasks=("similarity",),
    mathml=formula(
        _MEAN_OF_LOSSES,
        ",",
        row(_LOSS, "="),
        cases(
            (row("1", "-", _COSINE), _SIMILAR),
            (positive_part(_COSINE, "-", "m"), _DISSIMILAR),
        ),
    ),
    params=(
        number(
            "margin",
            0.0,
            -1.0,
            1.0,
            Text(
                "The cosine that a dissimilar pair may keep: 0 is a right angle, -1 opposite directions.",
                "不相似的一对可以保留的余弦值：0 是直角，-1 是方向相反。",
            ),
        ),
        REDUCTION,
    ),
    example={
        "output": [[[1.0, 0.0], [0.8, 0.6]], [[1.0, 0.0], [0.6, 0.8]], [[0.0, 2.0], [-1.0, 0.0]]],
        "target": [1, -1, -1],
    },
)

TRIPLET_MARGIN = Loss(
    id="TripletMarginLoss",
    name=Text("Triplet margin", "三元组间隔损失"),
    about=Text(
        "For learning a distance: an anchor must be nearer to its like than to the other, by the margin.",
        "用来学习距离：锚点到同类要比到异类更近，并差出一个间隔。",
    ),
    trap=Text(
        "If all embeddings collapse into one point, the loss stands still at the margin.",
        "如果所有嵌入塌缩到一点，损失就停在间隔的值上不动。",
    ),
    needs=Text(
        "Three embeddings (N, D): anchor, positive, negative; no target.",
        "三个嵌入 (N, D)：锚点、正例、负例；不需要目标。",
    ),
    tasks=("triplets",),
    mathml=formula(
        "L",
        "=",
        mean(
            positive_part(
                apply("d", sub("a", "n"), ",", sub("p", "n")),
                "-",
                apply("d", sub("a", "n"), ",", sub("q", "n")),
                "+",
                "m",
            )
        ),
    ),
    params=(
        number(
            "margin",
            1.0,
            0.1,
            5.0,
            Text(
                "How much farther the negative must be than the positive before a triplet costs nothing.",
                "负例要比正例远出多少，这个三元组才没有损失。",
            ),
        ),
        number(
            "p",
            2.0,
            1.0,
            10.0,
            Text(
                "Which distance: 2 is Euclidean, 1 adds up the coordinates' differences.",
                "用哪种距离：2 是欧氏距离，1 是各坐标差的绝对值之和。",
            ),
        ),
        tiny(
            "eps",
            1e-6,
            Text(
                "Added to every difference of coordinates, so that no distance is exactly 0.",
                "加到每个坐标差上，避免距离恰好为 0。",
            ),
        ),
        switch(
            "swap",
            Text(
                "Takes the positive as the anchor where it is nearer to the negative.",
                "若正例离负例更近，就改用正例作锚点。",
            ),
        ),
        REDUCTION,
    ),
    example={
        "output": [[[0.0, 0.0], [0.5, 0.0], [0.0, 1.0]], [[1.0, 1.0], [1.0, 0.0], [3.0, 1.0]]],
        "target": [],
    },
)
