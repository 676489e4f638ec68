"""What was asked for? The arguments of a command as a request of the API."""

from __future__ import annotations

import sys
from argparse import Namespace
from pathlib import Path
from typing import Any

from app.catalog import OPTIMIZERS
from app.errors import Refusal
from app.export.target import Unwritable
from app.spec import (
    Comparison,
    LandscapeRequest,
    SweepRequest,
    read_json,
    read_objective,
    read_request,
    read_run,
)
from app.spec.shorthand import EXAMPLE
from app.spec.values import spread_values
from app.spec.wording import shown

STEPS = 300


def comparison_of(asked: Namespace) -> Comparison:
    """The comparison that was asked for, complete; otherwise a `Refusal`."""
    document = _spec(asked)
    document = (
        _dict(document.get("comparison", document), "comparison") if "runs" not in document else document
    )
    document = {name: document[name] for name in document}
    document["objective"] = _objective(asked, document.get("objective"))
    if asked.runs:
        document["runs"] = _runs(asked)
    if "runs" not in document:
        raise Refusal("missing", f"expected at least one --run, such as --run {EXAMPLE}", "runs")
    return read_request("compare", {**document, **_budget(asked, document)})


def landscape_of(asked: Namespace) -> LandscapeRequest:
    """The landscape that was asked for; of a comparison, that of its objective."""
    document = _spec(asked)
    document = _dict(document.get("comparison", document), "comparison")
    if "runs" in document:
        document = {"objective": document["objective"]} if "objective" in document else {}
    document["objective"] = _objective(asked, document.get("objective"))
    if asked.domain is not None:
        document["domain"] = _numbers(asked.domain, 4, "domain")
    if asked.resolution is not None:
        document["resolution"] = asked.resolution
    return read_request("landscape", document)


def sweep_of(asked: Namespace) -> SweepRequest:
    """The sweep that was asked for, complete; otherwise a `Refusal`."""
    document = _spec(asked)
    document["objective"] = _objective(asked, document.get("objective"))
    if len(asked.runs) > 1:
        message = f"expected one --run whose hyperparameters are swept, got {len(asked.runs)}"
        raise Refusal("out_of_range", message, "run")
    if asked.runs:
        document["run"] = _runs(asked)[0]
    if "run" not in document:
        raise Refusal("missing", f"expected a --run, such as --run {EXAMPLE}", "run")
    if asked.params:
        document["params"] = dict(_swept(text, document["run"]) for text in asked.params)
    if "params" not in document:
        raise Refusal("missing", "expected a --param, such as --param lr=0.001:1:13", "params")
    if asked.seeds is not None:
        document["seeds"] = asked.seeds
    return read_request("sweep", {**document, **_budget(asked, document)})


def _spec(asked: Namespace) -> dict[str, Any]:
    """The document of --spec; of an answer of the API, the request in it."""
    if asked.spec is None:
        return {}
    try:
        text = sys.stdin.buffer.read() if asked.spec == "-" else Path(asked.spec).read_bytes()
    except OSError as error:
        raise Unwritable(f"cannot read {asked.spec!r}: {error.strerror}") from None
    try:
        document = read_json(text)
    except Refusal as refusal:
        raise Refusal(refusal.code, f"{asked.spec}: {refusal.message}") from None
    document = _dict(document)
    return dict(_dict(document["spec"], "spec")) if "spec" in document else dict(document)


def _dict(document: Any, name: str = "the request") -> dict[str, Any]:
    if not isinstance(document, dict):
        message = f"expected {name} to be a JSON object, got {shown(document)}"
        raise Refusal("wrong_type", message, None if " " in name else name)
    return document


def _objective(asked: Namespace, given: Any) -> dict[str, Any]:
    """The objective of the arguments, or that of the document with what the arguments say otherwise."""
    objective = _typed_objective(asked)
    if objective is not None and given is not None:
        message = "expected the objective either in the arguments or in the file of --spec, got both"
        raise Refusal("twice", message, "objective")
    objective = objective if objective is not None else given
    if objective is None:
        message = "expected an objective: a function such as rosenbrock, a formula, --model or --spec"
        raise Refusal("missing", message, "objective")
    objective = dict(_dict(objective, "objective"))
    if asked.start is not None:
        objective["start"] = _numbers(asked.start, 2, "start")
    if asked.noise is not None:
        objective["noise"] = asked.noise
    return objective


def _typed_objective(asked: Namespace) -> dict[str, Any] | None:
    if asked.model is not None:
        return _model(asked)
    if asked.objective is None:
        return None
    domain = None if asked.domain is None else _numbers(asked.domain, 4, "domain")
    return read_objective(asked.objective, domain)


def _model(asked: Namespace) -> dict[str, Any]:
    if asked.objective is not None:
        raise Refusal("twice", f"expected a function or a --model, got both {asked.objective!r} and a model")
    for name in ("dataset", "loss"):
        if getattr(asked, name) is None:
            raise Refusal("missing", f"a --model needs a --{name}; see thalweg catalog", f"objective.{name}")
    return {
        "kind": "model",
        **{name: {"id": getattr(asked, name)} for name in ("model", "dataset", "loss")},
        "batch_size": asked.batch_size,
    }


def _runs(asked: Namespace) -> list[dict[str, Any]]:
    return [read_run(text, f"runs[{number}]") for number, text in enumerate(asked.runs)]


def _budget(asked: Namespace, document: dict[str, Any]) -> dict[str, Any]:
    steps = asked.steps if asked.steps is not None else document.get("steps", STEPS)
    return {"steps": steps, **({"seed": asked.seed} if asked.seed is not None else {})}


def _swept(text: str, run: dict[str, Any]) -> tuple[str, list[float]]:
    """`lr=0.001:1:13` as a name and its values."""
    name, equals, values = text.partition("=")
    if not equals:
        message = f"expected NAME=VALUES such as lr=0.001:1:13, got {text[:60]!r}"
        raise Refusal("not_values", message, "params")
    optimizer = OPTIMIZERS.get(str(run.get("optimizer")))
    return name.strip(), spread_values(values, name.strip(), optimizer)


def _numbers(text: str, count: int, field: str) -> list[float]:
    """So many numbers between commas."""
    try:
        numbers = [float(part) for part in text.split(",")]
    except ValueError:
        numbers = []
    if len(numbers) != count:
        message = f"expected {count} numbers between commas, got {text[:60]!r}"
        raise Refusal("wrong_type", message, field)
    return numbers
