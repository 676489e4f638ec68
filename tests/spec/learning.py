"""Requests that train a model, for tests to change."""

from __future__ import annotations

import copy
from typing import Any

MLP = {"id": "mlp", "params": {"hidden": [8, 4]}}
MOONS = {"id": "moons", "params": {"samples": 40}}  # 30 to train on
LOGITS = {"id": "BCEWithLogitsLoss"}
OBJECTIVE: dict[str, Any] = {"kind": "model", "model": MLP, "dataset": MOONS, "loss": LOGITS}
NORMALISED = {"id": "mlp", "params": {"hidden": [8], "batch_norm": True}}
FUNCTION = {"kind": "function", "id": "sphere"}
ADAM = {"optimizer": "Adam", "params": {"lr": 0.01}}
UNKNOWN_ID = "0" * 64


def learning(**changes: Any) -> dict[str, Any]:
    """A comparison of one run on a small network; `changes` are the objective's."""
    objective = {**copy.deepcopy(OBJECTIVE), **changes}
    return {"objective": objective, "runs": [copy.deepcopy(ADAM)], "steps": 20}


def learner(**changes: Any) -> dict[str, Any]:
    """The same; `changes` are the run's."""
    document = learning()
    document["runs"][0].update(changes)
    return document


def sparse(**changes: Any) -> dict[str, Any]:
    """A bag of tokens, whose embedding has sparse gradients."""
    document = learning(model={"id": "sparse_bag"}, dataset={"id": "rare_features"})
    document["runs"] = [{"optimizer": "SparseAdam", **changes}]
    return document


def flat(**changes: Any) -> dict[str, Any]:
    """An objective of two weights."""
    return {**copy.deepcopy(OBJECTIVE), "model": {"id": "two_weight"}, **changes}


def group(optimizer: str = "Adam", *, layers: object = ("output",), **params: Any) -> dict[str, Any]:
    """One whose last layer forms a group, with hyperparameters of its own."""
    return learner(optimizer=optimizer, params={}, groups=[{"parameters": layers, "params": params}])


def function(**changes: Any) -> dict[str, Any]:
    """One run on a function of x and y."""
    return {"objective": FUNCTION, "runs": [{**ADAM, **changes}], "steps": 20}
