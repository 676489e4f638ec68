"""The edge of stability."""

from __future__ import annotations

import numpy as np
import pytest

from tests.lessons.claims.claiming import claims
from tests.lessons.claims.curving import sharpness
from tests.lessons.claims.descending import comparison, eigenvalues, formula_of, params, paths
from tests.lessons.claims.training import trained

LESSON = "13-edge-of-stability"


@claims(LESSON, "two-weights")
def test_each_rate_rests_on_ground_flat_enough_for_it_and_the_largest_diverges() -> None:
    found, given = paths(LESSON, "two-weights"), params(LESSON, "two-weights")
    assert found["lr 0.5"]["diverged_at"] is not None
    formula = formula_of(comparison(LESSON, "two-weights")["objective"])
    for label, told in {"lr 0.05": 7.8, "lr 0.25": 5.3, "lr 0.4": 2.9}.items():
        x, y = found[label]["x"][-1], found[label]["y"][-1]
        assert x * y == pytest.approx(1, abs=1e-6)
        largest = eigenvalues(formula, x, y)[1]
        assert largest == pytest.approx(x * x + y * y, abs=1e-5)
        assert largest == pytest.approx(told, abs=0.06)
        assert largest < 2 / given[label]["lr"]


@claims(LESSON, "network")
def test_the_sharpness_of_each_rate_rises_past_its_line_and_then_stays_near_it() -> None:
    found = trained(LESSON, "network", every=100)
    lines = {"lr 0.2": 10.0, "lr 0.14": 14.3, "lr 0.1": 20.0}
    assert found.keys() == lines.keys()
    for label, one in found.items():
        line = 2 / one.run["params"]["lr"]
        assert line == pytest.approx(lines[label], abs=0.02)
        assert sum(each.numel() for each in one.model.parameters()) == 321
        along = [(step, sharpness(one, model)) for step, model in one.along]
        assert along[0][1] == pytest.approx(7, abs=0.1)
        assert along[1][1] > along[0][1]
        assert max(value for _, value in along) > line, "it passes its line"
        ends = [value for step, value in along if step >= 500]
        assert ends == pytest.approx([line] * len(ends), rel=0.1)


@claims(LESSON, "spike")
def test_the_loss_falls_then_climbs_above_2_and_is_far_lower_a_hundred_steps_later() -> None:
    loss = np.array(trained(LESSON, "spike")["lr 0.2"].training.loss)
    first_rise = int(np.flatnonzero(np.diff(loss) > 0)[0])
    assert 140 < first_rise < 150
    top = int(loss.argmax())
    assert loss[top] > 2
    assert loss[top] == pytest.approx(3 * loss[0], rel=0.1)
    assert loss[top + 100] < 0.07


@claims(LESSON, "spike")
def test_the_sharpness_passes_the_line_before_the_spike_and_is_below_it_afterwards() -> None:
    one = trained(LESSON, "spike", every=10)["lr 0.2"]
    top = int(np.argmax(one.training.loss))
    along = {step: sharpness(one, model) for step, model in one.along if step in (top // 10 * 10 - 10, 250)}
    before, after = along.values()
    assert before > 10 > after


@claims(LESSON, "doubled")
def test_when_the_rate_is_doubled_the_sharpness_falls_below_the_new_line_and_rises_again() -> None:
    one = trained(LESSON, "doubled", every=50)["lr 0.1, then 0.2"]
    assert [one.training.lr[step] for step in (449, 450)] == [0.1, 0.2]
    along = {step: sharpness(one, model) for step, model in one.along if step >= 450}
    assert along[450] == pytest.approx(18.6, abs=0.2)
    assert along[500] == pytest.approx(7, abs=0.2)
    rising = [along[step] for step in range(500, 701, 50)]
    assert rising == sorted(rising)
    assert rising[-1] < 10
    assert one.training.loss[700] < one.training.loss[450]


@claims(LESSON, "mini-batches")
def test_mini_batches_stay_below_the_line_that_full_batches_come_to() -> None:
    one = trained(LESSON, "mini-batches")["SGD"]
    full = trained(LESSON, "network", every=100)["lr 0.1"]
    assert len(one.data.train.inputs) == 225
    assert one.run["params"] == full.run["params"]
    assert sharpness(one, one.model) == pytest.approx(12, abs=0.5)
    assert sharpness(full, full.model) == pytest.approx(19, abs=0.5)
