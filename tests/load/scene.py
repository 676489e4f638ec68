"""What the students look at: the first scene of the catalog, as the page would ask for it."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from typing import Any

STOPS = 72  # of a slider, each a whole trajectory in its fan
REACH = 0.05  # of the domain, that a dragged start moves about
TRAINING = {
    "objective": {
        "kind": "model",
        "model": {"id": "mlp", "params": {"hidden": [16, 16]}},
        "dataset": {"id": "moons", "params": {"noise": 0.2}},
        "loss": {"id": "BCEWithLogitsLoss"},
        "batch_size": 32,
    },
    "runs": [{"optimizer": "Adam", "params": {"lr": 0.05}}, {"optimizer": "SGD", "params": {"lr": 0.1}}],
    "steps": 200,
    "seed": 0,
}


@dataclass(frozen=True)
class Scene:
    """A comparison, the domain that its function has, and the stops of each run's learning rate."""

    comparison: dict[str, Any]
    domain: list[float]
    rates: list[list[float]]

    @classmethod
    def first(cls, catalog: dict[str, Any]) -> Scene:
        """The scene that a page without words in its address opens with."""
        comparison = catalog["scenes"][0]["comparison"]
        functions = {entry["id"]: entry for entry in catalog["functions"]}
        optimizers = {entry["id"]: entry for entry in catalog["optimizers"]}
        rates = []
        for run in comparison["runs"]:
            params = optimizers[run["optimizer"]]["params"]
            rate = next(param for param in params if param["name"] == "lr")
            rates.append(spread(rate["low"], rate["high"]))
        return cls(comparison, functions[comparison["objective"]["id"]]["domain"], rates)

    def compare(self, start: tuple[float, float], rates: dict[int, float]) -> bytes:
        """The comparison from there, with some learning rates changed."""
        runs = [
            {**run, "params": {**run["params"], "lr": rates[index]}} if index in rates else run
            for index, run in enumerate(self.comparison["runs"])
        ]
        return text({**self.comparison, "objective": self._objective(start), "runs": runs})

    def fan(self, start: tuple[float, float], run: int) -> bytes:
        """The fields of the request for the fan of one run's learning rate."""
        alone = {
            **self.comparison,
            "objective": self._objective(start),
            "runs": [self.comparison["runs"][run]],
        }
        return text({"comparison": alone, "run": 0, "param": "lr", "values": self.rates[run]})[1:-1]

    def landscape(self) -> bytes:
        """The body of the request for the picture under the paths."""
        objective = {name: value for name, value in self.comparison["objective"].items() if name != "start"}
        return text({"objective": {**objective, "noise": 0}, "domain": self.domain, "resolution": 160})

    def place(self, turn: float) -> tuple[float, float]:
        """Where a hand holds the start after so many turns about it."""
        x, y = self.comparison["objective"]["start"]
        west, east, south, north = self.domain
        return (
            min(east, max(west, x + REACH * (east - west) * math.sin(2 * math.pi * turn))),
            min(north, max(south, y + REACH * (north - south) * math.sin(2 * math.pi * 1.618 * turn))),
        )

    def _objective(self, start: tuple[float, float]) -> dict[str, Any]:
        return {**self.comparison["objective"], "start": start}


def spread(low: float, high: float) -> list[float]:
    """The stops of a slider with a logarithmic scale."""
    return [float(f"{low * (high / low) ** (stop / (STOPS - 1)):.4g}") for stop in range(STOPS)]


def text(document: Any) -> bytes:
    """The document as the page's JSON.stringify writes it."""
    return json.dumps(document, separators=(",", ":")).encode()
