"""A formula in two variables: read through a whitelist, then evaluated, written as Python, shown."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache

from torch import Tensor

from app.catalog.formula.evaluation import Evaluate, compiled, evaluates_at_any_width
from app.catalog.formula.folding import fold
from app.catalog.formula.grammar import FormulaError, read_tree
from app.catalog.formula.mathml import as_mathml
from app.catalog.formula.source import as_python
from app.catalog.formula.tree import depends_on
from app.sentences import told

__all__ = ["Formula", "FormulaError", "read_formula"]


@dataclass(frozen=True, slots=True)
class Formula:
    """A function of two float64 tensors, bit-equal to its text read as Python with torch's functions.

    Equal in value and in autograd's gradient, for scalars and, row by row, for contiguous vectors: of any
    width when `any_width`, otherwise of at most 7, where torch's vectorised loops round differently.
    `used` are those of `names` that occur. `python` is an expression in them and torch's functions;
    `mathml` is a <math> element.
    """

    text: str
    names: tuple[str, str]
    used: frozenset[str]
    python: str
    mathml: str
    any_width: bool
    evaluate: Evaluate = field(repr=False, compare=False)

    def __call__(self, x: Tensor, y: Tensor) -> Tensor:
        return self.evaluate(x, y)


@lru_cache(maxsize=512)
def read_formula(text: str, max_length: int | None = 200, names: tuple[str, str] = ("x", "y")) -> Formula:
    """The formula in the two variables `names` that `text` spells; the same object for the same text.

    Numbers are floats, and what is made of numbers alone is computed now.
    Raises `FormulaError`, whose one argument is a sentence that says what was expected and what came.
    """
    tree = read_tree(text, max_length, names)
    folded = fold(tree)
    if not depends_on(folded, names):
        raise FormulaError(
            told("expected a function of {names}, got a formula of numbers alone", names=" or ".join(names))
        )
    return Formula(
        text=" ".join(text.split()),
        names=names,
        used=frozenset(name for name in names if depends_on(folded, (name,))),
        python=as_python(folded),
        mathml=as_mathml(tree),
        any_width=evaluates_at_any_width(folded),
        evaluate=compiled(folded, names[0]),
    )
