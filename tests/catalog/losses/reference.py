"""Every loss as its formula says it, in plain numpy: what each sample costs, and what a mean divides by."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Params = Mapping[str, Any]
Costs = tuple[Array, float]


def reference(id: str, params: Params, output: Any, target: Any) -> tuple[Array, float]:
    """Each sample's cost in the shape that torch gives it, and the loss reduced as `params` say."""
    each, divisor = FORMULAS[id](params, np.asarray(output, float), np.asarray(target, float))
    match params.get("reduction", "mean"):
        case "sum":
            return each, float(each.sum())
        case "batchmean":
            return each, float(each.sum() / len(output))
    return each, float(each.sum() / divisor)


def mse(params: Params, output: Array, target: Array) -> Costs:
    return (output - target) ** 2, output.size


def l1(params: Params, output: Array, target: Array) -> Costs:
    return np.abs(output - target), output.size


def smooth_l1(params: Params, output: Array, target: Array) -> Costs:
    beta, size = params.get("beta", 1.0), np.abs(output - target)
    if beta == 0:
        return size, output.size
    return np.where(size < beta, size**2 / (2 * beta), size - beta / 2), output.size


def huber(params: Params, output: Array, target: Array) -> Costs:
    delta, size = params.get("delta", 1.0), np.abs(output - target)
    return np.where(size < delta, size**2 / 2, delta * (size - delta / 2)), output.size


def gaussian(params: Params, output: Array, target: Array) -> Costs:
    variance = np.maximum(output[:, 1:], params.get("eps", 1e-6))
    each = (np.log(variance) + (output[:, :1] - target) ** 2 / variance) / 2
    return each + (math.log(2 * math.pi) / 2 if params.get("full") else 0), each.size


def poisson(params: Params, output: Array, target: Array) -> Costs:
    if params.get("log_input", True):
        each = np.exp(output) - target * output
    else:
        each = output - target * np.log(output + params.get("eps", 1e-8))
    if params.get("full"):
        many = np.maximum(target, 1)
        stirling = many * np.log(many) - many + np.log(2 * math.pi * many) / 2
        each = each + np.where(target > 1, stirling, 0)
    return each, each.size


def log_shares(logits: Array) -> Array:
    totals: Array = np.exp(logits).sum(axis=1, keepdims=True)
    return logits - np.log(totals)


def class_weights(params: Params, output: Array) -> Array:
    weight = params.get("weight")
    return np.ones(output.shape[1]) if weight is None else np.asarray(weight, float)


def cross_entropy(params: Params, output: Array, target: Array) -> Costs:
    logs, weight, spread = log_shares(output), class_weights(params, output), params.get("label_smoothing", 0)
    classes = output.shape[1]
    if target.ndim == 2:
        shares = (1 - spread) * target + spread / classes
        return -(weight * shares * logs).sum(axis=1), len(output)
    counted = target != params.get("ignore_index", -100)
    number = np.where(counted, target, 0).astype(int)
    own = weight[number] * counted
    smooth = -(weight * logs).sum(axis=1) * counted
    each = -(1 - spread) * own * logs[np.arange(len(output)), number] + spread / classes * smooth
    return each, own.sum()


def nll(params: Params, output: Array, target: Array) -> Costs:
    counted = target != params.get("ignore_index", -100)
    number = np.where(counted, target, 0).astype(int)
    own = class_weights(params, output)[number] * counted
    return -own * output[np.arange(len(output)), number], own.sum()


def multi_margin(params: Params, output: Array, target: Array) -> Costs:
    margin, p, weight = params.get("margin", 1.0), params.get("p", 1), class_weights(params, output)
    costs = []
    for scores, number in zip(output, target.astype(int), strict=True):
        others = [max(0.0, margin - scores[number] + x) ** p for c, x in enumerate(scores) if c != number]
        costs.append(weight[number] * sum(others) / len(scores))
    return np.array(costs), len(costs)


def two_sided(truth: Array, yes: Array, no: Array, positive: Array | float = 1.0) -> Array:
    return -(positive * truth * np.log(yes) + (1 - truth) * np.log(no))


def bce(params: Params, output: Array, target: Array) -> Costs:
    with np.errstate(divide="ignore"):
        yes, no = (np.maximum(np.log(share), -100) for share in (output, 1 - output))
    return -(target * yes + (1 - target) * no) * class_weights(params, output), output.size


def bce_with_logits(params: Params, output: Array, target: Array) -> Costs:
    positive = params.get("pos_weight")
    shares = 1 / (1 + np.exp(-output))
    each = two_sided(target, shares, 1 - shares, 1.0 if positive is None else np.asarray(positive))
    return each * class_weights(params, output), output.size


def soft_margin(params: Params, output: Array, target: Array) -> Costs:
    return np.log(1 + np.exp(-target * output)), output.size


def multi_label_soft_margin(params: Params, output: Array, target: Array) -> Costs:
    shares = 1 / (1 + np.exp(-output))
    each = (two_sided(target, shares, 1 - shares) * class_weights(params, output)).mean(axis=1)
    return each, len(each)


def multi_label_margin(params: Params, output: Array, target: Array) -> Costs:
    costs = []
    for scores, row in zip(output, target.astype(int).tolist(), strict=True):
        named = row[: row.index(-1)] if -1 in row else row
        others = [c for c in range(len(scores)) if c not in named]
        costs.append(sum(max(0.0, 1 - (scores[j] - scores[i])) for j in named for i in others) / len(scores))
    return np.array(costs), len(costs)


def kl_div(params: Params, output: Array, target: Array) -> Costs:
    shares = np.exp(target) if params.get("log_target") else target
    with np.errstate(divide="ignore", invalid="ignore"):
        own = np.where(shares > 0, shares * np.log(shares), 0.0)
    return own - shares * output, output.size


def margin_ranking(params: Params, output: Array, target: Array) -> Costs:
    lead = target * (output[:, 0] - output[:, 1])
    return np.maximum(0, params.get("margin", 0.0) - lead), len(output)


def hinge_embedding(params: Params, output: Array, target: Array) -> Costs:
    distance = output[:, 0]
    apart = np.maximum(0, params.get("margin", 1.0) - distance)
    return np.where(target == 1, distance, apart), len(output)


def cosine(first: Array, second: Array, eps: float = 1e-8, axis: int = -1) -> Array:
    lengths = [np.maximum(np.sqrt((each**2).sum(axis=axis)), eps) for each in (first, second)]
    angle: Array = (first * second).sum(axis=axis) / (lengths[0] * lengths[1])
    return angle


def cosine_embedding(params: Params, output: Array, target: Array) -> Costs:
    # Torch adds 1e-12 to each squared length, which shows where vectors are short.
    lengths = np.sqrt(((output**2).sum(axis=2) + 1e-12).prod(axis=1))
    angle = output.prod(axis=1).sum(axis=1) / lengths
    apart = np.maximum(0, angle - params.get("margin", 0.0))
    return np.where(target == 1, 1 - angle, apart), len(output)


def cosine_similarity(params: Params, output: Array, target: Array) -> Costs:
    eps = params.get("eps", 1e-8)
    if output.ndim == 3:
        return 1 - target * cosine(output[:, 0], output[:, 1], eps), len(output)
    one_hot = np.eye(output.shape[1])[target.astype(int)]
    each = 1 - cosine(output, one_hot, eps, params.get("dim", 1))
    return each, len(each)


def triplet_margin(params: Params, output: Array, target: Array) -> Costs:
    p, eps = params.get("p", 2.0), params.get("eps", 1e-6)

    def distance(first: Array, second: Array) -> Array:
        length: Array = (np.abs(first - second + eps) ** p).sum(axis=1) ** (1 / p)
        return length

    anchor, positive, negative = output.transpose(1, 0, 2)
    far = distance(anchor, negative)
    if params.get("swap"):
        far = np.minimum(far, distance(positive, negative))
    return np.maximum(0, distance(anchor, positive) - far + params.get("margin", 1.0)), len(output)


def typed(params: Params, output: Array, target: Array) -> Costs:
    """The formulas that the tests type."""
    default = "(prediction - target)**2"
    each = {
        default: (output - target) ** 2,
        "abs(prediction - target)": np.abs(output - target),
        "log(1 + exp(-target*prediction))": np.log(1 + np.exp(-target * output)),
    }[params.get("expression", default)]
    return each, output.size


FORMULAS: dict[str, Callable[[Params, Array, Array], Costs]] = {
    "MSELoss": mse,
    "L1Loss": l1,
    "SmoothL1Loss": smooth_l1,
    "HuberLoss": huber,
    "GaussianNLLLoss": gaussian,
    "PoissonNLLLoss": poisson,
    "CrossEntropyLoss": cross_entropy,
    "NLLLoss": nll,
    "MultiMarginLoss": multi_margin,
    "CosineSimilarity": cosine_similarity,
    "BCELoss": bce,
    "BCEWithLogitsLoss": bce_with_logits,
    "SoftMarginLoss": soft_margin,
    "MultiLabelMarginLoss": multi_label_margin,
    "MultiLabelSoftMarginLoss": multi_label_soft_margin,
    "KLDivLoss": kl_div,
    "MarginRankingLoss": margin_ranking,
    "HingeEmbeddingLoss": hinge_embedding,
    "CosineEmbeddingLoss": cosine_embedding,
    "TripletMarginLoss": triplet_margin,
    "formula": typed,
}
