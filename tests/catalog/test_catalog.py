"""The catalog as the API shows it."""

from __future__ import annotations

import json
from typing import Any, NoReturn

import torch

import app
from app.catalog import (
    DATASETS,
    FUNCTIONS,
    MODELS,
    OPTIMIZERS,
    PRESETS,
    SCENES,
    SCHEDULES,
    TASKS,
    catalog_json,
)
from app.settings import settings

ENTRY = {"id", "name", "about", "available", "reason"}


def read() -> dict[str, Any]:
    """The catalog after a journey through strict JSON."""

    def refuse(name: str) -> NoReturn:
        raise AssertionError(f"{name} is not JSON")

    document: dict[str, Any] = json.loads(json.dumps(catalog_json(), allow_nan=False), parse_constant=refuse)
    return document


def texts(node: Any, path: str = "") -> list[tuple[str, dict[str, str]]]:
    """Every text in two languages, with where it stands."""
    if isinstance(node, dict):
        if set(node) == {"en", "zh"}:
            return [(path, node)]
        return [found for name, child in node.items() for found in texts(child, f"{path}.{name}")]
    if isinstance(node, list):
        return [found for index, child in enumerate(node) for found in texts(child, f"{path}[{index}]")]
    return []


def test_the_catalog_is_strict_json_with_everything_in_it() -> None:
    document = read()
    assert document["version"] == app.__version__
    assert torch.__version__.startswith(document["torch"])
    assert "+" not in document["torch"]
    assert [entry["id"] for entry in document["functions"]] == list(FUNCTIONS)
    assert [entry["id"] for entry in document["optimizers"]] == list(OPTIMIZERS)
    assert [entry["id"] for entry in document["presets"]] == list(PRESETS)
    assert [entry["id"] for entry in document["schedules"]] == list(SCHEDULES)
    assert [entry["id"] for entry in document["scenes"]] == [scene.id for scene in SCENES]
    assert [entry["id"] for entry in document["models"]] == list(MODELS)
    assert [entry["id"] for entry in document["datasets"]] == list(DATASETS)
    assert [entry["id"] for entry in document["tasks"]] == list(TASKS)
    assert document["limits"] == settings().limits()


def test_every_entry_has_the_fields_of_the_contract() -> None:
    document = read()
    for kind in ("functions", "optimizers", "presets", "schedules", "models", "datasets"):
        for entry in document[kind]:
            assert set(entry) >= ENTRY
            assert entry["available"] == (entry["reason"] is None)
    for kind in ("optimizers", "schedules"):
        for entry in document[kind]:
            for parameter in entry["params"]:
                assert set(parameter) >= {"name", "kind", "default", "low", "high", "scale", "about"}
    facts = {"formula", "mathml", "domain", "start", "minima", "local_minima", "minima_kind", "z_scale"}
    for entry in document["functions"]:
        assert set(entry) >= facts | {"group", "suggested_lr"}
        assert entry["mathml"].startswith("<math")
        assert entry["group"] in {group["id"] for group in document["groups"]}


def test_every_text_is_there_in_both_languages() -> None:
    found = texts(read())
    assert len(found) > 300
    for path, text in found:
        assert text["en"].strip(), path
        assert text["zh"].strip(), path
        # A class has the same name everywhere; sentences do not.
        if not path.endswith(".name"):
            assert text["en"] != text["zh"], path


def test_the_suggested_rates_are_within_the_reach_of_their_sliders() -> None:
    for function in FUNCTIONS.values():
        for name, rate in function.suggested_lr.items():
            optimizer = OPTIMIZERS[PRESETS[name].optimizer if name in PRESETS else name]
            lr = next(parameter for parameter in optimizer.params if parameter.name == "lr")
            assert lr.low is not None
            assert lr.high is not None
            assert lr.low <= rate <= lr.high, (function.id, name)
