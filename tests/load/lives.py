"""What students of a soak ask for, and how they hold on to it through cuts and steers."""

from __future__ import annotations

import copy
from contextlib import suppress
from dataclasses import dataclass
from random import Random
from typing import Any

from websockets.exceptions import ConnectionClosed

from tests.conftest import Server
from tests.faults.journeys import Traveller

OPTIMIZERS: list[tuple[str, dict[str, Any], list[float]]] = [
    ("SGD", {}, [1e-4, 1e-3, 3e-2]),
    ("SGD", {"momentum": 0.9}, [1e-4, 1e-3]),
    ("Adam", {}, [0.01, 0.05, 0.3]),
    ("RMSprop", {}, [0.01, 0.05]),
    ("Adagrad", {}, [0.1, 0.5]),
]
FUNCTIONS = ("rosenbrock", "himmelblau", "beale")
NETWORK = {
    "kind": "model",
    "model": {"id": "mlp", "params": {"hidden": [8, 8], "activation": "tanh"}},
    "dataset": {"id": "moons", "params": {"samples": 100}},
    "loss": {"id": "BCEWithLogitsLoss"},
    "batch_size": 16,
}


@dataclass(frozen=True)
class Plan:
    """A comparison, and the learning rate that a run gets on the way."""

    kind: str
    comparison: dict[str, Any]
    steer: tuple[int, float] | None


def plan(chance: Random) -> Plan:
    """Something to ask for: a descent, a descent that is steered, a training, one that is steered."""
    kind = chance.choice(("descents", "descents", "steered descents", "trainings", "steered trainings"))
    steered = kind.startswith("steered")
    chosen = chance.sample(OPTIMIZERS, chance.randrange(1, 4))
    runs = [
        {"optimizer": name, "params": {**params, "lr": chance.choice(rates)}}
        for name, params, rates in chosen
    ]
    if kind.endswith("trainings"):
        objective, steps = NETWORK, chance.randrange(50, 250)
    else:
        start = [round(chance.uniform(-2, 2), 3), round(chance.uniform(-2, 2), 3)]
        noise = 0.0 if steered else chance.choice((0.0, 0.1))
        objective = {"kind": "function", "id": chance.choice(FUNCTIONS), "start": start, "noise": noise}
        steps = chance.randrange(1000, 2500) if steered else chance.randrange(50, 800)
    seed = chance.randrange(1000)
    comparison = {"objective": objective, "runs": runs, "steps": steps, "seed": seed}
    run = chance.randrange(len(runs))
    return Plan(kind, comparison, (run, chance.choice(chosen[run][2])) if steered else None)


class Journey(Traveller):
    """A traveller that knows which comparison it has seen in the end: the one asked for, with its steers."""

    def __init__(self, server: Server, wanted: Plan) -> None:
        super().__init__(server, wanted.comparison)
        self.kind = wanted.kind
        self._asked: dict[str, float] = {}

    @property
    def over(self) -> bool:
        """Whether nothing more will come."""
        return self.outcomes is not None or self.refusal is not None

    async def steer(self, run: int, rate: float) -> int:
        """Give a run another learning rate, if there is anything to steer; how many it were."""
        if self.over:
            return 0
        self._asked = {"lr": rate}
        with suppress(ConnectionClosed):
            await self.client.say("steer", self.id, run=run, params=self._asked)
        await self.hear_until(lambda: self.steered or self.refusal is not None)
        return 1

    def taken_place(self) -> dict[str, Any]:
        """The comparison as it went: what was steered since the server last told it is added."""
        spec = copy.deepcopy(self.spec)
        for run, step in self.steered:
            spec["runs"][run]["changes"].append({"step": step, "params": self._asked})
        return spec

    def _started(self, message: dict[str, Any]) -> None:
        super()._started(message)
        self.steered.clear()  # they stand in the spec now
