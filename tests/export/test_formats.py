"""Every format is told by its id and by the ending of a file's name."""

from __future__ import annotations

import json
from importlib.metadata import version

import pytest
import torch

from app.engine import TrajectoryStore, begin
from app.errors import Refusal
from app.export.formats import FORMATS, export, format_of_name
from app.export.material import Material, compute_comparison
from app.messages import answer
from app.spec import read_request, wire
from tests.export.test_tables import FUNCTION, MODEL


@pytest.mark.parametrize("identifier", FORMATS)
def test_every_format_writes_functions_and_models(identifier: str) -> None:
    for document in (FUNCTION, MODEL):
        assert export(identifier, Material(read_request("compare", document)))


@pytest.mark.parametrize("identifier", FORMATS)
def test_a_name_with_its_ending_asks_for_it(identifier: str) -> None:
    assert format_of_name(f"race{FORMATS[identifier].extension}") == identifier
    assert format_of_name(f"RACE{FORMATS[identifier].extension.upper()}") == identifier


def test_unknown_formats_are_refused_with_those_there_are() -> None:
    with pytest.raises(Refusal, match=r"there is no format 'xls'; expected one of .*json, csv") as caught:
        export("xls", Material(read_request("compare", FUNCTION)))
    assert (caught.value.code, caught.value.status) == ("unknown_format", 404)
    with pytest.raises(Refusal, match=r"'race\.xls'; expected it to end in one of .*\.json") as caught:
        format_of_name("race.xls")
    assert caught.value.code == "unknown_format"


def test_json_is_the_answer_of_the_api_with_the_version_that_wrote_it() -> None:
    comparison = read_request("compare", FUNCTION)
    told = json.loads(export("json", Material(comparison)))
    kept = list(begin(comparison, TrajectoryStore(0)))
    expected = json.loads(answer(kept, wire(comparison), torch.__version__.split("+")[0]))
    for run in (*told["runs"], *expected["runs"]):
        del run["seconds"], run["summary"]["seconds"]
    assert told == {**expected, "thalweg": version("thalweg")}


def test_computing_leaves_torch_as_it_was_and_tells_how_far_it_is() -> None:
    heard: list[float] = []
    torch.manual_seed(5)
    expected, threads = torch.rand(3), torch.get_num_threads()
    torch.manual_seed(5)
    compute_comparison(read_request("compare", MODEL), heard.append)
    assert torch.equal(torch.rand(3), expected)
    assert torch.get_num_threads() == threads
    assert heard == sorted(heard)
    assert heard[-1] == 1.0


def test_nothing_is_computed_that_a_format_does_not_need() -> None:
    material = Material(read_request("compare", FUNCTION))
    export("csv", material)
    assert "compared" in vars(material)
    assert "landscape" not in vars(material)
