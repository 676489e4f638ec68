"""From an id and JSON arguments to a live torch object."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import torch
from torch import Tensor
from torch.optim import Optimizer, lr_scheduler
from torch.optim.lr_scheduler import LRScheduler

from app.catalog.entries import Json, Parameter
from app.catalog.optimizers import OPTIMIZERS
from app.catalog.pitfalls import check_optimizer, check_schedule
from app.catalog.schedules import SCHEDULES


def build_optimizer(id: str, params: Mapping[str, Json], parameters: list[Tensor]) -> Optimizer:
    """A `torch.optim` optimizer of `parameters`; what `params` leaves out has torch's default.

    Arrays become tuples, whole numbers stay whole. On a CPU torch chooses its plain implementation by itself:
    no switch of implementation is passed.
    Raises `KeyError` for an id outside the catalog, `TypeError` for a name that it does not declare, and
    `ValueError`: torch's own, or ours where torch would break in a later step.
    """
    entry = OPTIMIZERS[id]
    arguments = _arguments(id, entry.params, params)
    check_optimizer(id, _completed(entry.params, arguments))
    constructor = getattr(torch.optim, id)
    return constructor(parameters, **arguments)  # type: ignore[no-any-return]


def build_schedule(id: str, params: Mapping[str, Json], optimizer: Optimizer) -> LRScheduler:
    """A `torch.optim.lr_scheduler` on `optimizer`, with the ones inside it, given as `{"id", "params"}`.

    Raises what `build_optimizer` does. OneCycleLR needs its length: only the caller knows the budget.
    """
    entry = SCHEDULES[id]
    arguments = _arguments(id, entry.params, params)
    check_schedule(id, _completed(entry.params, arguments), optimizer)
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


def _arguments(id: str, declared: Sequence[Parameter], params: Mapping[str, Json]) -> dict[str, Any]:
    """`params` as Python arguments of their declared kinds."""
    known = {parameter.name: parameter for parameter in declared}
    for name in params:
        if name not in known:
            raise TypeError(f"expected a parameter of {id}: {', '.join(known)}; got {name}")
    return {name: _argument(known[name], value) for name, value in params.items()}


def _argument(parameter: Parameter, value: Json) -> Any:
    if value is None:
        return None
    match parameter.kind:
        # Torch insists on floats for some (betas, pct_start), where JSON has no difference between 1 and 1.0.
        case "float":
            return float(value)
        case "int":
            return _whole(parameter.name, value)
        case "tuple":
            return tuple(_argument(item, given) for item, given in zip(parameter.items, value, strict=True))
        case "list":
            return [_argument(parameter.items[0], given) for given in value]
        case _:
            return value


def _whole(name: str, value: float) -> int:
    if value != int(value):
        raise ValueError(f"expected {name} to be a whole number, got {value}")
    return int(value)


def _completed(declared: Sequence[Parameter], arguments: Mapping[str, Any]) -> dict[str, Any]:
    return {parameter.name: arguments.get(parameter.name, parameter.default) for parameter in declared}
