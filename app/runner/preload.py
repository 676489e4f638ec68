"""What every worker needs, brought into memory by importing this; a fork server does so once for all.

Torch loads a large part of itself when the first optimizer is built. Only built, not run: a process that has
done a backward pass must not be forked.
"""

from __future__ import annotations

import app.engine
import app.messages
from app.spec import Comparison, read_request

WARM_UP: Comparison = read_request(
    "compare",
    {
        "objective": {"kind": "formula", "expression": "x**2 + 10*y**2", "domain": [-3, 3, -3, 3]},
        "runs": [{"optimizer": "SGD", "params": {"lr": 0.01}}, {"optimizer": "Adam"}],
        "steps": 20,
    },
)

__all__ = ["WARM_UP", "app"]
