"""A comparison as a Python script that needs torch alone, and gives the same numbers."""

from __future__ import annotations

from app.errors import Refusal
from app.export.script.descent import descent_parts
from app.export.script.parts import Part, joined
from app.export.script.training import training_parts
from app.sentences import told
from app.spec import Comparison, ModelObjective

__all__ = ["parts_of", "write_script"]


def write_script(comparison: Comparison) -> str:
    """The script of a comparison that was checked; it prints `label: loss` for each run.

    When it has run, `paths` holds by label each run's list: (x, y, loss) for functions, losses for models.
    Raises `Refusal` (`not_exportable`) for a run that starts from a checkpoint.
    """
    introduction, *others = parts_of(comparison)
    blocks = [block for part in (introduction, *others) for block in part.blocks]
    return f'"""{introduction.about}\n"""\n\n{joined(blocks)}\n'


def parts_of(comparison: Comparison) -> list[Part]:
    """The script in parts; the first is the introduction with the imports."""
    for index, run in enumerate(comparison.runs):
        if run.start_from is not None:
            message = told(
                "a script has no weights to start from: it would need the checkpoint's file beside "
                "it; let the run start from its seed to copy it"
            )
            raise Refusal("not_exportable", message, f"runs[{index}].start_from")
    objective = comparison.objective
    if isinstance(objective, ModelObjective):
        return training_parts(comparison, objective)
    return descent_parts(comparison, objective)
