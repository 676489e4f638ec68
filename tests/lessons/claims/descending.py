"""A scene's runs through the plain loop, by label, and what the lessons' words mean of them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

import numpy as np
import torch

from app.catalog.functions import FUNCTIONS
from app.spec import read_request
from tests.lessons.claims.reading import Document, scenes
from tests.plain import Columns, Objective, plain_loop, read


def comparison(lesson: str, scene: str) -> Document:
    """What a scene's link asks of the API."""
    found: Document = scenes()[lesson, scene]["comparison"]
    return found


def formula_of(objective: Mapping[str, Any]) -> str:
    """A surface as a formula in x and y."""
    if objective["kind"] == "formula":
        return str(objective["expression"])
    return FUNCTIONS[objective["id"]].formula


@cache
def paths(lesson: str, scene: str) -> dict[str, Columns]:
    """What the plain loop makes of each run of a scene on a surface, by label."""
    asked = comparison(lesson, scene)
    read_request("compare", asked)
    objective = asked["objective"]
    return {
        run["label"]: plain_loop(
            formula_of(objective),
            objective["start"],
            run["optimizer"],
            run["params"],
            asked["steps"],
            run["schedule"],
            run["changes"],
            objective["noise"],
            asked["seed"],
        )
        for run in asked["runs"]
    }


def params(lesson: str, scene: str) -> dict[str, Document]:
    """The hyperparameters of each run, by label."""
    return {run["label"]: run["params"] for run in comparison(lesson, scene)["runs"]}


def arrived(columns: Columns, lowest: float = 0.0) -> int | None:
    """The first step after which a hundredth of the drop from the start to `lowest` is never left again."""
    if columns["diverged_at"] is not None:
        return None
    outside = np.flatnonzero(~(columns["loss"] - lowest <= 0.01 * (columns["loss"][0] - lowest)))
    first = int(outside[-1]) + 1 if len(outside) else 0
    return first if first < len(columns["loss"]) else None


def arrival(columns: Columns, lowest: float = 0.0) -> int:
    """The same of a run that arrives."""
    step = arrived(columns, lowest)
    assert step is not None, "it does not arrive"
    return step


def eigenvalues(surface: str | Objective, x: float, y: float) -> tuple[float, float]:
    """The smaller and the larger eigenvalue of a surface's Hessian."""
    f = surface if callable(surface) else read(surface)
    point = torch.tensor([x, y], dtype=torch.float64)
    hessian_of: Any = torch.autograd.functional.hessian
    hessian = hessian_of(lambda p: f(p[0], p[1]), point)
    smaller, larger = torch.linalg.eigvalsh(hessian).tolist()
    return smaller, larger
