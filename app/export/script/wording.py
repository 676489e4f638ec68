"""What does a script say of itself?"""

from __future__ import annotations

import torch

from app.spec import Comparison


def introduction(name: str, comparison: Comparison) -> str:
    """What the program does, in a few sentences; nothing in it was typed by a user."""
    runs = counted(len(comparison.runs), "run")
    version = torch.__version__.partition("+")[0]
    return (
        f"{name}: {runs} of {counted(comparison.steps, 'step')}, each with an optimizer of torch.optim.\n\n"
        f"PyTorch {version} is all it takes. For each run its label and its last loss are printed, in full\n"
        "precision. On the same machine they are those that were drawn, to the last bit."
    )


def counted(count: int, noun: str) -> str:
    """`1 run`, `6 runs`."""
    return f"{count} {noun}{'' if count == 1 else 's'}"
