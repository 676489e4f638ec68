"""How is a loss written? Its criterion, how that is called, its head, and the targets in its own form."""

from __future__ import annotations

import inspect
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from torch import nn

from app.catalog.datasets import DataShape
from app.catalog.formula import read_formula
from app.catalog.losses import pair
from app.catalog.losses.criteria import completed_arguments
from app.catalog.losses.custom import NAMES
from app.catalog.losses.heads import MeanAndVariance, PairDistance
from app.catalog.losses.pairing import label_numbers
from app.export.script.expressions import returned
from app.export.script.layout import INDENT, call, laid_out, text
from app.settings import settings
from app.spec import LossSpec

_BY_CLASS = frozenset({"CrossEntropyLoss", "NLLLoss", "MultiMarginLoss"})
# How a criterion is called where it takes more than the output and the target.
_CALLS = {
    "GaussianNLLLoss": "criterion(output[:, :1], target, output[:, 1:])",
    "MarginRankingLoss": "criterion(output[:, 0, 0], output[:, 1, 0], target)",
    "CosineEmbeddingLoss": "criterion(output[:, 0], output[:, 1], target)",
    "TripletMarginLoss": "criterion(output[:, 0], output[:, 1], output[:, 2])",
}
_SIMILARITY = {
    True: "(1 - target * criterion(output[:, 0], output[:, 1])).mean()",
    False: "(1 - criterion(output, target)).mean()",
}


@dataclass(frozen=True, slots=True)
class LossSource:
    """A loss as source.

    `outputs` and `head` are what it asks of the network; `definitions` must stand before it; `loss` is what
    is called with output and target: a constructor, or the name of a function that is the last of the
    definitions; `targets` is the expression that brings the dataset's targets into its form, if they are not,
    and `encoder` a function that it calls, if there is one.
    """

    outputs: int | None
    head: str | None
    definitions: tuple[str, ...]
    loss: str
    targets: str | None
    encoder: str | None


def loss_source(loss: LossSpec, shape: DataShape, function: str) -> LossSource:
    """The loss for data of this shape; if it must be a function, it has this name."""
    pairing = pair(loss.id, loss.params, shape)
    arguments = completed_arguments(loss.id, loss.params)
    head, definitions = _head(pairing.head)
    targets = _targets(loss.id, arguments, shape)
    encoder = inspect.getsource(label_numbers).rstrip() if targets == "label_numbers(targets)" else None
    called = _SIMILARITY[shape.parts > 1] if loss.id == "CosineSimilarity" else _CALLS.get(loss.id)
    written = f"nn.{loss.id}"
    if loss.id == "formula":
        definitions.append(_formula(function, arguments))
        written = function
    elif called is not None:
        criterion = laid_out(_constructor(loss.id, arguments), 1, before="criterion = ")
        about = f'    """{loss.id} of a batch, one number."""'
        lines = [f"def {function}(output, target):", about, criterion, f"{INDENT}return {called}"]
        definitions.append("\n".join(lines))
        written = function
    else:
        written = laid_out(_constructor(loss.id, arguments))
    return LossSource(pairing.outputs, head, tuple(definitions), written, targets, encoder)


def snake(name: str) -> str:
    """`HuberLoss` as the name of a variable."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower()


def _constructor(id: str, arguments: Mapping[str, Any]) -> Any:
    usual = {name: each.default for name, each in inspect.signature(getattr(nn, id)).parameters.items()}
    told = {name: each for name, each in arguments.items() if usual[name] != each}
    items = [
        f"{name}=torch.tensor({text(each)})" if isinstance(each, list) else f"{name}={text(each)}"
        for name, each in told.items()
    ]
    return call(f"nn.{id}", *items)


def _formula(function: str, arguments: Mapping[str, Any]) -> str:
    formula = read_formula(arguments["expression"], settings().max_formula_length, NAMES)
    return "\n".join(
        [
            f"def {function}({', '.join(NAMES)}):",
            '    """A formula for each number, then reduced to one."""',
            returned(formula.python, "each = "),
            f"{INDENT}return each.{arguments['reduction']}()",
        ]
    )


def _head(module: nn.Module | None) -> tuple[str | None, list[str]]:
    """What stands behind the network, and its class if torch has none."""
    match module:
        case None:
            return None, []
        case MeanAndVariance() | PairDistance():
            return f"{type(module).__name__}()", [inspect.getsource(type(module)).rstrip()]
        case nn.LogSoftmax():
            return "nn.LogSoftmax(dim=1)", []
    return f"nn.{type(module).__name__}()", []


def _targets(id: str, arguments: Mapping[str, Any], shape: DataShape) -> str | None:
    if id in _BY_CLASS:
        return None
    match shape.task:
        case "binary" if id in ("SoftMarginLoss", "formula"):
            return "(2.0 * targets - 1.0).unsqueeze(1)"
        case "binary":
            return "targets.float().unsqueeze(1)"
        case "multiclass":
            return f"torch.eye({shape.outputs})[targets]"
        case "multilabel" if id == "MultiLabelMarginLoss":
            return "label_numbers(targets)"
        case "soft_labels" if arguments.get("log_target"):
            return "targets.clamp_min(torch.finfo(targets.dtype).tiny).log()"
    return None
