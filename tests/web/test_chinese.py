"""What the server refuses, it refuses in Chinese too: whole sentences, no English left over."""

from __future__ import annotations

import re
from typing import Any

import httpx
import pytest

from tests.web.client import comparison, open_stream

FUNCTION = {"kind": "function", "id": "rosenbrock"}
MODEL: dict[str, Any] = {
    "kind": "model",
    "model": {"id": "mlp"},
    "dataset": {"id": "moons"},
    "loss": {"id": "BCEWithLogitsLoss"},
    "batch_size": 32,
}
ADAM = {"optimizer": "Adam", "params": {"lr": 0.01}}
# Names between commas are what can be chosen.
FOUR_WORDS = re.compile(r"(?:\b[A-Za-z]{2,}\b[;:]? ){3}\b[A-Za-z]{2,}\b")


def run(**fields: Any) -> dict[str, Any]:
    return comparison() | {"runs": [{**ADAM, **fields}]}


def trained(**fields: Any) -> dict[str, Any]:
    return {"objective": {**MODEL, **fields}, "runs": [ADAM], "steps": 10}


def formula(text: str) -> dict[str, Any]:
    return {"expression": text}


REFUSED: list[tuple[str, dict[str, Any]]] = [
    ("compare", {}),
    ("compare", comparison() | {"steps": -1}),
    ("compare", comparison() | {"steps": 10**6}),
    ("compare", comparison() | {"steps": "many"}),
    ("compare", comparison() | {"steps": None}),
    ("compare", comparison() | {"surprise": 1}),
    ("compare", comparison() | {"runs": []}),
    ("compare", comparison() | {"runs": [ADAM] * 13}),
    ("compare", comparison() | {"objective": {"kind": "wish"}}),
    ("compare", comparison() | {"objective": {"kind": "function", "id": "rosenbrok"}}),
    ("compare", comparison() | {"objective": {"kind": "function", "id": "rosenbrock", "start": [1]}}),
    ("compare", comparison() | {"objective": {"kind": "formula", "expression": "x", "domain": [1, 0, 0, 1]}}),
    ("compare", run(optimizer="Adma")),
    ("compare", run(optimizer="SparseAdam")),
    ("compare", run(params={"lr": -1})),
    ("compare", run(params={"lr": "fast"})),
    ("compare", run(params={"lr": None})),
    ("compare", run(params={"betas": [0.9]})),
    ("compare", run(params={"betas": [0.9, 1.5]})),
    ("compare", run(params={"lrr": 1})),
    ("compare", run(params={"foreach": True})),
    ("compare", run(label="x" * 81)),
    ("compare", run(schedule={"id": "StepLRR"})),
    ("compare", run(schedule={"id": "StepLR", "params": {"step_size": 0.5}})),
    ("compare", run(schedule={"id": "OneCycleLR", "params": {"total_steps": 3}})),
    ("compare", run(schedule={"id": "SequentialLR", "params": {"schedulers": []}})),
    ("compare", run(frozen=["hidden1"])),
    ("compare", run(accumulate=4)),
    ("compare", run(changes=[{"step": 99, "params": {"lr": 1}}])),
    ("compare", trained(loss={"id": "MSEloss"})),
    ("compare", trained(loss={"id": "CTCLoss"})),
    ("compare", trained(loss={"id": "CosineEmbeddingLoss"})),
    ("compare", trained(loss={"id": "formula", "params": {"expression": "target**2"}})),
    ("compare", trained(loss={"id": "BCEWithLogitsLoss", "params": {"reduction": "none"}})),
    ("compare", trained(loss={"id": "BCEWithLogitsLoss", "params": {"pos_weight": [1, 2]}})),
    ("compare", trained(model={"id": "lenet5"})),
    ("compare", trained(model={"id": "mlp", "params": {"hidden": []}})),
    ("compare", trained(model={"id": "mlp", "params": {"activation": "rely"}})),
    ("compare", trained(dataset={"id": "moons", "params": {"samples": 1}})),
    ("compare", trained(batch_size=10**6)),
    ("compare", trained(evaluation={})),
    ("compare", trained() | {"runs": [{**ADAM, "frozen": ["nothing"]}]}),
    ("compare", trained() | {"runs": [{**ADAM, "start_from": {"checkpoint": "0" * 64}}]}),
    ("compare", trained() | {"runs": [{"optimizer": "Muon"}]}),
    ("compare", trained() | {"runs": [{"optimizer": "SparseAdam"}]}),
    ("landscape", {"objective": MODEL}),
    ("landscape", {"objective": FUNCTION, "resolution": 5000}),
    ("landscape", {"objective": FUNCTION, "domain": [0, 0, 0, 0]}),
    ("basins", {"objective": {"kind": "function", "id": "beale"}, "run": {"optimizer": "LBFGS"}}),
    ("basins", {"objective": MODEL, "run": ADAM}),
    ("fan", {"comparison": comparison(), "run": 9, "param": "lr", "values": [0.1]}),
    ("fan", {"comparison": comparison(), "run": 0, "param": "nothing", "values": [0.1]}),
    ("curvature", {"comparison": comparison(), "run": 5}),
    ("spectrum", {"comparison": comparison(), "run": 0, "step": 1}),
    ("inspect", {"comparison": comparison(), "run": 0, "step": 500, "count": 1}),
    ("backward", {"objective": MODEL}),
    ("sweep", {"objective": FUNCTION, "run": ADAM, "params": {}, "steps": 10}),
    ("sweep", {"objective": FUNCTION, "run": ADAM, "params": {"lr": [-1]}, "steps": 10}),
    ("sweep", {"objective": FUNCTION, "run": ADAM, "params": {"lr": [0.1]}, "steps": 10, "seeds": 3}),
    ("tune", {"objective": FUNCTION, "runs": [ADAM], "params": ["momentum"], "trials": 5, "steps": 10}),
    ("dataset", {"dataset": {"id": "moon"}}),
    ("loss", {"loss": {"id": "MSELoss"}, "output": [[1.0]], "target": [[1.0, 2.0]]}),
    ("loss", {"loss": {"id": "CrossEntropyLoss"}, "output": [[1.0, 2.0]], "target": [7]}),
    ("loss", {"loss": {"id": "BCELoss"}, "output": [["a"]], "target": [[1]]}),
    ("loss", {"loss": {"id": "KLDivLoss"}, "output": [[-1.0, -2.0]], "target": [[0.2, 0.2]]}),
    ("export/nothing", {"comparison": comparison()}),
    *[
        ("formula", formula(text))
        for text in (
            "", "x^2", "2x", "x**2 + sin(", "y = x", "z + 1", "sin", "sin(x, y)", "lambda: x",
            "x if y else 2",
            "1/0 + x", "sqrt(-1) + x", "exp(1000)*x", "7", "x" * 201, "x.real", "2(x + 1)", "x(y + 1)",
            "x // 2",
            "x, y", "sinn(x)", "((((x", "1e999*x", "（x）",
        )
    ],
]  # fmt: skip


def assert_chinese(error: dict[str, Any], asked: str) -> None:
    """The refusal is whole in Chinese; what stands in its brackets and what was typed may be anything."""
    own = re.sub(r"（[^（）]*（?[^（）]*）?[^（）]*）", "", error["zh"])
    assert re.search(r"[一-鿿]{2}", own), (asked, error)
    assert not FOUR_WORDS.search(own), (asked, error)


@pytest.mark.parametrize(
    ("kind", "body"), REFUSED, ids=[f"{k}-{kind}" for k, (kind, _) in enumerate(REFUSED)]
)
def test_a_refusal_is_whole_in_chinese(http: httpx.Client, kind: str, body: dict[str, Any]) -> None:
    answer = http.post(f"/api/{kind}", json=body)
    assert 400 <= answer.status_code < 500, answer.text[:200]
    assert_chinese(answer.json()["error"], f"{kind} {body}")


@pytest.mark.parametrize(
    "body", [b"{", b"\xff", b'{"a": NaN}', b'{"a": 1, "a": 2}', b"[" * 40, b'{"a": 1e999}']
)
def test_what_is_no_json_is_told_in_chinese(http: httpx.Client, body: bytes) -> None:
    answer = http.post("/api/compare", content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code == 400
    assert_chinese(answer.json()["error"], str(body))


def test_a_wrong_address_is_told_in_chinese(http: httpx.Client) -> None:
    for answer in (
        http.get("/nothing"),
        http.delete("/api/compare"),
        http.post("/api/checkpoints", content=b"x"),
    ):
        assert_chinese(answer.json()["error"], str(answer.url))


async def test_the_stream_tells_its_refusals_in_chinese(server: Any) -> None:
    async with open_stream(server) as client:
        for kind, identifier, fields in (
            ("wish", "a", {}),
            ("compare", "b", {"comparison": run(params={"lr": "x"})}),
            ("cancel", "never", {}),
        ):
            await client.say(kind, identifier, **fields)
            said = await client.hear()
            assert_chinese(said["error"], kind)
