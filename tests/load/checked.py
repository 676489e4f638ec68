"""What was streamed, against a plain torch loop; the product is asked for a dataset's samples alone."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import torch
from torch import nn

from app.catalog.datasets import make_dataset
from tests.plain import plain_loop
from tests.plain_training import mlp, train

DIGITS = 6  # of places on the stream; losses keep all of theirs


def wrong(
    spec: Mapping[str, Any],
    runs: Sequence[Mapping[str, Any]],
    outcomes: Sequence[Mapping[str, Any]],
    formulas: Mapping[str, str],
) -> list[str]:
    """Every way in which the streamed runs of a comparison are not those of a plain loop."""
    torch.set_num_threads(1)
    found = []
    for index, run in enumerate(spec["runs"]):
        check = _training if spec["objective"]["kind"] == "model" else _descent
        for fault in check(spec, run, runs[index], outcomes[index], formulas):
            found.append(
                f"run {index} ({run['optimizer']}) of {spec['objective'].get('id', 'a model')}: {fault}"
            )
    return found


def _descent(
    spec: Mapping[str, Any],
    run: Mapping[str, Any],
    streamed: Mapping[str, Any],
    outcome: Mapping[str, Any],
    formulas: Mapping[str, str],
) -> list[str]:
    objective = spec["objective"]
    plain = plain_loop(
        formulas[objective["id"]], objective["start"], run["optimizer"], run["params"], spec["steps"],
        changes=run["changes"], noise=objective["noise"], seed=spec["seed"],
    )  # fmt: skip
    faults = _differ("loss", streamed["loss"], plain["loss"].tolist(), math.inf)
    for name in ("x", "y"):
        faults += _differ(name, streamed[name], plain[name].tolist(), DIGITS)
    if outcome["diverged_at"] != plain["diverged_at"]:
        faults.append(f"diverged at {outcome['diverged_at']}, plainly at {plain['diverged_at']}")
    return faults


def _training(
    spec: Mapping[str, Any],
    run: Mapping[str, Any],
    streamed: Mapping[str, Any],
    outcome: Mapping[str, Any],
    _: Mapping[str, str],
) -> list[str]:
    objective = spec["objective"]
    data = make_dataset(objective["dataset"]["id"], objective["dataset"]["params"])
    plain = train(
        lambda: mlp(2, objective["model"]["params"]["hidden"], 1, activation=nn.Tanh),
        nn.BCEWithLogitsLoss(),
        data.train.inputs,
        data.train.targets.float()[:, None],
        run["optimizer"],
        run["params"],
        spec["steps"],
        batch_size=objective["batch_size"],
        seed=spec["seed"],
        changes=run["changes"],
    )
    status = [] if outcome["status"] == "completed" else [f"ended as {outcome['status']}"]
    return [*_differ("loss", streamed["loss"], plain.loss, math.inf), *status]


def _differ(name: str, got: Sequence[float | None], wanted: Sequence[float], digits: float) -> list[str]:
    if len(got) != len(wanted):
        return [f"{len(got)} entries of {name}, plainly {len(wanted)}"]
    for index, (one, other) in enumerate(zip(got, wanted, strict=True)):
        if not _same(one, other, digits):
            return [f"{name}[{index}] is {one}, plainly {other}"]
    return []


def _same(got: float | None, wanted: float, digits: float) -> bool:
    if got is None or not math.isfinite(wanted):
        return got is None and not math.isfinite(wanted)
    if got == wanted:
        return True
    if digits == math.inf or wanted == 0:
        return False
    last: float = 10.0 ** (math.floor(math.log10(abs(wanted))) - digits + 1)
    return abs(got - wanted) <= 0.500001 * last
