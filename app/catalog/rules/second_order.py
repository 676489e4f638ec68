"""The rule of L-BFGS, as torch 2.13 steps it: one inner iteration at a time."""

from __future__ import annotations

from app.catalog.entries import Text
from app.catalog.rules.common import gradient_line
from app.catalog.rules.line import Line, Moment, Update

_PAIR = "pair"  # in `known`: the last move became a pair of the history


def lbfgs(moment: Moment) -> Update:
    """One inner iteration of `torch.optim.LBFGS`; `known` says what came before it.

    `H_x` and `H_y` are the columns of the inverse Hessian that the history of moves stands for; `tau` is the
    share of the jump that is taken.
    """
    lines = [gradient_line(moment, climbs=False)]
    if "jump" not in moment.known:
        first = Text("The first direction is straight downhill.", "第一个方向就是正下坡。")
        share = Text(
            "The first share is careful: at most lr, less where the gradient is long.",
            "第一步很谨慎：最多取 lr，梯度大时更小。",
        )
        lines.append(Line("jump", "-g", "momentum", first))
        if moment["line_search_fn"] is None:
            lines.append(Line("tau", "min(1, 1 / norm1(g)) * lr", "rate", share))
    else:
        lines += _pair() if _PAIR in moment.known else _refused_pair()
        jump = Text(
            "The direction: to the minimum of the model of the valley that the history suggests. H begins as "
            "γ I; each pair of the history, the oldest first, makes it (I − ρ s yᵀ) H (I − ρ y sᵀ) + ρ s sᵀ.",
            "方向：跳向由历史推测出的谷底模型的极小点。H 从 γ I 开始，历史中的每一对由旧到新依次把它变为 "
            "(I − ρ s yᵀ) H (I − ρ y sᵀ) + ρ s sᵀ。",
        )
        lines.append(Line("jump", "-times(H, g)", "momentum", jump))
        if moment["line_search_fn"] is None:
            share = Text("The share of the jump that is taken.", "走出这次跳跃的多大比例。")
            lines.append(Line("tau", "lr", "rate", share))
    if moment["line_search_fn"] is not None:
        searched = Text(
            "The share of the jump that the strong Wolfe search has found.",
            "强 Wolfe 线搜索找到的跳跃比例。",
        )
        lines.append(Line("tau", "searched", "rate", searched))
    move = Text("The move of this iteration.", "这次迭代的移动。")
    place = Text("The position after this iteration.", "这次迭代之后的位置。")
    lines += [
        Line("update", "tau * jump", "update", move),
        Line("theta", "theta_before + update", "position", place),
    ]
    return Update(tuple(lines), (), direction="jump")


def _changes() -> list[Line]:
    move = Text("The last move.", "上一次的移动。")
    bend = Text(
        "How the gradient changed over it: what that tells of the curvature.",
        "梯度随之的变化：由此得知曲率。",
    )
    return [
        Line("s", "tau_before * jump_before", "memory", move),
        Line("y", "g - g_before", "memory", bend),
    ]


def _pair() -> list[Line]:
    scale = Text(
        "The scale of the model: the inverse of the curvature along the last move.",
        "模型的尺度：上一次移动方向上曲率的倒数。",
    )
    weight = Text("The weight of this pair in the history.", "这一对在历史中的权重。")
    return [
        *_changes(),
        Line("ro", "1 / dot(y, s)", "memory", weight),
        Line("gamma", "dot(y, s) / dot(y, y)", "size", scale),
    ]


def _refused_pair() -> list[Line]:
    about = Text(
        "The curvature along the last move was not positive: the history stays as it was.",
        "上一次移动方向上的曲率不为正：历史保持不变。",
    )
    return [*_changes(), Line("curvature", "dot(y, s)", "memory", about)]
