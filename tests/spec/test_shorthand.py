"""Runs as people type them."""

from __future__ import annotations

from typing import Any

import pytest

from app.errors import Refusal
from app.spec import read_request, read_run

READ: list[tuple[str, dict[str, Any]]] = [
    ("Adam", {"optimizer": "Adam", "params": {}}),
    ("adam:lr=0.05", {"optimizer": "Adam", "params": {"lr": 0.05}}),
    (" SGD : lr = 1e-3 , momentum=.9,nesterov=True ", {
        "optimizer": "SGD", "params": {"lr": 0.001, "momentum": 0.9, "nesterov": True}}),
    ("Adam:betas=(0.9,0.99),label=a=b", {
        "optimizer": "Adam", "params": {"betas": [0.9, 0.99]}, "label": "a=b"}),
    ("lbfgs:line_search_fn=strong_wolfe", {
        "optimizer": "LBFGS", "params": {"line_search_fn": "strong_wolfe"}}),
    ("Momentum:lr=0.01", {
        "optimizer": "SGD", "params": {"lr": 0.01, "momentum": 0.9}, "label": "Momentum"}),
    ("SGD:schedule=StepLR(step_size=50,gamma=0.5)", {
        "optimizer": "SGD", "params": {},
        "schedule": {"id": "StepLR", "params": {"step_size": 50, "gamma": 0.5}}}),
    ("SGD:schedule=ConstantLR,label='3'", {
        "optimizer": "SGD", "params": {}, "schedule": {"id": "ConstantLR", "params": {}}, "label": "3"}),
    ("SGD:schedule=ChainedScheduler(schedulers=[ConstantLR,ExponentialLR(gamma=.9)])", {
        "optimizer": "SGD", "params": {}, "schedule": {"id": "ChainedScheduler", "params": {
            "schedulers": ["ConstantLR", {"id": "ExponentialLR", "params": {"gamma": 0.9}}]}}}),
    ("Adma:lr=nan", {"optimizer": "Adma", "params": {"lr": "nan"}}),
]  # fmt: skip


@pytest.mark.parametrize(("text", "run"), READ, ids=[text for text, _ in READ])
def test_a_run_is_read(text: str, run: dict[str, Any]) -> None:
    assert read_run(text) == run


@pytest.mark.parametrize("text", ["Adam:lr=0.05", "momentum", "SGD:lr=0.1,schedule=StepLR(step_size=5)"])
def test_what_is_read_can_be_run(text: str) -> None:
    objective = {"kind": "function", "id": "rosenbrock"}
    read_request("compare", {"objective": objective, "runs": [read_run(text)], "steps": 10})


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "expected a run such as Adam"),
        (":lr=1", "expected a run such as Adam"),
        ("Adam:0.05", "expected name=value, such as lr=0.05, got '0.05'"),
        ("Adam:lr=", "expected name=value"),
        ("Adam:lr=1,", "expected name=value"),
        ("Adam:lr=1,lr=2", "expected lr once, got 'lr=2'"),
        ("Adam:betas=[0.9,0.99", "expected every bracket to be closed"),
        ("Adam:betas=0.9]", "expected every bracket to be closed"),
        ("SGD:schedule=3", "expected a schedule such as StepLR"),
    ],
)
def test_what_is_no_run_is_refused_with_a_sentence(text: str, words: str) -> None:
    with pytest.raises(Refusal, match=words.replace("[", r"\[")) as caught:
        read_run(text, "runs[1]")
    assert (caught.value.code, caught.value.field) == ("not_a_run", "runs[1]")
