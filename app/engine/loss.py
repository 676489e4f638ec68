"""What does a loss make of a few rows? Its value taken apart, for a person to follow."""

from __future__ import annotations

from typing import Any

from app.catalog.losses import explain
from app.errors import Refusal
from app.sentences import told_by
from app.spec import LossRequest


def explain_loss(request: LossRequest) -> dict[str, Any]:
    """The loss of the given rows: reduced, per sample, in terms, its gradient; a chosen row's line by line.

    Raises `Refusal` (`bad_loss_input`) with what the loss needs and what it got.
    """
    loss = request.loss
    try:
        return explain(loss.id, loss.params, request.output, request.target, request.sample)
    except (ValueError, TypeError, RuntimeError, ArithmeticError, IndexError) as error:
        raise Refusal("bad_loss_input", told_by(error), None) from error
