"""What can be chosen? Functions, models, data, optimizers and scenes, each declared in one place."""

from __future__ import annotations

from typing import Any

import torch

from app import __version__
from app.catalog.datasets import DATASETS
from app.catalog.fitting import fitting_losses, fitting_models
from app.catalog.formula import read_formula
from app.catalog.functions import FUNCTIONS, GROUPS
from app.catalog.losses import LOSSES
from app.catalog.models import MODELS
from app.catalog.optimizers import OPTIMIZERS, PRESETS
from app.catalog.scenes import SCENES
from app.catalog.schedules import SCHEDULES
from app.catalog.tasks import TASKS
from app.settings import settings

__all__ = [
    "DATASETS",
    "FUNCTIONS",
    "GROUPS",
    "LOSSES",
    "MODELS",
    "OPTIMIZERS",
    "PRESETS",
    "SCENES",
    "SCHEDULES",
    "TASKS",
    "catalog_json",
]


def catalog_json() -> dict[str, Any]:
    """The whole catalog in the form of the API: plain values, ready for strict JSON."""
    return {
        "version": __version__,
        "torch": torch.__version__.split("+")[0],
        "groups": [{"id": id, "name": name.json()} for id, name in GROUPS.items()],
        # A function of the catalog may be longer than what a person may type.
        "functions": [
            function.json(read_formula(function.formula, None).mathml) for function in FUNCTIONS.values()
        ],
        "optimizers": [optimizer.json() for optimizer in OPTIMIZERS.values()],
        "presets": [preset.json() for preset in PRESETS.values()],
        "schedules": [schedule.json() for schedule in SCHEDULES.values()],
        "tasks": [
            {"id": id, "name": name.json(), "about": about.json()} for id, (name, about) in TASKS.items()
        ],
        "models": [model.json() for model in MODELS.values()],
        "datasets": [
            dataset.json(fitting_losses(dataset), fitting_models(dataset)) for dataset in DATASETS.values()
        ],
        "losses": [loss.json() for loss in LOSSES.values()],
        "scenes": [scene.json() for scene in SCENES],
        "limits": settings().limits(),
    }
