"""The description of the API says what the server does."""

from __future__ import annotations

from functools import partial
from typing import Any

import httpx
import pytest

from app.spec import read_loss, read_qr_text, read_request, read_typed_formula
from app.web.examples import REQUEST_EXAMPLES

READERS: dict[str, Any] = {"formula": read_typed_formula, "loss": read_loss, "qr": read_qr_text}
EXAMPLES = [(kind, name) for kind, named in REQUEST_EXAMPLES.items() for name in named]


async def describe(cold: httpx.AsyncClient) -> dict[str, Any]:
    document: dict[str, Any] = (await cold.get("/openapi.json")).json()
    return document


@pytest.mark.parametrize(("kind", "name"), EXAMPLES)
def test_every_example_is_a_request_that_runs(kind: Any, name: str) -> None:
    read = READERS.get(kind, partial(read_request, kind))
    assert read(REQUEST_EXAMPLES[kind][name]) is not None


async def test_every_route_with_a_body_describes_it_with_an_example(cold: httpx.AsyncClient) -> None:
    document = await describe(cold)
    posts = {path: methods["post"] for path, methods in document["paths"].items() if "post" in methods}
    upload = posts.pop("/api/checkpoints")
    assert set(upload["requestBody"]["content"]) == {"application/octet-stream"}
    assert set(upload["responses"]) >= {"201", "400", "413", "415", "429"}
    work = ("compare", "landscape", "fan", "basins", "curvature", "spectrum", "inspect", "sweep", "tune")
    kinds = (*work, "backward", "formula", "dataset", "loss", "qr", "export/checkpoint", "export/{format}")
    assert set(posts) == {f"/api/{kind}" for kind in kinds}
    for operation in posts.values():
        content = operation["requestBody"]["content"]["application/json"]
        name = content["schema"]["$ref"].rsplit("/", 1)[1]
        assert document["components"]["schemas"][name]["properties"]
        assert content["examples"]
        assert {"200", "400", "413", "422", "429"} <= set(operation["responses"])
    answer = posts["/api/compare"]["responses"]["200"]["content"]["application/json"]["schema"]
    assert answer["required"] == ["spec", "torch", "runs"]


async def test_every_reference_of_the_description_leads_somewhere(cold: httpx.AsyncClient) -> None:
    document = await describe(cold)
    references = list(_references(document))
    assert references
    for reference in references:
        place: Any = document
        for part in reference.removeprefix("#/").split("/"):
            place = place[part]


async def test_what_may_be_left_out_is_described_as_null_too(cold: httpx.AsyncClient) -> None:
    schemas = (await describe(cold))["components"]["schemas"]
    run = schemas["RunSpec"]
    assert {"type": "null"} in run["properties"]["params"]["anyOf"]
    assert run["properties"]["optimizer"]["type"] == "string"
    assert {"type": "null"} in schemas["InspectRequest"]["properties"]["weight"]["anyOf"]


def _references(node: Any) -> Any:
    if isinstance(node, dict):
        if isinstance(node.get("$ref"), str):
            yield node["$ref"]
        for child in node.values():
            yield from _references(child)
    elif isinstance(node, list):
        for child in node:
            yield from _references(child)
