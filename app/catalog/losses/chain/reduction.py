"""How do the losses of the samples become one? The line after a sample's own."""

from __future__ import annotations

from torch import Tensor

from app.catalog.entries import Text
from app.catalog.losses.chain.parts import Draft, Line, Sample

_MEAN = Text(
    "The mean: this sample's loss and those of the others, over how many there are.",
    "取平均：这个样本的损失与其他样本的损失之和，除以个数。",
)
_ALONE = Text("The mean of a single sample.", "只有一个样本时的平均。")
_SUM = Text(
    "The sum: this sample's loss and those of the others.", "求和：这个样本的损失加上其他样本的损失。"
)
_WEIGHTED = Text(
    "The weighted mean: all losses, over the weights of their classes rather than the number of samples.",
    "加权平均：各损失之和，除以各样本类别权重之和，而不是样本个数。",
)
_BATCH_MEAN = Text(
    "batchmean: over the number of samples alone, not of their classes.",
    "batchmean：只除以样本数，不再除以类别数。",
)


def reduce_losses(sample: Sample, draft: Draft, each: Tensor) -> None:
    """Add the reduction of `each`, the losses of all samples, to the draft."""
    reduction = sample["reduction"] or "mean"
    if reduction == "none":
        return
    count = len(each)
    if count > 1:
        keep = [place for place in range(count) if place != sample.place]
        draft.values["others"] = each[keep].sum().item()
    losses = "own + others" if count > 1 else "own"
    if reduction == "sum":
        draft.lines.append(Line("reduced", losses, "reduction", _SUM))
    elif draft.weights is not None:
        _weigh(sample, draft, losses)
    else:
        divisor = count if reduction == "batchmean" else each.numel()
        draft.values["count"] = float(divisor)
        about = _BATCH_MEAN if reduction == "batchmean" else _ALONE if divisor == 1 else _MEAN
        draft.lines.append(Line("reduced", f"({losses}) / count", "reduction", about))


def _weigh(sample: Sample, draft: Draft, losses: str) -> None:
    weights = draft.weights
    assert weights is not None
    draft.values["own_weight"] = weights[sample.place].item()
    below = "own_weight"
    if len(weights) > 1:
        keep = [place for place in range(len(weights)) if place != sample.place]
        draft.values["others_weight"] = weights[keep].sum().item()
        below = "own_weight + others_weight"
    draft.lines.append(Line("reduced", f"({losses}) / ({below})", "reduction", _WEIGHTED))
