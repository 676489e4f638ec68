"""How does one sample's output become the loss? A chain of lines, each in symbols and with its numbers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from torch import Tensor

from app.catalog.entries import Json
from app.catalog.expressions import read_expression
from app.catalog.formula.grammar import read_tree
from app.catalog.formula.tree import Binary, Call, Name, Negative, Node
from app.catalog.losses.chain import classes, differences, sides, vectors
from app.catalog.losses.chain.parts import Draft, Line, Sample, Story
from app.catalog.losses.chain.reduction import reduce_losses
from app.catalog.losses.chain.writing import (
    Expansion,
    chosen,
    compute,
    in_symbols,
    named,
    parted,
    to_fill,
)
from app.catalog.losses.custom import NAMES

STORIES: dict[str, Story] = {
    "MSELoss": differences.squared,
    "L1Loss": differences.absolute,
    "SmoothL1Loss": differences.smooth,
    "HuberLoss": differences.huber,
    "GaussianNLLLoss": differences.gaussian,
    "PoissonNLLLoss": differences.poisson,
    "formula": differences.typed,
    "CrossEntropyLoss": classes.cross_entropy,
    "NLLLoss": classes.likelihood,
    "MultiMarginLoss": classes.margins,
    "KLDivLoss": classes.divergence,
    "BCELoss": sides.probabilities,
    "BCEWithLogitsLoss": sides.logits,
    "SoftMarginLoss": sides.signed,
    "MultiLabelMarginLoss": sides.label_margins,
    "MultiLabelSoftMarginLoss": sides.soft_labels,
    "MarginRankingLoss": vectors.ranks,
    "HingeEmbeddingLoss": vectors.distances,
    "CosineEmbeddingLoss": vectors.cosine_embedding,
    "CosineSimilarity": vectors.cosine_similarity,
    "TripletMarginLoss": vectors.triplets,
}


def chain_of(
    id: str,
    arguments: Mapping[str, Any],
    rows: tuple[Tensor, Tensor],
    losses: tuple[Tensor, Tensor],
    place: int,
) -> dict[str, Json]:
    """The way of sample `place`: `lines` of {name, part, about, formula, rows: [{name, template}]}, `values`.

    `rows` are prediction and truth as the criterion takes them, `losses` the reduced one and those of all
    samples; where the chain comes to one of them, the number is torch's own.
    """
    sample = Sample(id, arguments, *rows, place)
    value, each = losses
    draft = STORIES[id](sample)
    known = _of_torch(sample, value, each)
    if "own" in known or "loss_0" in known:
        reduce_losses(sample, draft, each)
    lines = [_told(line, draft, _tree(line, arguments), known) for line in draft.lines]
    return {"lines": lines, "values": draft.values}


def _of_torch(sample: Sample, value: Tensor, each: Tensor) -> dict[str, float]:
    """The losses that torch itself gives, by name: of each output, of the sample, and of all."""
    known: dict[str, float] = {}
    if len(each) == len(sample.prediction) and not (sample.id == "CosineSimilarity" and _by_column(sample)):
        own = each[sample.place].flatten()
        known["own"] = own.sum().item()
        if len(own) > 1:
            known |= {f"loss_{k}": one for k, one in enumerate(own.tolist())}
    if value.dim() == 0:
        known["reduced"] = value.item()
    return known


def _by_column(sample: Sample) -> bool:
    return sample.prediction.dim() == 2 and bool(sample["dim"] == 0)


def _tree(line: Line, arguments: Mapping[str, Any]) -> Node:
    if line.expression == "typed":
        return _for_each(read_tree(arguments["expression"], None, NAMES))
    return read_expression(line.expression)


def _for_each(node: Node) -> Node:
    """A typed formula for each output."""
    match node:
        case Name(id) if id in NAMES:
            return Name(f"{id}_c")
        case Negative(operand):
            return Negative(_for_each(operand))
        case Binary(symbol, left, right):
            return Binary(symbol, _for_each(left), _for_each(right))
        case Call(function, inside):
            return Call(function, tuple(map(_for_each, inside)))
    return node


def _told(line: Line, draft: Draft, tree: Node, known: Mapping[str, float]) -> dict[str, Json]:
    """A line as it is shown; its value joins the draft's."""
    base, index = parted(line.name, draft.indices)
    rows = []
    for label in draft.indices[index] if index else (None,):
        own = read_expression(line.unlike[label]) if label in line.unlike else tree
        name = named(base, label)
        for letter, labels in draft.indices.items():
            if letter == index or labels == (None,):
                own = chosen(own, letter, label if letter == index else None, draft.indices)
        expansion = Expansion(name, draft.indices, draft.values).of(own)
        draft.values[name] = known.get(name, compute(expansion, draft.values))
        rows.append({"name": name, "template": to_fill(expansion)})
    return {
        "name": line.name,
        "part": line.part,
        "about": line.about.json(),
        "formula": in_symbols(line.name, tree, draft.indices),
        "rows": rows,
    }
