"""What can be learned from? Datasets made here from a seed, and real ones."""

from __future__ import annotations

from app.catalog.datasets.description import describe, domain, projection
from app.catalog.datasets.making import RECIPES, make_dataset, shape_of
from app.catalog.datasets.shape import Data, DataShape, Split
from app.catalog.entries import Dataset

DATASETS: dict[str, Dataset] = {id: recipe.entry for id, recipe in RECIPES.items()}

__all__ = [
    "DATASETS",
    "Data",
    "DataShape",
    "Split",
    "describe",
    "domain",
    "make_dataset",
    "projection",
    "shape_of",
]
