"""What can be asked of a model? The losses of torch, each with the task it fits."""

from __future__ import annotations

from app.catalog.losses.explanation import explain
from app.catalog.losses.listing import LOSSES
from app.catalog.losses.pairing import Pairing, pair

__all__ = ["LOSSES", "Pairing", "explain", "pair"]
