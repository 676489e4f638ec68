"""How are parts of a network named that are frozen, or have hyperparameters of their own?"""

from __future__ import annotations

from app.export.script.layout import Bracket, Source, listed, text
from app.export.script.model import parameter_name
from app.export.script.runs import arguments_text
from app.spec import ModelObjective, RunSpec, network_names
from app.spec.layers import belongs


def frozen_names(objective: ModelObjective, run: RunSpec) -> list[str]:
    """The parameters that get no gradient."""
    names = network_names(objective, run)
    frozen = [name for name in names if any(belongs(name, layer) for layer in run.frozen)]
    return [parameter_name(objective.model, name) for name in frozen]


def groups_of(objective: ModelObjective, run: RunSpec) -> list[Source]:
    """The run's groups as (names, hyperparameters of their own), what is in none first; none is empty."""
    members: dict[int, list[str]] = {}
    for name in network_names(objective, run):
        if not any(belongs(name, layer) for layer in run.frozen):
            members.setdefault(_group(name, run), []).append(parameter_name(objective.model, name))
    own = ["{}", *(arguments_text(run.optimizer, group.params) for group in run.groups)]
    return [
        Bracket("(", (listed(map(text, members[number])), own[number]), ")") for number in sorted(members)
    ]


def _group(name: str, run: RunSpec) -> int:
    """The number of the group that a parameter is in, 0 for none of the run's."""
    for number, group in enumerate(run.groups, start=1):
        if any(belongs(name, layer) for layer in group.parameters):
            return number
    return 0
