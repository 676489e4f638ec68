"""From a declaration to tensors: drawn, split and standardised."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import torch
from torch import Tensor

from app.catalog.datasets import lines, measured, pairs, several_classes, tokens, two_classes
from app.catalog.datasets.recipe import Recipe
from app.catalog.datasets.shape import Data, DataShape, Split
from app.catalog.entries import Parameter
from app.sentences import told

RECIPES: dict[str, Recipe] = {
    recipe.entry.id: recipe
    for family in (lines, two_classes, several_classes, pairs, tokens, measured)
    for recipe in family.RECIPES
}


def shape_of(id: str, params: Mapping[str, Any]) -> DataShape:
    """What the dataset's tensors look like, without making them; `ValueError` as for `make_dataset`."""
    recipe = _recipe(id)
    complete = _complete(recipe, params)
    samples = complete.get("samples", recipe.samples)
    validation = max(1, round(samples * complete["validation"]))
    size = recipe.size(complete) if recipe.size else None
    return DataShape(
        task=recipe.entry.task,
        kind=recipe.entry.kind,
        features=size * size if size else len(recipe.features),
        outputs=recipe.outputs(complete),
        train=samples - validation,
        validation=validation,
        parts=recipe.parts,
        size=size,
        vocabulary=recipe.vocabulary(complete) if recipe.vocabulary else None,
        ordered=recipe.ordered,
        informative=recipe.informative,
    )


def make_dataset(id: str, params: Mapping[str, Any]) -> Data:
    """The dataset, the same for the same parameters; its tensors are shared and must not be changed.

    Raises `ValueError` with a sentence for an unknown dataset or parameter, or a value out of range.
    """
    return _made(id, tuple(_complete(_recipe(id), params).items()))


@lru_cache(maxsize=16)
def _made(id: str, items: tuple[tuple[str, Any], ...]) -> Data:
    recipe, params = RECIPES[id], dict(items)
    shape = shape_of(id, params)
    generator = torch.Generator().manual_seed(params["seed"])
    own = {name: value for name, value in params.items() if name not in ("seed", "validation")}
    if recipe.apart:
        own["train"] = shape.train
    inputs, targets = recipe.make(generator=generator, **own)
    count = len(inputs)
    order = torch.arange(count) if recipe.apart else torch.randperm(count, generator=generator)
    rows, others = order[: shape.train], order[shape.train :]
    if shape.kind != "bag":
        inputs = standardised(inputs, inputs[rows], whole=shape.kind == "image")
    if recipe.scaled_targets:
        targets = standardised(targets, targets[rows])
    return Data(
        shape=shape,
        train=Split(inputs[rows], targets[rows]),
        validation=Split(inputs[others], targets[others]),
        feature_names=recipe.features,
        class_names=recipe.classes(params) if recipe.classes else None,
        pictures=recipe.pixels()[others] if recipe.pixels else None,
    )


def standardised(values: Tensor, training: Tensor, whole: bool = False) -> Tensor:
    """`values` with the mean of `training` taken away and its deviation divided out.

    Each last dimension on its own, or the `whole` as one. Where `training` is constant the deviation is 1.
    """
    # In float64, so that the mean is 0 also where the values are many times larger than their spread.
    columns = training.double().reshape(-1, 1 if whole else training.shape[-1])
    deviation, mean = torch.std_mean(columns, dim=0, correction=0)
    constant = columns.amin(dim=0) == columns.amax(dim=0)
    return ((values.double() - mean) / deviation.masked_fill(constant, 1.0)).float()


def _recipe(id: str) -> Recipe:
    if id not in RECIPES:
        raise ValueError(
            told("expected a dataset, one of {recipes}; got {id!r}", recipes=", ".join(RECIPES), id=id[:40])
        )
    return RECIPES[id]


def _complete(recipe: Recipe, params: Mapping[str, Any]) -> dict[str, Any]:
    """`params` with defaults for what is left out, in the declaration's order."""
    declared = {parameter.name: parameter for parameter in recipe.entry.params}
    for name in params:
        if name not in declared:
            known = ", ".join(declared)
            raise ValueError(
                told(
                    "the dataset {id} has no parameter {name!r}; it has {known}",
                    id=recipe.entry.id,
                    name=name[:40],
                    known=known,
                )
            )
    return {name: _checked(each, params.get(name, each.default)) for name, each in declared.items()}


def _checked(parameter: Parameter, value: Any) -> Any:
    if parameter.kind == "choice":
        if value not in parameter.choices:
            raise ValueError(
                told(
                    "expected {name} to be one of {choices}; got {value!r:.40}",
                    name=parameter.name,
                    choices=", ".join(parameter.choices),
                    value=value,
                )
            )
        return value
    assert parameter.low is not None
    assert parameter.high is not None
    kinds: tuple[type, ...] = (int,) if parameter.kind == "int" else (int, float)
    if type(value) not in kinds or not parameter.low <= value <= parameter.high:
        noun = told("a whole number") if parameter.kind == "int" else told("a number")
        span = told("from {low:g} to {high:g}", low=parameter.low, high=parameter.high)
        raise ValueError(
            told(
                "expected {name} to be {noun} {span}; got {value!r:.40}",
                name=parameter.name,
                noun=noun,
                span=span,
                value=value,
            )
        )
    return value
