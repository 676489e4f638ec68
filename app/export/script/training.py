"""How is a comparison of models written? Data, network, loss, the loop that trains, and the runs."""

from __future__ import annotations

from app.export.script.parts import Part
from app.spec import Comparison, ModelObjective


def training_parts(comparison: Comparison, objective: ModelObjective) -> list[Part]:
    raise NotImplementedError
