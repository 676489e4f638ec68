"""Rows, targets and hyperparameters for hypothesis to try on each loss."""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import strategies as st

Case = tuple[dict[str, Any], Any, Any]
REDUCTION = st.sampled_from(["mean", "sum"])
positive = st.floats(0.05, 4.0)
numbers = st.floats(-5.0, 5.0)

PARAMS: dict[str, dict[str, st.SearchStrategy[Any]]] = {
    "SmoothL1Loss": {"beta": st.sampled_from([0.0, 0.1, 1.0, 2.5])},
    "HuberLoss": {"delta": positive},
    "GaussianNLLLoss": {"full": st.booleans(), "eps": st.sampled_from([1e-6, 0.5])},
    "PoissonNLLLoss": {
        "full": st.booleans(),
        "log_input": st.booleans(),
        "eps": st.sampled_from([1e-8, 0.1]),
    },
    "CrossEntropyLoss": {"label_smoothing": st.floats(0.0, 1.0)},
    "MultiMarginLoss": {"p": st.sampled_from([1, 2]), "margin": st.floats(0.0, 3.0)},
    "MarginRankingLoss": {"margin": st.floats(0.0, 3.0)},
    "HingeEmbeddingLoss": {"margin": positive},
    "CosineEmbeddingLoss": {"margin": st.floats(-1.0, 1.0)},
    "TripletMarginLoss": {
        "margin": positive,
        "p": st.sampled_from([1.0, 1.5, 2.0, 4.0]),
        "eps": st.sampled_from([1e-6, 0.1]),
        "swap": st.booleans(),
    },
    "CosineSimilarity": {"eps": st.sampled_from([1e-8, 0.1])},
    "KLDivLoss": {"log_target": st.booleans(), "reduction": st.sampled_from(["mean", "sum", "batchmean"])},
    "formula": {
        "expression": st.sampled_from(["abs(prediction - target)", "log(1 + exp(-target*prediction))"])
    },
}
CLASS_LOSSES = ("CrossEntropyLoss", "NLLLoss", "MultiMarginLoss")
WEIGHTED = (*CLASS_LOSSES, "BCELoss", "BCEWithLogitsLoss", "MultiLabelSoftMarginLoss")


@st.composite
def cases(draw: st.DrawFn, id: str) -> Case:
    """Parameters, an output and a target that fit together."""
    count, width = draw(st.integers(1, 6)), draw(st.integers(2, 5))
    params = {name: draw(values) for name, values in PARAMS.get(id, {}).items()}
    if id != "CosineSimilarity" and "reduction" not in params:
        params["reduction"] = draw(REDUCTION)
    if id in WEIGHTED and draw(st.booleans()):
        params["weight"] = draw(st.lists(positive, min_size=width, max_size=width))
    if id == "BCEWithLogitsLoss" and draw(st.booleans()):
        params["pos_weight"] = draw(st.lists(positive, min_size=width, max_size=width))
    output, target = draw(rows(id, params, count, width))
    return params, output, target


@st.composite
def rows(draw: st.DrawFn, id: str, params: dict[str, Any], count: int, width: int) -> tuple[Any, Any]:
    def table(values: st.SearchStrategy[float], columns: int = width) -> list[list[float]]:
        row = st.lists(values, min_size=columns, max_size=columns)
        return draw(st.lists(row, min_size=count, max_size=count))

    def column(values: st.SearchStrategy[Any]) -> list[Any]:
        return draw(st.lists(values, min_size=count, max_size=count))

    signs = st.sampled_from([1, -1])
    match id:
        case "CrossEntropyLoss" if draw(st.booleans()):
            return table(numbers), shares(table(numbers)).tolist()
        case "CrossEntropyLoss" | "MultiMarginLoss":
            return table(numbers), column(st.integers(0, width - 1))
        case "NLLLoss":
            return np.log(shares(table(numbers))).tolist(), column(st.integers(0, width - 1))
        case "KLDivLoss":
            target = shares(table(numbers))
            return np.log(shares(table(numbers))).tolist(), (
                np.log(target) if params["log_target"] else target
            ).tolist()
        case "CosineSimilarity" if draw(st.booleans()):
            return table(numbers), column(st.integers(0, width - 1))
        case "CosineSimilarity" | "CosineEmbeddingLoss":
            return parts(table(numbers, 2 * width), 2), column(signs)
        case "TripletMarginLoss":
            return parts(table(numbers, 3 * width), 3), []
        case "MarginRankingLoss":
            return table(numbers, 2), column(signs)
        case "HingeEmbeddingLoss":
            return table(st.floats(0.0, 5.0), 1), column(signs)
        case "GaussianNLLLoss":
            variances = table(positive, 1)
            output = [[*mean, *variance] for mean, variance in zip(table(numbers, 1), variances, strict=True)]
            return output, table(numbers, 1)
        case "PoissonNLLLoss":
            counts = st.integers(0, 9).map(float)
            return table(numbers if params["log_input"] else positive), table(counts)
        case "MultiLabelMarginLoss":
            return table(numbers), column(st.permutations(range(width)).flatmap(ended))
        case "BCELoss":
            return table(st.floats(0.0, 1.0)), table(st.floats(0.0, 1.0))
        case "BCEWithLogitsLoss":
            return table(numbers), table(st.floats(0.0, 1.0))
        case "MultiLabelSoftMarginLoss":
            return table(numbers), table(st.sampled_from([0.0, 1.0]))
        case "SoftMarginLoss":
            return table(numbers), table(signs.map(float))
    return table(numbers), table(numbers)


def ended(order: list[int]) -> st.SearchStrategy[list[int]]:
    """The first few of these label numbers, filled up by -1."""
    return st.integers(0, len(order)).map(lambda kept: order[:kept] + [-1] * (len(order) - kept))


def parts(table: list[list[float]], count: int) -> list[list[list[float]]]:
    """Each row cut into so many vectors."""
    made: list[list[list[float]]] = np.reshape(table, (len(table), count, -1)).tolist()
    return made


def shares(logits: list[list[float]]) -> np.ndarray[Any, np.dtype[np.float64]]:
    powers = np.exp(np.asarray(logits))
    made: np.ndarray[Any, np.dtype[np.float64]] = powers / powers.sum(axis=1, keepdims=True)
    return made
