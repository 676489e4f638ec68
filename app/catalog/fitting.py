"""What goes with what? The losses and models that fit a dataset."""

from __future__ import annotations

from app.catalog.entries import Dataset
from app.catalog.losses import LOSSES
from app.catalog.models import MODELS


def fitting_losses(dataset: Dataset) -> list[str]:
    """The losses for the dataset's task."""
    return [loss.id for loss in LOSSES.values() if dataset.task in loss.tasks]


def fitting_models(dataset: Dataset) -> list[str]:
    """The models for the dataset's task and kind of input; some values of its parameters may still not do."""
    return [
        model.id for model in MODELS.values() if dataset.task in model.tasks and dataset.kind in model.kinds
    ]
