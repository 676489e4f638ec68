"""The chain rule as a graph, against the real server."""

from __future__ import annotations

import httpx


def test_the_graph_of_a_formula_is_one_answer(http: httpx.Client) -> None:
    objective = {"kind": "formula", "expression": "(x - 3)**2", "domain": [-3, 3, -3, 3]}
    told = http.post("/api/backward", json={"objective": objective, "at": [1, 0]}).json()
    assert [node["operation"] for node in told["nodes"]] == ["x", "y", "x − 3", "v1²"]
    assert (told["value"], told["gradient"]) == (4.0, [-4.0, 0.0])
    assert [(edge["from"], edge["to"], edge["gradient"]) for edge in told["edges"]] == [
        (0, 2, -4.0),
        (2, 3, -4.0),
    ]


def test_a_large_model_is_refused_with_a_sentence(http: httpx.Client) -> None:
    objective = {
        "kind": "model",
        "model": {"id": "mlp"},
        "dataset": {"id": "moons"},
        "loss": {"id": "BCEWithLogitsLoss"},
    }
    answer = http.post("/api/backward", json={"objective": objective})
    assert answer.status_code == 422
    assert answer.json()["error"]["field"] == "objective.model.id"
