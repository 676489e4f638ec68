"""Sweeps and tunings: refused with code, sentence and field, or read with every default filled in."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.catalog import OPTIMIZERS
from app.errors import Refusal
from app.spec import checkpoints_of, read_request, wire
from tests.spec.trials import ADAM, MODEL, OBJECTIVE, REFUSED, SGD, sweep, tune


@pytest.mark.parametrize(("kind", "document", "code", "field", "words"), REFUSED)
def test_what_cannot_be_tried_is_refused_in_a_sentence(
    kind: str, document: dict[str, Any], code: str, field: str, words: str
) -> None:
    with pytest.raises(Refusal) as refused:
        read_request(kind, document)
    assert (refused.value.code, refused.value.field) == (code, field)
    assert words in refused.value.message


def test_a_sweep_is_read_with_its_defaults() -> None:
    request = read_request("sweep", sweep(params={"momentum": [0, 0.9], "lr": [0.1]}))
    assert list(request.params) == ["momentum", "lr"]
    assert request.run.params["lr"] == 1e-3
    assert wire(request)["objective"]["start"] == (-1.5, 2.0)
    assert "seeds" not in wire(request)
    assert (request.seed, request.seeds) == (0, 1)
    assert read_request("sweep", sweep(objective=MODEL, seeds=3)).seeds == 3
    assert read_request("sweep", sweep(objective={**OBJECTIVE, "noise": 0.1}, seeds=3)).seeds == 3


def test_what_one_optimizer_lacks_is_tuned_for_the_others() -> None:
    request = read_request("tune", tune(params=["lr", "momentum", "betas[0]"], goal="final_loss"))
    assert request.params == ("lr", "momentum", "betas[0]")


def test_every_optimizers_own_ranges_are_accepted() -> None:
    for optimizer in OPTIMIZERS.values():
        if not optimizer.available:
            continue
        for parameter in optimizer.params:
            if parameter.kind in ("float", "int"):
                each = {"optimizer": optimizer.id, "params": {}}
                read_request("tune", tune(runs=[each], params=[parameter.name]))


def test_values_that_are_bad_with_the_runs_own_are_good_together() -> None:
    each = {"optimizer": "ASGD", "params": {"lr": 1e30, "alpha": 2.0, "lambd": 0.0}}
    read_request("sweep", sweep(run=each, params={"lambd": [1e300], "lr": [1e-300]}))


def test_the_weights_that_runs_start_from_are_asked_for() -> None:
    start = {"start_from": {"checkpoint": "a" * 64}}
    swept = read_request("sweep", sweep(objective=MODEL, run={**SGD, **start}))
    assert checkpoints_of(swept) == {"a" * 64: "run.start_from.checkpoint"}
    tuned = read_request("tune", tune(objective=MODEL, runs=[SGD, {**ADAM, **start}]))
    assert checkpoints_of(tuned) == {"a" * 64: "runs[1].start_from.checkpoint"}


ANY = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=5)
    | st.sampled_from(["lr", "eps[0]"]),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["lr", "momentum", "betas[0]"]), inner)
    ),
    max_leaves=8,
)


@settings(max_examples=300)
@given(
    kind=st.sampled_from(["sweep", "tune"]),
    fields=st.dictionaries(
        st.sampled_from(["params", "ranges", "seeds", "seed", "trials", "method", "goal", "steps"]),
        ANY,
        max_size=3,
    ),
)
def test_whatever_is_asked_is_read_or_refused(kind: str, fields: dict[str, Any]) -> None:
    document = {**(sweep() if kind == "sweep" else tune()), **fields}
    try:
        understood = wire(read_request(kind, document))
    except Refusal as refusal:
        told = refusal
    else:
        again = json.loads(json.dumps(understood))
        assert json.dumps(wire(read_request(kind, again))) == json.dumps(understood)
        return
    assert told.status == 422
    assert told.field is not None
    assert told.field.partition(".")[0].partition("[")[0] in document
