"""How does this loss come about? Its value on a few rows, with what lies between, by real torch."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import torch
from torch import Tensor, nn

from app.catalog.entries import Json
from app.catalog.losses.chain import chain_of
from app.catalog.losses.criteria import (
    build_criterion,
    check_axis,
    check_classes_left,
    completed_arguments,
    evaluated,
    loss_value,
)
from app.catalog.losses.listing import LOSSES
from app.catalog.losses.reading import check_output, read_output, read_target
from app.catalog.losses.terms import terms_of
from app.sentences import told, without_stop


def explain(
    loss_id: str, params: Mapping[str, Json], output: Json, target: Json, sample: int | None = None
) -> dict[str, Json]:
    """The loss of `output`, what the criterion takes, against `target`, in float64.

    `output` has a row for each sample: numbers; for embeddings two or three vectors. `target` as the loss's
    `needs` says, [] for triplets.
    The answer: `value`, None for reduction none; `each`, per sample, None for
    cosines of columns; `terms`, [{name, values}]; `gradient` of
    the value, of the sum for reduction none, in the form of `output`; `expects`, the loss's `needs`; for a
    `sample`, the number of a row, its `chain` from output to loss. Numbers may be infinite or NaN.
    Raises `KeyError` for an unknown loss, `TypeError` for an unknown parameter, `ValueError` with a sentence
    for everything that does not fit.
    """
    arguments = completed_arguments(loss_id, params)
    if sample is not None and not 0 <= sample < len(output):
        raise ValueError(
            told(
                "{loss_id} needs a sample from 0 to {most}; got {sample}",
                loss_id=loss_id,
                most=len(output) - 1,
                sample=sample,
            )
        )
    leaf = read_output(loss_id, output).requires_grad_()
    check_output(loss_id, arguments, leaf.detach())
    if leaf.dim() == 3:
        check_axis(loss_id, arguments)
    truth = read_target(loss_id, arguments, leaf.detach(), target)
    if loss_id in ("CrossEntropyLoss", "NLLLoss") and not truth.is_floating_point():
        check_classes_left(loss_id, arguments, truth)
    prediction = _as_called(loss_id, leaf)
    truth = _as_compared(loss_id, leaf, truth)
    width = leaf.shape[1] if leaf.dim() == 2 else 1
    value, each = _values(loss_id, arguments, width, prediction, truth)
    (gradient,) = torch.autograd.grad(value.sum(), leaf)
    terms = terms_of(loss_id, arguments, prediction.detach(), truth)
    answer: dict[str, Json] = {
        "value": value.item() if value.dim() == 0 else None,
        "each": _listed(each.detach()) if len(each) == len(leaf) else None,
        "terms": [{"name": name, "values": _listed(values)} for name, values in terms.items()],
        "gradient": gradient.tolist(),
        "expects": LOSSES[loss_id].needs.json(),
    }
    if sample is not None:
        rows, losses = (prediction.detach(), truth), (value.detach(), each.detach())
        answer["chain"] = chain_of(loss_id, arguments, rows, losses, sample)
    return answer


def _values(
    id: str, arguments: Mapping[str, Any], width: int, prediction: Tensor, truth: Tensor
) -> tuple[Tensor, Tensor]:
    """The loss as it is reduced, and each sample's own."""
    apart = {**arguments, "reduction": "none"} if "reduction" in arguments else arguments
    try:
        value = loss_value(id, _criterion(id, arguments, width), prediction, truth)
        each = evaluated(id, _criterion(id, apart, width), prediction, truth)
    except (RuntimeError, IndexError) as error:
        needs = without_stop(LOSSES[id].needs)
        said = " ".join(str(error).split())[:120]
        raise ValueError(
            told("{id} needs: {needs}; torch says: {said}", id=id, needs=needs, said=said)
        ) from error
    return value, each


def _criterion(id: str, arguments: Mapping[str, Any], width: int) -> nn.Module:
    return build_criterion(id, arguments, width).double()


def _as_called(id: str, output: Tensor) -> Tensor:
    """Rows in the form in which a model's prediction comes."""
    match id:
        case "HingeEmbeddingLoss":
            return output.squeeze(1)
        case "MarginRankingLoss":
            return output.unsqueeze(2)
    return output


def _as_compared(id: str, output: Tensor, truth: Tensor) -> Tensor:
    """Classes as one-hot rows for the loss that compares directions."""
    if id == "CosineSimilarity" and output.dim() == 2:
        return torch.eye(output.shape[1], dtype=output.dtype)[truth]
    return truth


def _listed(values: Tensor) -> Json:
    """Plain lists; a single column as one number for each sample."""
    return values.flatten().tolist() if values.dim() == 2 and values.shape[1] == 1 else values.tolist()
