"""Numbers that are none: every message is JSON for any reader, diverging runs hurt nobody, seeds decide."""

from __future__ import annotations

import json
import math
import struct
import subprocess
from functools import partial
from typing import Any, NoReturn

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.engine import begin
from app.messages import Chunk, encode
from app.spec import read_request
from tests.conftest import ROOT
from tests.faults.every_message import KINDS, filled
from tests.faults.fuzzing import fuzzed

ODD = [math.nan, math.inf, -math.inf, 1e308, -1e308, -0.0, 5e-324, -2.5e-310, 2.2250738585072014e-308]
NUMBERS = st.sampled_from(ODD) | st.floats()


def strictly(text: bytes) -> Any:
    def refuse(name: str) -> NoReturn:
        raise AssertionError(f"literal {name} in JSON")

    return json.loads(text, parse_constant=refuse)


@fuzzed
@given(st.data(), st.sampled_from(KINDS))
def test_every_message_is_strict_json_whatever_its_numbers(data: st.DataObject, kind: type) -> None:
    document = strictly(encode(filled(kind, lambda: data.draw(NUMBERS)), "c1"))
    assert document["id"] == "c1"


@pytest.mark.parametrize("value", ODD)
def test_every_message_holds_null_for_what_is_not_finite_and_the_sign_of_zero(value: float) -> None:
    numbers = strictly(encode(filled(Chunk, lambda: value), "c1"))["x"]
    if not math.isfinite(value):
        assert numbers == [None, None]
    else:
        assert numbers == [pytest.approx(value, rel=1e-5, abs=0)] * 2
        assert [math.copysign(1, number) for number in numbers] == [math.copysign(1, value)] * 2


def test_a_browser_reads_every_message_with_the_same_numbers() -> None:
    """Node's `JSON.parse` is the one of browsers: the bits of each number come back as Python has them."""
    texts = [encode(filled(kind, partial(float, value)), "c1").decode() for kind in KINDS for value in ODD]
    script = """
        const texts = JSON.parse(require("fs").readFileSync(0));
        const found = [];
        const visit = (value) => {
          if (typeof value === "number") {
            const bytes = Buffer.alloc(8);
            bytes.writeDoubleBE(value);
            found.push(bytes.toString("hex"));
          } else if (value && typeof value === "object") Object.values(value).forEach(visit);
        };
        texts.forEach((text) => visit(JSON.parse(text)));
        console.log(JSON.stringify(found));
    """
    folder = subprocess.run([ROOT / ".ci" / "node"], capture_output=True, text=True, check=True).stdout
    command = [f"{folder.strip()}/node", "-e", script]
    ran = subprocess.run(command, input=json.dumps(texts), capture_output=True, text=True, timeout=60)
    assert ran.returncode == 0, ran.stderr
    assert json.loads(ran.stdout) == [bits for text in texts for bits in bits_of(json.loads(text))]


def bits_of(document: Any) -> list[str]:
    """Every number of a document as the bits of its float64, in order."""
    if isinstance(document, dict | list):
        inner = document.values() if isinstance(document, dict) else document
        return [bits for value in inner for bits in bits_of(value)]
    number = isinstance(document, int | float) and not isinstance(document, bool)
    return [struct.pack(">d", document).hex()] if number else []


def trajectories(runs: list[dict[str, Any]], seed: int = 3, noise: float = 0.5) -> list[dict[str, Any]]:
    """Each run's joined columns and how it ended, by the engine alone."""
    objective = {"kind": "function", "id": "rosenbrock", "noise": noise}
    comparison = {"objective": objective, "runs": runs, "steps": 120, "seed": seed}
    found: list[dict[str, Any]] = [{"x": [], "y": [], "loss": []} for _ in runs]
    for message in begin(read_request("compare", comparison), None):
        if isinstance(message, Chunk):
            for name, values in found[message.run].items():
                values += message.columns[name].tolist()  # type: ignore[union-attr]
        elif message is not None and hasattr(message, "runs"):
            for run, outcome in zip(found, message.runs, strict=True):
                run["status"] = (outcome.status, outcome.diverged_at)
    return found


RUNS = [
    {"optimizer": "SGD", "params": {"lr": 0.0005, "momentum": 0.9}},
    {"optimizer": "Adam", "params": {"lr": 0.02}},
    {"optimizer": "RMSprop", "params": {"lr": 0.005}},
]


def test_the_same_spec_and_seed_give_the_same_bits_alone_and_together() -> None:
    together = trajectories(RUNS)
    assert trajectories(RUNS) == together
    assert [trajectories([run])[0] for run in RUNS] == together
    assert trajectories(RUNS, seed=4) != together


def test_a_learning_rate_of_a_million_diverges_at_its_step_and_the_others_go_on() -> None:
    wild = {"optimizer": "SGD", "params": {"lr": 1e6}}
    found = trajectories([RUNS[0], wild, RUNS[1]])
    status, step = found[1]["status"]
    assert status == "diverged"
    assert len(found[1]["x"]) == step < 120
    assert all(map(math.isfinite, found[1]["x"] + found[1]["y"]))
    assert [found[0], found[2]] == [trajectories([RUNS[0]])[0], trajectories([RUNS[1]])[0]]
