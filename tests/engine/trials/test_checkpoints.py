"""Runs that start from a checkpoint's weights are tried from there, and refused where it does not fit."""

from __future__ import annotations

import pytest

from app.engine import begin
from app.errors import Refusal
from app.messages import SweepCell, Trial
from tests.engine.runs import run
from tests.engine.training.trainings import comparison, finish, objective
from tests.engine.trials.trying import moons, sweep_request, tune_request

FIRST = comparison(moons(batch_size=16), [run("Adam", {"lr": 0.05})], 40)


def test_trials_go_on_from_the_weights_of_a_checkpoint() -> None:
    weights = finish(FIRST).weights[0, "last"]
    files = {weights.id: weights.data}
    each = run("SGD", {"lr": 0.1}, start_from={"checkpoint": weights.id})
    expected = finish(comparison(moons(batch_size=16), [each], 9, seed=6), None, files)
    on = moons(batch_size=16)
    swept = sweep_request(on, each, {"lr": [0.1]}, 9, seed=6)
    (cell,) = [one for one in begin(swept, None, files) if isinstance(one, SweepCell)]
    assert cell.final_loss == expected.evaluations[0].train_loss[-1]
    tuned = tune_request(on, [each], 9, seed=6, trials=1, method="grid", ranges={"lr": [0.05, 0.2]})
    (trial,) = [one for one in begin(tuned, None, files) if isinstance(one, Trial)]
    assert trial.params["lr"] == pytest.approx(0.1)
    assert trial.value == pytest.approx(cell.final_loss)


@pytest.mark.parametrize(("kind", "field"), [("sweep", "run.start_from"), ("tune", "runs[1].start_from")])
def test_a_checkpoint_of_another_model_is_refused_where_the_run_stands(kind: str, field: str) -> None:
    weights = finish(FIRST).weights[0, "last"]
    other = objective("mlp", "moons", "BCEWithLogitsLoss", model_params={"hidden": [7]})
    each = run("SGD", {}, start_from={"checkpoint": weights.id})
    request = (
        sweep_request(other, each, {"lr": [0.1]}, 5)
        if kind == "sweep"
        else tune_request(other, [run("SGD", {}), each], 5, trials=2)
    )
    with pytest.raises(Refusal) as refused:
        list(begin(request, None, {weights.id: weights.data}))
    assert (refused.value.code, refused.value.field) == ("checkpoint_mismatch", field)
