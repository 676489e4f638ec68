"""Which parameters are meant? Names of layers, as a run that is frozen or grouped tells them."""

from __future__ import annotations

from collections.abc import Sequence

from app.errors import Refusal
from app.sentences import told
from app.spec.models import RunSpec


def check_layers(run: RunSpec, names: Sequence[str]) -> list[str]:
    """Which of a network's parameters, by `names`, the run trains; a `Refusal` at the name that is wrong."""
    frozen: set[str] = set()
    for index, layer in enumerate(run.frozen):
        frozen.update(_meant(layer, names, f"frozen[{index}]"))
    trainable = [name for name in names if name not in frozen]
    if not trainable:
        message = told("expected some parameters to be left to train, and all of them are frozen")
        raise Refusal("not_trainable", message, "frozen")
    taken: set[str] = set()
    for number, group in enumerate(run.groups):
        for index, layer in enumerate(group.parameters):
            field = f"groups[{number}].parameters[{index}]"
            meant = _meant(layer, names, field)
            if twice := [name for name in meant if name in taken]:
                message = told(
                    "expected each parameter to be in one group, and {twice} is in two", twice=twice[0]
                )
                raise Refusal("out_of_range", message, field)
            taken.update(meant)
    return trainable


def belongs(name: str, layer: str) -> bool:
    """Whether a parameter's name is `layer`, or lies inside it: `hidden1.weight` in `hidden1`."""
    return name == layer or name.startswith(f"{layer}.")


def _meant(layer: str, names: Sequence[str], field: str) -> list[str]:
    meant = [name for name in names if belongs(name, layer)]
    if not meant:
        layers = dict.fromkeys(name.rpartition(".")[0] or name for name in names)
        message = told(
            "this model has no layer {layer!r}; expected one of {layers}, or a single parameter such "
            "as {names}",
            layer=layer[:40],
            layers=", ".join(layers),
            names=names[0],
        )
        raise Refusal("unknown_layer", message, field)
    return meant
