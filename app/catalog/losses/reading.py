"""Are these rows what the loss takes? Output and target as somebody typed them, made into tensors.

Torch broadcasts, clamps or reads past many of these mistakes in silence; here each is told in a sentence:
which loss, what it needs, what it got.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, NoReturn

import torch
from torch import Tensor

from app.catalog.entries import Json
from app.sentences import Sentence, told

# Enough for a curve, and for the samples of a small data set.
MOST_ROWS = 512
MOST_COLUMNS = 16
# Typed probabilities are rounded: 0.33, 0.33, 0.33 is meant to sum to 1.
_SLACK = 0.0201

_PARTS = {"CosineEmbeddingLoss": 2, "TripletMarginLoss": 3}
_COLUMNS = {"HingeEmbeddingLoss": 1, "GaussianNLLLoss": 2, "MarginRankingLoss": 2}
_PARTS_NAMED = {2: told("two embeddings"), 3: told("three embeddings")}
_BY_CLASS = frozenset({"CrossEntropyLoss", "NLLLoss", "MultiMarginLoss", "CosineSimilarity"})
_OF_LABELS = frozenset({"MultiLabelMarginLoss", "MultiLabelSoftMarginLoss"})


def read_output(id: str, output: Json) -> Tensor:
    """The output as float64 (N, K), or (N, parts, D) for embeddings.

    Raises `ValueError` where it is not what the criterion of this loss takes.
    """
    values = _tensor(id, told("output"), output)
    parts = _PARTS.get(id, 2 if id == "CosineSimilarity" and values.dim() == 3 else None)
    if parts:
        if values.dim() != 3 or values.shape[1] != parts:
            _refuse(
                id,
                told(
                    "{parts_named} for each sample, ({values}, {parts}, D)",
                    parts_named=_PARTS_NAMED[parts],
                    values=len(values),
                    parts=parts,
                ),
                _shape(values),
            )
        return values
    if values.dim() != 2:
        _refuse(id, told("an output with a row for each sample, (N, outputs)"), _shape(values))
    columns = _COLUMNS.get(id)
    if columns and values.shape[1] != columns:
        _refuse(
            id,
            told("1 output for each sample, (N, 1)")
            if columns == 1
            else told("{columns} outputs for each sample, (N, {columns})", columns=columns),
            _shape(values),
        )
    if id in _BY_CLASS | _OF_LABELS | {"KLDivLoss"} and values.shape[1] < 2:
        _refuse(id, told("at least 2 outputs for each sample, one for each class or label"), "1")
    return values


def check_output(id: str, arguments: Mapping[str, Any], output: Tensor) -> None:
    """Raise `ValueError` for values outside the range that the loss takes."""
    if id == "BCELoss":
        low_or_high = (output < 0) | (output > 1)
        need = told("probabilities between 0 and 1: put a sigmoid before it, or use BCEWithLogitsLoss")
        _refuse_first(id, need, output, low_or_high)
    if id == "HingeEmbeddingLoss":
        _refuse_first(id, told("distances of at least 0"), output, output < 0)
    if id == "GaussianNLLLoss":
        _refuse_first(id, told("variances above 0 as second output"), output[:, 1:], output[:, 1:] <= 0)
    if id == "PoissonNLLLoss" and not arguments["log_input"]:
        _refuse_first(id, told("rates above 0 with log_input off"), output, output <= 0)
    if id in ("NLLLoss", "KLDivLoss"):
        need = told("log-probabilities, with a log-softmax before it, so that each row's exp sums to 1")
        _check_sum(id, need, output.exp())


def read_target(id: str, arguments: Mapping[str, Any], output: Tensor, target: Json) -> Tensor:
    """The target in the dtype and shape that the criterion takes beside this output.

    Raises `ValueError` where torch would refuse it, or take it in silence for something else.
    """
    if id == "TripletMarginLoss":
        if target:
            _refuse(id, told("no target: the order anchor, positive, negative says it all"), _shown(target))
        return output.new_zeros(len(output), 0)
    values = _tensor(id, told("target"), target)
    if len(values) != len(output):
        _refuse(
            id,
            told("a target for each of the {count} samples", count=len(output)),
            str(len(values)),
        )
    if id in ("MarginRankingLoss", "HingeEmbeddingLoss") or output.dim() == 3:
        return _signs(id, values, (len(output),))
    if id == "CrossEntropyLoss" and values.dim() == 2:
        return _shares(id, arguments, output, values)
    if id in _BY_CLASS:
        return _classes(id, arguments, output, values)
    if id == "MultiLabelMarginLoss":
        return _label_numbers(id, output, values)
    return _numbers(id, arguments, output, values)


def _numbers(id: str, arguments: Mapping[str, Any], output: Tensor, values: Tensor) -> Tensor:
    """Targets of the output's own shape; one column beside the two of a Gaussian."""
    expected = (len(output), 1) if id == "GaussianNLLLoss" else tuple(output.shape)
    if tuple(values.shape) != expected:
        need = told(
            "a target of shape {shape}, or every sample would be compared with every target", shape=expected
        )
        _refuse(id, need, _shape(values))
    match id:
        case "SoftMarginLoss":
            return _signs(id, values, expected)
        case "BCELoss" | "BCEWithLogitsLoss":
            _refuse_first(id, told("targets between 0 and 1"), values, (values < 0) | (values > 1))
        case "MultiLabelSoftMarginLoss":
            _refuse_first(id, told("targets of 0 or 1 for each label"), values, (values != 0) & (values != 1))
        case "PoissonNLLLoss":
            _refuse_first(id, told("counts of at least 0 as target"), values, values < 0)
        case "KLDivLoss" if arguments["log_target"]:
            _check_sum(id, told("log-probabilities as target with log_target on"), values.exp())
        case "KLDivLoss":
            _check_shares(id, values)
    return values


def _shares(id: str, arguments: Mapping[str, Any], output: Tensor, values: Tensor) -> Tensor:
    if values.shape != output.shape:
        _refuse(
            id,
            told("a class number for each sample, or probabilities {shape}", shape=_shape(output)),
            _shape(values),
        )
    _check_shares(id, values)
    if arguments["ignore_index"] >= 0:
        _refuse(id, told("an ignore_index below 0 beside probabilities"), str(arguments["ignore_index"]))
    return values


def _classes(id: str, arguments: Mapping[str, Any], output: Tensor, values: Tensor) -> Tensor:
    count = output.shape[1]
    if values.dim() != 1:
        _refuse(id, told("one class number for each sample, ({count},)", count=len(output)), _shape(values))
    wrong = (values != values.round()) | (values < 0) | (values >= count)
    if "ignore_index" in arguments:
        wrong &= values != arguments["ignore_index"]
    _refuse_first(id, told("class numbers from 0 to {most}", most=count - 1), values, wrong)
    return values.long()


def _signs(id: str, values: Tensor, shape: tuple[int, ...]) -> Tensor:
    if tuple(values.shape) != shape:
        _refuse(id, told("a target of shape {shape}", shape=shape), _shape(values))
    _refuse_first(id, told("targets of +1 or -1"), values, values.abs() != 1)
    return values


def _label_numbers(id: str, output: Tensor, values: Tensor) -> Tensor:
    count = output.shape[1]
    if values.shape != output.shape:
        _refuse(
            id,
            told("label numbers {shape}, each row filled up with -1", shape=_shape(output)),
            _shape(values),
        )
    need = told("label numbers from 0 to {most}, each row ended by -1", most=count - 1)
    _refuse_first(id, need, values, (values != values.round()) | (values < -1) | (values >= count))
    for place, row in enumerate(values.long().tolist()):
        named = row[: row.index(-1)] if -1 in row else row
        if len(set(named)) < len(named):
            need = told("each label's number once and then -1 (zeros and ones would be read as numbers)")
            _refuse(id, need, told("{row} in sample {place}", row=row, place=place))
    return values.long()


def _check_shares(id: str, values: Tensor) -> None:
    _refuse_first(id, told("probabilities of at least 0 as target"), values, values < 0)
    _check_sum(id, told("target probabilities that sum to 1 in each row"), values)


def _check_sum(id: str, need: str, shares: Tensor) -> None:
    sums = shares.sum(dim=1)
    for place, value in enumerate(sums.tolist()):
        if not abs(value - 1) < _SLACK:
            _refuse(id, need, told("a sum of {value:.4g} in sample {place}", value=value, place=place))


def _tensor(id: str, what: str, value: Json) -> Tensor:
    """Nested lists of numbers as float64; rows of one length, not more than can be looked at."""
    try:
        tensor = torch.tensor(_checked(id, what, value, 3), dtype=torch.float64)
    except (ValueError, TypeError) as error:
        if isinstance(error.args[0], Sentence):
            raise
        raise ValueError(
            told(
                "{id} needs rows of one length as {what}, got {value}", id=id, what=what, value=_shown(value)
            )
        ) from None
    if tensor.dim() == 0 or tensor.numel() == 0:
        _refuse(id, told("at least one sample as {what}", what=what), _shown(value))
    return tensor


def _checked(id: str, what: str, value: Json, depth: int) -> Any:
    if isinstance(value, list | tuple) and depth:
        most = MOST_ROWS if depth == 3 else MOST_COLUMNS
        if len(value) > most:
            kind = told("samples") if depth == 3 else told("columns")
            _refuse(
                id,
                told("at most {most} {kind} as {what}", most=most, kind=kind, what=what),
                str(len(value)),
            )
        return [_checked(id, what, each, depth - 1) for each in value]
    if isinstance(value, bool) or not isinstance(value, int | float):
        _refuse(id, told("numbers as {what}", what=what), _shown(value))
    try:
        number = float(value)
    except OverflowError:
        number = math.inf
    if not math.isfinite(number):
        _refuse(id, told("finite numbers as {what}", what=what), _shown(value))
    return number


def _refuse_first(id: str, need: str, values: Tensor, wrong: Tensor) -> None:
    """Refuse with the first value that is wrong, and its sample."""
    if wrong.any():
        place = tuple(wrong.nonzero()[0].tolist())
        _refuse(id, need, told("{value:g} in sample {place}", value=values[place].item(), place=place[0]))


def _refuse(id: str, need: str, got: str) -> NoReturn:
    raise ValueError(told("{id} needs {need}; got {got}", id=id, need=need, got=got))


def _shape(values: Tensor) -> str:
    return told("shape {sizes}", sizes=tuple(values.shape))


def _shown(value: object) -> str:
    return repr(value)[:60]
