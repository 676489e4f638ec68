"""Whatever is asked of a model: an answer that can be written, or a refusal with a sentence."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.catalog.datasets import DATASETS
from app.catalog.losses import LOSSES
from app.catalog.models import MODELS
from app.catalog.optimizers import OPTIMIZERS
from app.errors import Refusal
from app.spec import read_loss, read_request, run_key, wire
from tests.spec.learning import learning

NUMBERS = (
    st.integers(-5, 50)
    | st.sampled_from([0, 1, -1, 2**31, 2**53, 10**30, 10**400])
    | st.floats()
    | st.sampled_from([1e-300, 1e300, -0.0])
)
ANYTHING = st.recursive(
    st.none() | st.booleans() | NUMBERS | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=8,
)
NAMES = st.sampled_from(
    ["output", "hidden1", "hidden1.weight", "output.bias", "weights", "conv1", "", ".", "hidden"]
)


def _params(entry: Any) -> st.SearchStrategy[dict[str, Any]]:
    names = [parameter.name for parameter in entry.params] or ["lr"]
    likely = st.sampled_from(
        [choice for parameter in entry.params for choice in parameter.choices] or ["mean"]
    )
    values = NUMBERS | st.booleans() | st.none() | likely | st.lists(NUMBERS, max_size=4) | ANYTHING
    return st.dictionaries(st.sampled_from(names), values, max_size=3)


def _choices(entries: Any) -> st.SearchStrategy[dict[str, Any]]:
    """An entry with parameters by their own names, whatever their values."""
    return st.sampled_from(sorted(entries)).flatmap(
        lambda id: st.fixed_dictionaries({"id": st.just(id), "params": _params(entries[id])})
    )


OBJECTIVES = st.fixed_dictionaries(
    {
        "kind": st.just("model"),
        "model": _choices(MODELS),
        "dataset": _choices(DATASETS),
        "loss": _choices(LOSSES),
    },
    optional={
        "batch_size": NUMBERS | st.none(),
        "penalty": st.dictionaries(st.sampled_from(["l1", "l2"]), NUMBERS, max_size=2) | ANYTHING,
        "evaluation": st.dictionaries(st.sampled_from(["every", "seconds"]), NUMBERS, max_size=2) | ANYTHING,
    },
)
RUNS = st.sampled_from(sorted(OPTIMIZERS)).flatmap(
    lambda id: st.fixed_dictionaries(
        {"optimizer": st.just(id)},
        optional={
            "params": _params(OPTIMIZERS[id]),
            "loss": _choices(LOSSES) | ANYTHING,
            "start_from": st.fixed_dictionaries({"checkpoint": st.text("0123456789abcdef", max_size=64)}),
            "frozen": st.lists(NAMES, max_size=3) | ANYTHING,
            "groups": st.lists(
                st.fixed_dictionaries(
                    {"parameters": st.lists(NAMES, max_size=2), "params": _params(OPTIMIZERS[id])}
                ),
                max_size=2,
            )
            | ANYTHING,
            "changes": st.lists(
                st.fixed_dictionaries({"step": NUMBERS, "params": _params(OPTIMIZERS[id])}), max_size=2
            ),
        },
    )
)
THOROUGH = settings(max_examples=150, suppress_health_check=list(HealthCheck))


def refused(read: Callable[[], Any]) -> bool:
    """Whether `read` refuses, after a look at how it says so; nothing else may come out of it."""
    refusal = None
    try:
        read()
    except Refusal as given:
        refusal = given
    if refusal is None:
        return False
    assert 0 < len(refusal.message) < 1000
    assert refusal.status == 422
    return True


def read_or_refuse(document: Any) -> None:
    if not refused(lambda: read_request("compare", document)):
        comparison = read_request("compare", document)
        json.dumps(wire(comparison), allow_nan=False)
        assert run_key(read_request("compare", wire(comparison)), 0) == run_key(comparison, 0)


@THOROUGH
@given(objective=OBJECTIVES, run=RUNS)
def test_a_model_of_strange_parts_is_read_or_refused(objective: Any, run: Any) -> None:
    read_or_refuse({"objective": objective, "runs": [run], "steps": 10})


@THOROUGH
@given(run=RUNS)
def test_a_strange_run_on_a_sound_model_is_read_or_refused(run: Any) -> None:
    read_or_refuse({**learning(), "runs": [run]})


@THOROUGH
@given(
    path=st.sampled_from(["model", "dataset", "loss", "batch_size", "penalty", "evaluation", "kind"]),
    name=st.sampled_from(["id", "params", "every", "l1", None]),
    value=ANYTHING,
)
def test_a_sound_model_with_one_strange_field_is_read_or_refused(path: str, name: Any, value: Any) -> None:
    document = copy.deepcopy(learning())
    objective = document["objective"]
    if name is None or not isinstance(objective.get(path), dict):
        objective[path] = value
    else:
        objective[path][name] = value
    read_or_refuse(document)


@THOROUGH
@given(loss=_choices(LOSSES) | ANYTHING, output=ANYTHING, target=ANYTHING)
def test_strange_rows_are_read_or_refused(loss: Any, output: Any, target: Any) -> None:
    document = {"loss": loss, "output": output, "target": target}
    if not refused(lambda: read_loss(document)):
        assert read_loss(document).loss.id in LOSSES
