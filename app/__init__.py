"""Thalweg: real PyTorch optimizers on loss landscapes, seen live in the browser.

In Python and in notebooks:

    from app import compare

    race = compare("rosenbrock", ["Adam:lr=0.05", "SGD:lr=0.001,momentum=0.9"], steps=300)
    race["Adam"].loss        # a numpy array
    race.figure()            # a Plotly figure
    race.save("race.gif")
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from app.python import Result, Run, compare

__version__ = "0.1.0"
__all__ = ["Result", "Run", "__version__", "compare"]


def __getattr__(name: str) -> Any:
    """What is for Python, loaded when it is first asked for: it brings torch."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from app import python

    return getattr(python, name)
