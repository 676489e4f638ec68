"""The wire: strict JSON whatever the numbers, six digits on the stream, full precision over HTTP."""

from __future__ import annotations

import json
import math
from typing import Any, NoReturn

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.messages import (
    Basins,
    Chunk,
    Curvature,
    Done,
    FanChunk,
    Finished,
    Landscape,
    Message,
    Outcome,
    PathLoss,
    Plane,
    PlanePath,
    Progress,
    Steered,
    Summary,
    SweepCell,
    Trajectory,
    Trial,
    Tuned,
    answer,
    dump,
    encode,
    failed,
    rounded,
    started,
)
from app.settings import Settings

ODD = [math.nan, math.inf, -math.inf, 1e308, -1e308, -0.0, 0.0, 5e-324, 2.5e-310, 1 / 3, 123456789.0]


def strictly(text: bytes) -> Any:
    """What a strict reader makes of it; literal NaN and Infinity are an error."""

    def refuse(name: str) -> NoReturn:
        raise AssertionError(f"literal {name} in JSON")

    return json.loads(text, parse_constant=refuse)


def outcome(**changes: Any) -> Outcome:
    numbers = {"final_loss": math.nan, "best_loss": 0.5, "best_step": 1, "distance": None}
    summary = Summary(
        **{**numbers, "gradient_evaluations": 2, "seconds": 0.1, "badge": "diverged", **changes}
    )
    return Outcome(status="diverged", diverged_at=2, converged_at=None, summary=summary)


def columns(values: list[float]) -> dict[str, Any]:
    array = np.array(values)
    return {"x": array, "y": array, "loss": array, "distance": None, "evaluations": np.arange(len(values))}


@pytest.mark.parametrize("value", ODD)
def test_every_message_is_strict_json_with_null_for_what_is_not_finite(value: float) -> None:
    trajectory = Trajectory("a", "Adam", columns([value]), outcome())
    grid = np.array([[value, 1.0], [2.0, value]])
    messages: list[Message] = [
        Chunk(0, 0, columns([value, 1.0])),
        Finished((outcome(final_loss=value),)),
        Steered(0, 3),
        FanChunk(0, value, trajectory),
        Done(),
        Landscape(np.array([0.0, 1.0]), np.array([0.0, 1.0]), grid),
    ]
    for message in messages:
        document = strictly(encode(message, "id"))
        assert document["id"] == "id"
    assert strictly(encode(messages[0], "c"))["x"][0] == (
        pytest.approx(value, rel=1e-5, abs=0) if math.isfinite(value) else None
    )


@given(st.floats(allow_nan=True, allow_infinity=True))
def test_a_rounded_number_is_within_half_a_unit_of_its_sixth_digit(value: float) -> None:
    result = float(rounded(np.array([value]))[0])
    if not math.isfinite(value):
        assert result == value or (math.isnan(result) and math.isnan(value))
    elif abs(value) > 1e-290:
        assert result == pytest.approx(value, rel=5.1e-6, abs=0)
        assert float(f"{result:.6g}") == pytest.approx(result, rel=1e-12, abs=0)


def test_ordinary_numbers_become_short_on_the_stream() -> None:
    values = np.random.default_rng(0).normal(size=1000) * 100
    text = dump(rounded(values)).decode().strip("[]").split(",")
    assert max(len(number.lstrip("-").replace(".", "").lstrip("0").split("e")[0]) for number in text) <= 7
    assert np.allclose(np.array(text, dtype=float), values, rtol=5e-6, atol=0)


def test_a_loss_keeps_every_digit_on_the_stream() -> None:
    third = 1 / 3
    document = strictly(encode(Chunk(0, 0, columns([third])), "c"))
    assert (document["x"], document["loss"]) == ([0.333333], [third])


def test_the_largest_http_answer_of_runs_stays_below_60_megabytes() -> None:
    names = ("x", "y", "loss", "grad_norm", "lr", "distance", "seconds", "momentum")
    longest = dict.fromkeys(names, np.full(100, -1.2345678901234567e-100))
    chunk = Chunk(0, 0, {**longest, "evaluations": np.full(100, 25_000)})
    spec = {"runs": [{"label": "one", "optimizer": "SGD"}]}
    body = answer([chunk, Finished((outcome(),))], spec, "2.13.0")
    assert len(body) / 100 * Settings().max_values < 60e6


def test_an_http_answer_joins_the_chunks_in_full_precision() -> None:
    spec = {"runs": [{"label": "one", "optimizer": "SGD"}, {"label": "two", "optimizer": "Adam"}]}
    third = 1 / 3
    messages = [
        Chunk(0, 0, columns([third, 1.0])),
        None,
        Chunk(1, 0, columns([2.0])),
        Chunk(0, 2, columns([math.nan])),
        Finished((outcome(), outcome())),
    ]
    document = strictly(answer(messages, spec, "2.13.0"))
    assert document["torch"] == "2.13.0"
    assert [run["label"] for run in document["runs"]] == ["one", "two"]
    assert document["runs"][0]["x"] == [third, 1.0, None]
    assert document["runs"][1]["x"] == [2.0]
    assert document["runs"][0]["distance"] is None
    assert document["runs"][0]["summary"]["final_loss"] is None


def test_the_answer_to_a_fan_stands_in_the_order_of_the_request() -> None:
    fans = [
        FanChunk(index, value, Trajectory("a", "SGD", columns([value]), outcome()))
        for index, value in ((2, 0.3), (0, 0.1), (1, 0.2))
    ]
    document = strictly(answer([*fans, Done()], {}, "2.13.0"))
    assert document["values"] == [0.1, 0.2, 0.3]
    assert [run["x"] for run in document["runs"]] == [[0.1], [0.2], [0.3]]


def test_a_basin_map_says_null_where_nothing_is_reached() -> None:
    axis = np.array([0.0, 1.0])
    basins = Basins(
        axis, axis, ((0.0, 0.0, 1.0),), np.array([[0, -1], [-2, 0]]), np.array([[3, -1], [-1, 0]])
    )
    document = strictly(answer([basins], {}, "2.13.0"))
    assert document["basin"] == [[0, -1], [-2, 0]]
    assert document["steps"] == [[3, None], [None, 0]]


def test_a_landscape_over_a_plane_comes_with_its_finest_grid_and_every_runs_losses() -> None:
    axis, steps = np.array([0.0, 1.0]), np.array([0, 10])
    path = PlanePath(0, steps, axis, axis, axis, axis, 0.9)
    messages: list[Message] = [
        Plane("joint_pca", (0.0, 1.0, 0.0, 1.0), (path,), explained=(0.6, 0.3)),
        Landscape(axis, axis, np.zeros((2, 2))),
        Progress(1, 2),
        PathLoss(0, steps, np.array([2.0, math.nan]), np.array([1.0, 0.5])),
        Landscape(axis, axis, np.ones((2, 2))),
        Done(),
    ]
    document = strictly(answer(messages, {}, "2.13.0"))
    assert document["z"] == [[1, 1], [1, 1]]
    (run,) = document["plane"]["runs"]
    assert (run["step"], run["loss"], run["plane_loss"]) == ([0, 10], [2, None], [1, 0.5])
    assert (run["relative"], run["explained"], document["plane"]["explained"]) == ([0, 1], 0.9, [0.6, 0.3])


def test_the_columns_of_curvature_are_joined_for_each_run() -> None:
    said: list[Message] = [
        Curvature(1, {}, available=False, reason={"en": "none", "zh": "无"}),
        Curvature(0, {"step": np.array([0]), "sharpness": np.array([1 / 3]), "threshold": None}),
        Curvature(0, {"step": np.array([9]), "sharpness": np.array([math.inf]), "threshold": None}),
        Done(),
    ]
    first, second = strictly(answer(said, {}, "2.13.0"))["runs"]
    assert (first["step"], first["sharpness"], first["threshold"]) == ([0, 9], [1 / 3, None], None)
    assert (second["run"], second["available"], second["reason"]["en"]) == (1, False, "none")


def test_a_sweep_is_nested_in_the_order_of_its_parameters() -> None:
    cells = [SweepCell((i, j), 10.0 * i + j, math.nan, "completed") for j in range(3) for i in range(2)]
    spec = {"params": {"lr": [1, 2], "momentum": [1, 2, 3]}}
    document = strictly(answer([*cells, Done()], spec, "2.13.0"))
    assert document["final_loss"] == [[0, 1, 2], [10, 11, 12]]
    assert document["best_loss"] == [[None] * 3] * 2
    assert "quartiles" not in document


def test_tuning_answers_with_all_trials_and_the_best_of_each_run() -> None:
    bad, good = Trial(0, 0, {"lr": 9.0}, math.inf, "diverged"), Trial(0, 1, {"lr": 0.1}, 0.25, "completed")
    document = strictly(answer([bad, good, Tuned((good, None)), Done()], {}, "2.13.0"))
    assert [trial["value"] for trial in document["trials"]] == [None, 0.25]
    assert document["best"] == [{"run": 0, "number": 1, "params": {"lr": 0.1}, "value": 0.25}, None]


def test_the_envelopes_carry_id_and_content() -> None:
    assert strictly(started("c", {"steps": 1})) == {"type": "started", "id": "c", "spec": {"steps": 1}}
    body = {"error": {"code": "busy", "message": "wait", "field": None}}
    assert strictly(failed(None, body)) == {"type": "error", "id": None, **body}
