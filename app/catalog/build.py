"""From an id and JSON arguments to a live torch object."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import torch
from torch import Tensor
from torch.optim import Optimizer, lr_scheduler
from torch.optim.lr_scheduler import LRScheduler

from app.catalog.arguments import arguments_of, completed
from app.catalog.entries import Json
from app.catalog.optimizers import OPTIMIZERS
from app.catalog.pitfalls import check_optimizer, check_schedule
from app.catalog.schedules import SCHEDULES

# Tensors, and the arguments in which they differ from the others.
Group = tuple[list[Tensor], Mapping[str, Json]]


def build_optimizer(
    id: str, params: Mapping[str, Json], parameters: Sequence[Tensor] | Sequence[Group]
) -> Optimizer:
    """A `torch.optim` optimizer of `parameters`; what `params` leaves out has torch's default.

    `parameters` are tensors, or groups of tensors, each with the arguments in which it differs.
    Arrays become tuples, whole numbers stay whole. On a CPU torch chooses its plain implementation by itself:
    no switch of implementation is passed.
    Raises `KeyError` for an id outside the catalog, `TypeError` for a name that it does not declare, and
    `ValueError`: torch's own, or ours where torch would break in a later step.
    """
    declared = OPTIMIZERS[id].params
    arguments = arguments_of(id, declared, params)
    groups: list[dict[str, Any]] = []
    for item in parameters:
        tensors, others = item if isinstance(item, tuple) else ([item], {})
        different = arguments_of(id, declared, others)
        check_optimizer(id, completed(declared, {**arguments, **different}))
        groups.append({"params": tensors, **different})
    constructor = getattr(torch.optim, id)
    plain = isinstance(parameters[0], Tensor)
    return constructor(list(parameters) if plain else groups, **arguments)  # type: ignore[no-any-return]


def build_schedule(id: str, params: Mapping[str, Json], optimizer: Optimizer) -> LRScheduler:
    """A `torch.optim.lr_scheduler` on `optimizer`, with the ones inside it, given as `{"id", "params"}`.

    Raises what `build_optimizer` does. OneCycleLR needs its length: only the caller knows the budget.
    """
    entry = SCHEDULES[id]
    arguments = arguments_of(id, entry.params, params)
    check_schedule(id, completed(entry.params, arguments), optimizer)
    if "schedulers" in arguments:
        arguments["schedulers"] = [
            build_schedule(inner["id"], inner.get("params") or {}, optimizer)
            for inner in arguments["schedulers"]
        ]
    return _construct(id, optimizer, arguments)


def changes_momentum(id: str, params: Mapping[str, Json]) -> bool:
    """Whether this schedule, or one inside it, moves the momentum (or beta1) together with the rate."""
    if any(parameter.name == "cycle_momentum" for parameter in SCHEDULES[id].params):
        return bool(params.get("cycle_momentum", True))
    return any(
        changes_momentum(inner["id"], inner.get("params") or {}) for inner in params.get("schedulers", ())
    )


def momentum_of(group: Mapping[str, Any]) -> float | None:
    """The momentum that an optimizer's group holds, beta1 in the Adam family; None where there is neither."""
    if "momentum" in group:
        return float(group["momentum"])
    if "betas" in group:
        return float(group["betas"][0])
    return None


def _construct(id: str, optimizer: Optimizer, arguments: dict[str, Any]) -> LRScheduler:
    constructor = getattr(lr_scheduler, id)
    # ChainedScheduler alone takes its schedulers first and knows its optimizer from them.
    if id == "ChainedScheduler":
        return constructor(**arguments)  # type: ignore[no-any-return]
    return constructor(optimizer, **arguments)  # type: ignore[no-any-return]
