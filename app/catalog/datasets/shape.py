"""What does a dataset look like from outside? Its shape is known before it is made."""

from __future__ import annotations

from dataclasses import dataclass

from torch import Tensor

from app.catalog.entries import InputKind, Task, Text


@dataclass(frozen=True, slots=True)
class DataShape:
    """The form of a dataset's tensors.

    `features` of one part of a sample; `outputs` is the number of classes or labels, 1 elsewhere; `parts` is
    2 for pairs, 3 for triplets, else 1. `size` is an image's side, `vocabulary` that of a bag of tokens.
    `ordered`: its samples are a stream in time, to be taken in their order. `train` and `validation` count
    samples. `informative` are the two features that a model of two weights looks at.
    """

    task: Task
    kind: InputKind
    features: int
    outputs: int
    train: int
    validation: int
    parts: int = 1
    size: int | None = None
    vocabulary: int | None = None
    ordered: bool = False
    informative: tuple[int, int] = (0, 1)


@dataclass(frozen=True, slots=True)
class Split:
    """Samples.

    `inputs`: float32 (N, features), (N, parts, features) or (N, 1, size, size), or int64 (N, tokens).
    `targets`: float32 (N, 1) for regression and counts; int64 (N,) for binary and multiclass; float32
    (N, outputs) for multilabel and soft labels; float32 +1 or -1 (N,) for ranking and similarity; (N, 0) for
    triplets.
    """

    inputs: Tensor
    targets: Tensor


@dataclass(frozen=True, slots=True)
class Data:
    """A dataset, standardised with the mean and deviation of its training samples.

    `pictures` are an image dataset's validation samples as pixels 0 to 16, (N, 64).
    """

    shape: DataShape
    train: Split
    validation: Split
    feature_names: tuple[str, ...]
    class_names: tuple[Text, ...] | None = None
    pictures: Tensor | None = None
