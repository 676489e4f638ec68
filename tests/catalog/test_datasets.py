"""Every dataset keeps its promises: shape, split, standardisation, and the same samples for the same seed."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterable
from typing import Any

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor

from app.catalog.datasets import DATASETS, Data, Split, describe, domain, make_dataset, shape_of
from app.catalog.datasets.making import RECIPES, _made
from app.catalog.entries import Dataset, Parameter, Text
from app.catalog.fitting import fitting_losses, fitting_models
from app.catalog.models import misfit


def of_entries(entries: Iterable[Dataset]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("entry", list(entries), ids=lambda entry: entry.id)


ENTRIES = of_entries(DATASETS.values())
# The tokens of a bag are names, not numbers.
NUMBERS = of_entries(entry for entry in DATASETS.values() if entry.kind != "bag")
# Measured samples can be alike; their number and values are held against the source.
MADE = of_entries(entry for entry in DATASETS.values() if entry.group == "made")
ISSUED = {
    *("line", "noisy_sine", "outliers", "moons", "circles", "spirals", "xor", "blobs", "imbalanced_blobs"),
    *("multilabel_regions", "pairs_to_rank", "similar_pairs", "triplets", "counts", "heteroscedastic"),
    *("soft_labels", "rare_features", "drifting_target"),
    *("digits", "iris", "wine", "breast_cancer", "diabetes"),
}


def values(parameter: Parameter) -> st.SearchStrategy[Any]:
    """Any value that the page's control can take."""
    if parameter.kind == "choice":
        return st.sampled_from(parameter.choices)
    assert parameter.low is not None
    assert parameter.high is not None
    if parameter.kind == "int":
        return st.integers(int(parameter.low), int(parameter.high))
    return st.floats(parameter.low, parameter.high)


def tensors(data: Data) -> list[Tensor]:
    return [data.train.inputs, data.train.targets, data.validation.inputs, data.validation.targets]


def check_form(data: Data) -> None:
    """The tensors have the shapes and types that their `shape` promises, and only finite numbers."""
    shape = data.shape
    for split, count in ((data.train, shape.train), (data.validation, shape.validation)):
        if shape.kind == "bag":
            assert split.inputs.shape[0] == count
            assert split.inputs.dtype == torch.int64
            assert shape.vocabulary is not None
            assert 0 <= int(split.inputs.min()) <= int(split.inputs.max()) < shape.vocabulary
        else:
            part = () if shape.parts == 1 else (shape.parts,)
            image = (1, shape.size, shape.size)
            rest = image if shape.kind == "image" else (*part, shape.features)
            assert split.inputs.shape == (count, *rest)
            assert split.inputs.dtype == torch.float32
        targets = {
            "regression": ((count, 1), torch.float32),
            "counts": ((count, 1), torch.float32),
            "binary": ((count,), torch.int64),
            "multiclass": ((count,), torch.int64),
            "multilabel": ((count, shape.outputs), torch.float32),
            "soft_labels": ((count, shape.outputs), torch.float32),
            "ranking": ((count,), torch.float32),
            "similarity": ((count,), torch.float32),
            "triplets": ((count, 0), torch.float32),
        }
        assert (split.targets.shape, split.targets.dtype) == targets[shape.task]
    assert all(bool(torch.isfinite(tensor).all()) for tensor in tensors(data))


def test_every_dataset_that_was_promised_is_there_and_no_other() -> None:
    assert set(DATASETS) == ISSUED


@ENTRIES
def test_the_texts_are_there_in_both_languages(entry: Dataset) -> None:
    data = make_dataset(entry.id, {})
    abouts = [entry.about, *(parameter.about for parameter in entry.params)]
    names: list[Text] = [entry.name, *(data.class_names or ())]
    for text in (*abouts, *names):
        assert text.en.strip()
        assert text.zh.strip()
    assert all(text.en != text.zh for text in abouts)


@ENTRIES
def test_every_parameter_has_a_range_with_its_default_inside_and_holds_for_a_whole_run(
    entry: Dataset,
) -> None:
    assert {"validation", "seed"} <= {parameter.name for parameter in entry.params}
    for parameter in entry.params:
        assert not parameter.steerable
        if parameter.kind == "choice":
            assert parameter.default in parameter.choices
        else:
            assert parameter.low is not None
            assert parameter.high is not None
            assert parameter.low <= parameter.default <= parameter.high


@ENTRIES
def test_the_tensors_are_as_the_shape_foretells(entry: Dataset) -> None:
    data = make_dataset(entry.id, {})
    assert data.shape == shape_of(entry.id, {})
    assert (data.shape.task, data.shape.kind) == (entry.task, entry.kind)
    check_form(data)


@settings(max_examples=150)
@given(data=st.data())
def test_every_value_within_its_range_gives_a_sound_dataset(data: st.DataObject) -> None:
    entry = data.draw(st.sampled_from(list(DATASETS.values())))
    params = {parameter.name: data.draw(values(parameter), parameter.name) for parameter in entry.params}
    made = _made.__wrapped__(entry.id, tuple(params.items()))
    assert made.shape == shape_of(entry.id, params)
    check_form(made)


@ENTRIES
def test_a_value_out_of_range_is_refused_with_its_name(entry: Dataset) -> None:
    for parameter in entry.params:
        assert parameter.low is not None or parameter.choices
        wrong: list[Any] = ["many", None, [], True, float("nan")]
        if parameter.low is not None and parameter.high is not None:
            wrong += [parameter.low - 1, parameter.high + 1]
        for value in wrong:
            with pytest.raises(ValueError, match=f"expected {parameter.name} to be .*; got "):
                shape_of(entry.id, {parameter.name: value})


def test_too_few_and_too_many_samples_are_refused() -> None:
    for count in (7, 5001):
        with pytest.raises(ValueError, match=f"whole number from 8 to 5000; got {count}"):
            make_dataset("line", {"samples": count})


def test_an_unknown_dataset_or_parameter_is_refused() -> None:
    with pytest.raises(ValueError, match=r"expected a dataset, one of line, .*; got 'mnist'"):
        make_dataset("mnist", {})
    with pytest.raises(ValueError, match="the dataset iris has no parameter 'noise'"):
        shape_of("iris", {"noise": 1.0})


@NUMBERS
def test_the_training_inputs_have_mean_0_and_deviation_1(entry: Dataset) -> None:
    data = make_dataset(entry.id, {})
    inputs = data.train.inputs.double()
    columns = inputs.reshape(-1, 1 if entry.kind == "image" else inputs.shape[-1]).numpy()
    assert columns.mean(axis=0) == pytest.approx(0, abs=1e-5)
    assert columns.std(axis=0) == pytest.approx(1, abs=1e-5)


def test_only_the_targets_of_diabetes_are_standardised() -> None:
    targets = make_dataset("diabetes", {}).train.targets.double().numpy()
    assert targets.mean() == pytest.approx(0, abs=1e-5)
    assert targets.std() == pytest.approx(1, abs=1e-5)
    counts = make_dataset("counts", {}).train.targets
    assert torch.equal(counts, counts.round())


def test_the_same_parameters_give_the_same_samples_and_another_seed_others() -> None:
    for id in DATASETS:
        first = make_dataset(id, {"seed": 3})
        _made.cache_clear()
        again = make_dataset(id, {"seed": 3})
        assert first is not again
        assert all(torch.equal(a, b) for a, b in zip(tensors(first), tensors(again), strict=True))
        other = make_dataset(id, {"seed": 4})
        assert not torch.equal(first.train.inputs, other.train.inputs)


def test_making_a_dataset_leaves_the_generator_of_weights_alone() -> None:
    torch.manual_seed(0)
    before = torch.get_rng_state()
    for id in DATASETS:
        make_dataset(id, {"seed": 11})
    assert torch.equal(torch.get_rng_state(), before)


@ENTRIES
def test_every_class_is_in_both_splits(entry: Dataset) -> None:
    data = make_dataset(entry.id, {})
    for split in (data.train, data.validation):
        if entry.task in ("binary", "multiclass", "soft_labels"):
            classes = data.shape.outputs if entry.task != "binary" else 2
            labels = split.targets.argmax(dim=1) if entry.task == "soft_labels" else split.targets
            assert set(labels.tolist()) == set(range(classes))
            assert data.class_names is not None
            assert len(data.class_names) == classes
        elif entry.task == "multilabel":
            assert all(0 < share < 1 for share in split.targets.mean(dim=0))
        elif entry.task in ("ranking", "similarity"):
            assert set(split.targets.tolist()) == {-1.0, 1.0}


@MADE
def test_no_sample_is_in_both_splits(entry: Dataset) -> None:
    data = make_dataset(entry.id, {})
    rows = torch.cat([data.train.inputs, data.validation.inputs]).flatten(1)
    assert len(rows) == next(each.default for each in entry.params if each.name == "samples")
    assert len(set(map(tuple, rows.tolist()))) == len(rows)


@pytest.mark.parametrize("share", [0.05, 0.2, 0.5])
def test_validation_gets_the_share_asked_for(share: float) -> None:
    shape = shape_of("iris", {"validation": share})
    assert shape.validation == pytest.approx(150 * share, abs=0.5)
    assert shape.train + shape.validation == 150


@ENTRIES
def test_the_answer_of_the_api_is_strict_json_of_the_same_samples(entry: Dataset) -> None:
    answer = json.loads(json.dumps(describe(entry.id, {}), allow_nan=False))
    assert set(answer) == {
        *("task", "kind", "features", "classes", "metric", "domain", "train", "validation", "projection"),
    }
    data = make_dataset(entry.id, {})
    splits: list[tuple[str, Split]] = [("train", data.train), ("validation", data.validation)]
    for name, split in splits:
        assert torch.tensor(answer[name]["targets"]).reshape(split.targets.shape).equal(split.targets)
        if entry.kind != "image":
            assert torch.equal(torch.tensor(answer[name]["inputs"]), split.inputs)
    assert len(answer["features"]) == (
        data.shape.features if entry.kind == "vector" else len(data.feature_names)
    )
    flat = entry.kind == "vector" and data.shape.features <= 2
    assert (answer["domain"] is not None) == flat
    assert (answer["projection"] is None) == (flat or entry.kind == "bag")


@ENTRIES
def test_the_plot_has_room_for_every_sample(entry: Dataset) -> None:
    data = make_dataset(entry.id, {})
    bounds = domain(data)
    if bounds is None:
        return
    points = torch.cat([data.train.inputs, data.validation.inputs]).reshape(-1, data.shape.features)
    for column, (low, high) in zip(points.T, zip(bounds[::2], bounds[1::2], strict=True), strict=True):
        assert low < float(column.min())
        assert float(column.max()) < high


@ENTRIES
def test_what_is_suggested_fits(entry: Dataset) -> None:
    suggested = entry.suggested
    assert set(suggested) == {"model", "loss", "batch_size", "steps"}
    assert suggested["model"]["id"] in fitting_models(entry)
    assert misfit(suggested["model"]["id"], shape_of(entry.id, {})) is None
    assert suggested["loss"]["id"] in fitting_losses(entry)
    assert suggested["steps"] >= 100


def test_only_image_models_see_images_and_only_bag_models_see_bags() -> None:
    assert fitting_models(DATASETS["digits"]) == ["logistic", "mlp", "lenet5"]
    assert fitting_models(DATASETS["rare_features"]) == ["sparse_bag"]
    assert fitting_models(DATASETS["triplets"]) == ["two_weight", "embedding"]
    assert fitting_models(DATASETS["iris"]) == ["two_weight", "logistic", "mlp"]


def test_no_dataset_needs_scikit_learn_to_run() -> None:
    code = (
        "import sys; from app.catalog.datasets import DATASETS, describe\n"
        "for id in DATASETS: describe(id, {})\n"
        "assert not [name for name in sys.modules if name.startswith(('sklearn', 'scipy'))]"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_the_functions_that_draw_samples_are_named_as_the_datasets_are() -> None:
    for id, recipe in RECIPES.items():
        if recipe.entry.group == "made":
            assert recipe.make.__name__ == id
