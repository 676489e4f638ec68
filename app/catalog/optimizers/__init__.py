"""The optimizers of torch.optim and the presets, in the order in which the page offers them."""

from __future__ import annotations

from app.catalog.entries import Optimizer, Preset
from app.catalog.optimizers.adam import ADAM, ADAMAX, ADAMW, NADAM, RADAM
from app.catalog.optimizers.adaptive import ADADELTA, ADAFACTOR, ADAGRAD, RMSPROP
from app.catalog.optimizers.gradient import ASGD, RPROP, SGD
from app.catalog.optimizers.presets import MOMENTUM, NESTEROV
from app.catalog.optimizers.second_order import LBFGS
from app.catalog.optimizers.unavailable import MUON, SPARSE_ADAM

_OPTIMIZERS = (
    SGD,
    ADAGRAD,
    RMSPROP,
    ADAM,
    ADAMW,
    ADADELTA,
    ADAMAX,
    NADAM,
    RADAM,
    ASGD,
    RPROP,
    ADAFACTOR,
    LBFGS,
    MUON,
    SPARSE_ADAM,
)

OPTIMIZERS: dict[str, Optimizer] = {optimizer.id: optimizer for optimizer in _OPTIMIZERS}
PRESETS: dict[str, Preset] = {preset.id: preset for preset in (MOMENTUM, NESTEROV)}

__all__ = ["OPTIMIZERS", "PRESETS"]
