"""What lies between an output and its loss? The quantities that one computes on the way, by name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

import torch
from torch import Tensor
from torch.nn.functional import cosine_similarity, logsigmoid, one_hot, pairwise_distance

Arguments: TypeAlias = Mapping[str, Any]
Terms: TypeAlias = dict[str, Tensor]


def terms_of(id: str, arguments: Arguments, output: Tensor, target: Tensor) -> Terms:
    """Named tensors with a row or a number for each sample, in the order in which a hand computes them."""
    return _TERMS[id](arguments, output, target)


def _squared(arguments: Arguments, output: Tensor, target: Tensor) -> Terms:
    difference = output - target
    return {"difference": difference, "difference²": difference**2}


def _absolute(arguments: Arguments, output: Tensor, target: Tensor) -> Terms:
    difference = output - target
    return {"difference": difference, "|difference|": difference.abs()}


def _robust(arguments: Arguments, output: Tensor, target: Tensor) -> Terms:
    name = "beta" if "beta" in arguments else "delta"
    terms = _absolute(arguments, output, target)
    return {**terms, f"|difference| < {name}": (terms["|difference|"] < arguments[name]).double()}


def _gaussian(arguments: Arguments, output: Tensor, target: Tensor) -> Terms:
    deviation = output[:, 1:].clamp_min(arguments["eps"]).sqrt()
    difference = output[:, :1] - target
    return {
        "difference": difference,
        "standard deviation": deviation,
        "difference / standard deviation": difference / deviation,
    }


def _poisson(arguments: Arguments, output: Tensor, target: Tensor) -> Terms:
    rate = output.exp() if arguments["log_input"] else output
    return {"rate": rate, "rate - target": rate - target}


def _softmax(arguments: Arguments, output: Tensor, target: Tensor) -> Terms:
    logs = output.log_softmax(dim=1)
    terms = {"softmax": output.softmax(dim=1), "log_softmax": logs}
    if target.is_floating_point():
        return {**terms, "-target log p": -target * logs}
    return {**terms, "-log p": _of_class(-logs, target)}


def _log_likelihood(arguments: Arguments, output: Tensor, target: Tensor) -> Terms:
    return {"p": output.exp(), "-log p": _of_class(-output, target)}


def _margins(arguments: Arguments, output: Tensor, target: Tensor) -> Terms:
    lead = _of_class(output, target).unsqueeze(1) - output
    others = 1 - one_hot(target, output.shape[1])
    shortfall = (arguments["margin"] - lead).clamp_min(0) * others
    return {"lead": lead, "shortfall": shortfall}


def _probabilities(arguments: Arguments, output: Tensor, target: Tensor) -> Terms:
    return {
        "log p": output.log().clamp_min(-100),
        "log(1 - p)": (1 - output).log().clamp_min(-100),
    }


def _logits(arguments: Arguments, output: Tensor, target: Tensor) -> Terms:
    return {"sigmoid": output.sigmoid(), "log p": logsigmoid(output), "log(1 - p)": logsigmoid(-output)}


def _signed(arguments: Arguments, output: Tensor, target: Tensor) -> Terms:
    return {"target × output": target * output, "exp(-target × output)": (-target * output).exp()}


def _label_margins(arguments: Arguments, output: Tensor, target: Tensor) -> Terms:
    holds = torch.zeros_like(output)
    for row, numbers in enumerate(target.tolist()):
        named = numbers[: numbers.index(-1)] if -1 in numbers else numbers
        holds[row, named] = 1
    # (N, labels that hold, labels that do not): how far each pair is from a lead of 1.
    shortfall = (1 - (output.unsqueeze(2) - output.unsqueeze(1))).clamp_min(0)
    pairs = shortfall * holds.unsqueeze(2) * (1 - holds).unsqueeze(1)
    return {"label holds": holds, "shortfall": pairs.sum(dim=1)}


def _divergence(arguments: Arguments, output: Tensor, target: Tensor) -> Terms:
    shares = target.exp() if arguments["log_target"] else target
    return {
        "p": output.exp(),
        "target": shares,
        "target (log target - log p)": torch.xlogy(shares, shares) - shares * output,
    }


def _ranks(arguments: Arguments, output: Tensor, target: Tensor) -> Terms:
    lead = target * (output[:, 0, 0] - output[:, 1, 0])
    return {"lead": lead, "shortfall": (arguments["margin"] - lead).clamp_min(0)}


def _distances(arguments: Arguments, output: Tensor, target: Tensor) -> Terms:
    return {"distance": output, "shortfall": (arguments["margin"] - output).clamp_min(0)}


def _angles(arguments: Arguments, output: Tensor, target: Tensor) -> Terms:
    if output.dim() == 2:
        lengths = output.norm(dim=1)
        return {"cosine": cosine_similarity(output, target, arguments["dim"]), "length": lengths}
    return {
        "cosine": cosine_similarity(output[:, 0], output[:, 1], dim=1),
        "lengths": output.norm(dim=2),
    }


def _triplets(arguments: Arguments, output: Tensor, target: Tensor) -> Terms:
    anchor, positive, negative = output.unbind(dim=1)
    p, eps = arguments["p"], arguments["eps"]
    terms = {
        "d(anchor, positive)": pairwise_distance(anchor, positive, p, eps),
        "d(anchor, negative)": pairwise_distance(anchor, negative, p, eps),
    }
    if arguments["swap"]:
        terms["d(positive, negative)"] = pairwise_distance(positive, negative, p, eps)
    return terms


def _of_class(values: Tensor, target: Tensor) -> Tensor:
    """In each row the value of its class; 0 where the class number stands for none."""
    counted = (target >= 0) & (target < values.shape[1])
    own = values.gather(1, torch.where(counted, target, 0).unsqueeze(1)).squeeze(1)
    return torch.where(counted, own, 0.0)


_TERMS: dict[str, Callable[[Arguments, Tensor, Tensor], Terms]] = {
    "MSELoss": _squared,
    "L1Loss": _absolute,
    "SmoothL1Loss": _robust,
    "HuberLoss": _robust,
    "GaussianNLLLoss": _gaussian,
    "PoissonNLLLoss": _poisson,
    "CrossEntropyLoss": _softmax,
    "NLLLoss": _log_likelihood,
    "MultiMarginLoss": _margins,
    "CosineSimilarity": _angles,
    "BCELoss": _probabilities,
    "BCEWithLogitsLoss": _logits,
    "SoftMarginLoss": _signed,
    "MultiLabelMarginLoss": _label_margins,
    "MultiLabelSoftMarginLoss": _logits,
    "KLDivLoss": _divergence,
    "MarginRankingLoss": _ranks,
    "HingeEmbeddingLoss": _distances,
    "CosineEmbeddingLoss": _angles,
    "TripletMarginLoss": _triplets,
    "formula": _absolute,
}
