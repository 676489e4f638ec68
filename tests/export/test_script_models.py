"""A comparison of models as a script: data, network, loss and loop, with the product's losses bit for bit."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from app.catalog import DATASETS, LOSSES, MODELS, OPTIMIZERS
from app.catalog.fitting import fitting_losses, fitting_models
from app.catalog.scenes import MODEL_SCENES, SCENES
from app.errors import Refusal
from app.export import write_script
from app.spec import Comparison, ModelObjective, read_request
from tests.engine.runs import SETTINGS, Document, run
from tests.engine.training.trainings import comparison, finish, objective
from tests.export.scripts import Ran, assert_printed, assert_ruff_agrees, assert_same_path, run_scripts

STEPS = 9
TOLD: dict[str, Document] = {"KLDivLoss": {"log_target": True}, "PoissonNLLLoss": {"log_input": False}}
SMALL = {"hidden": [5, 4], "activation": "tanh"}


def of_task(dataset: str) -> list[Document]:
    """A run under each loss that fits the dataset, the losses that torch has and a formula."""
    losses = fitting_losses(DATASETS[dataset])
    return [run("SGD", {"lr": 0.05}, label=loss, loss={"id": loss}) for loss in losses][:12]


def every_loss() -> dict[str, Comparison]:
    """For each dataset all losses that fit it, on the first of its models that can take them."""
    found = {}
    for id, dataset in DATASETS.items():
        if dataset.group == "real":
            continue
        for model in fitting_models(dataset):
            on = objective(model, id, fitting_losses(dataset)[0], batch_size=16)
            found[f"losses_{id}_{model}"] = comparison(on, of_task(id), STEPS, seed=3)
    return found


def each_loss_alone() -> dict[str, Comparison]:
    """For each task and each loss that fits it, a comparison with this loss and no other."""
    tasks = {dataset.task: id for id, dataset in DATASETS.items()}
    return {
        f"own_{id}_{loss}": comparison(
            objective(fitting_models(DATASETS[id])[-1], id, loss, loss_params=TOLD.get(loss, {})),
            [run("SGD", {"lr": 0.05})],
            STEPS,
        )
        for id in tasks.values()
        for loss in fitting_losses(DATASETS[id])
    }


def suggested() -> dict[str, Comparison]:
    """Every dataset with the pairing that the catalog suggests for it."""
    found = {}
    for id, dataset in DATASETS.items():
        hint: dict[str, Any] = dataset.suggested
        on = {
            "kind": "model",
            "model": hint["model"],
            "dataset": {"id": id},
            "loss": hint["loss"],
            "batch_size": hint["batch_size"],
        }
        found[f"dataset_{id}"] = comparison(on, [run("SGD", {"lr": 0.05})], STEPS, seed=1)
    return found


def special() -> dict[str, Comparison]:
    """One comparison for each thing that a loop may have to do."""
    regular = {**SMALL, "dropout": 0.3, "batch_norm": True}
    moons = objective("mlp", "moons", "BCEWithLogitsLoss", model_params=SMALL, batch_size=32)
    groups = [
        {"parameters": ["hidden1"], "params": {"lr": 0.5}},
        {"parameters": ["output.bias"], "params": {"momentum": 0.5, "weight_decay": 0.1}},
    ]
    changes = [{"step": 4, "params": {"lr": 0.02, "momentum": 0.7}}]
    decay = {"id": "ExponentialLR", "params": {"gamma": 0.9}}
    plateau = {"id": "ReduceLROnPlateau", "params": {"patience": 0, "factor": 0.5}}
    parts = [
        run("SGD", {"lr": 0.1}, groups=groups, changes=changes),
        run("SGD", {"lr": 0.1}, frozen=["hidden1.weight", "output"], schedule=decay),
        run(
            "Adam",
            {"lr": 0.1},
            frozen=["hidden2"],
            groups=[{"parameters": ["output"], "params": {"lr": 0.3}}],
        ),
        run("SGD", {"lr": 0.1}, schedule=plateau, changes=changes),
        run(
            "SGD",
            {"lr": 0.1},
            groups=[{"parameters": ["hidden1", "hidden2", "output"], "params": {"lr": 1.0}}],
        ),
    ]
    several = [run(id, params) for id, (params, *_) in SETTINGS.items()]
    both = {"l1": 0.01, "l2": 0.02}
    weighted = {"weight": [0.3, 2.0], "label_smoothing": 0.1, "reduction": "sum"}
    typed = "sigmoid(prediction - target)**2 + 0.5*abs(prediction) + max(prediction, 0.1)/3"
    lines = {"id": "formula", "params": {"expression": typed}}
    sparse = [run("SGD", {"lr": 0.5}), run("SparseAdam", {"lr": 0.05}), run("Adagrad", {"lr": 0.5})]
    plain = {**SMALL, "bias": False}
    return {
        "regular": comparison(
            objective("mlp", "moons", "BCEWithLogitsLoss", model_params=regular, batch_size=30, penalty=both),
            [run("Adam", {"lr": 0.05}), run("LBFGS", {"lr": 0.1, "max_iter": 3})],
            20,
            seed=7,
        ),
        "parts": comparison(moons, parts, 12),
        "gathered": comparison(
            {**moons, "penalty": both},
            [
                run("SGD", {"lr": 0.1}, accumulate=3),
                run("SGD", {"lr": 0.1}, schedule=plateau, accumulate=2),
                run("Adam", {"lr": 0.01}, zero_grad=False),
                run("LBFGS", {"lr": 0.1, "max_iter": 3}, accumulate=2),
                run("SGD", {"lr": 0.1}),
            ],
            12,
        ),
        "gathered_whole": comparison(
            {**moons, "batch_size": None}, [run("SGD", {"lr": 0.1}, accumulate=3), run("Adam", {})], 6
        ),
        "optimizers_1": comparison(moons, several[:7], 12, seed=2),
        "optimizers_2": comparison(moons, several[7:], 12, seed=2),
        "whole": comparison({**moons, "batch_size": None, "penalty": {"l1": 0.01}}, parts[3:4], 12),
        "matrices": comparison(
            objective("mlp", "moons", "BCEWithLogitsLoss", model_params=plain, penalty={"l2": 0.1}),
            [run("Muon", {"lr": 0.02}), run("Adam", {"lr": 0.02})],
            STEPS,
        ),
        "sparse": comparison(
            objective("sparse_bag", "rare_features", "BCEWithLogitsLoss", batch_size=16), sparse, 9
        ),
        "weighted": comparison(
            objective(
                "mlp", "moons", "CrossEntropyLoss", model_params=SMALL, loss_params=weighted, batch_size=8
            ),
            [
                run("SGD", {"lr": 0.01}),
                run("SGD", {"lr": 0.1}, loss=lines),
                run("SGD", {"lr": 0.1}, loss={"id": "BCELoss"}),
            ],
            STEPS,
        ),
        "diverging": comparison(
            objective("linear", "line", "MSELoss", batch_size=16),
            [run("SGD", {"lr": 1e4}), run("SGD", {"lr": 0.1}), run("SGD", {"lr": 1e39})],
            30,
        ),
        "pictures": comparison(
            objective("lenet5", "digits", "CrossEntropyLoss", batch_size=32),
            [run("Adam", {"lr": 0.01}, frozen=["conv1"]), run("SGD", {"lr": 0.1})],
            4,
        ),
        "stream": comparison(
            objective("two_weight", "drifting_target", "MSELoss"), [run("Adam", {"lr": 0.1})], STEPS
        ),
    }


def scenes() -> dict[str, Comparison]:
    """The scenes in which models learn, with few of their steps."""
    return {
        f"scene_{scene.id}": read_request("compare", {**scene.comparison, "steps": 12})
        for scene in MODEL_SCENES
    }


COMPARISONS = {**every_loss(), **each_loss_alone(), **suggested(), **special(), **scenes()}


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Ran]:
    scripts = {name: write_script(request) for name, request in COMPARISONS.items()}
    return run_scripts(tmp_path_factory.mktemp("scripts"), scripts)


@pytest.mark.parametrize("name", COMPARISONS)
def test_a_script_gives_the_products_own_losses(name: str, ran: dict[str, Ran]) -> None:
    columns = finish(COMPARISONS[name]).columns
    for path, found in zip(ran[name].paths.values(), columns, strict=True):
        assert_same_path(path, found)
    if name != "diverging":
        assert_printed(ran[name], list(ran[name].paths), columns)


def test_everything_that_can_be_chosen_is_among_what_is_compared() -> None:
    runs = [run for request in COMPARISONS.values() for run in request.runs]
    objectives = [request.objective for request in COMPARISONS.values()]
    models = [each for each in objectives if isinstance(each, ModelObjective)]
    assert {each.model.id for each in models} == set(MODELS)
    assert {each.dataset.id for each in models} == set(DATASETS)
    assert {run.optimizer for run in runs} == set(OPTIMIZERS)
    used = {run.loss.id for run in runs if run.loss is not None} | {each.loss.id for each in models}
    assert used == set(LOSSES)


def test_a_run_whose_numbers_leave_float32_ends_there_and_says_so(ran: dict[str, Ran]) -> None:
    diverged, sound, broken = finish(COMPARISONS["diverging"]).outcomes
    lengths = [len(path) for path in ran["diverging"].paths.values()]
    assert lengths == [diverged.diverged_at, 31, broken.diverged_at]
    assert sound.status == "completed"
    first, *_ = ran["diverging"].printed.splitlines()
    assert first.startswith("step ")


@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.id)
def test_every_scene_can_be_written(scene: Any) -> None:
    source = write_script(read_request("compare", scene.comparison))
    imported = {
        line.split()[1].split(".")[0] for line in source.splitlines() if line.startswith(("import ", "from "))
    }
    assert imported <= {"torch", "math", "base64", "zlib", "collections"}


def test_scripts_pass_the_projects_linter(tmp_path: Path) -> None:
    assert_ruff_agrees(tmp_path, {name: write_script(request) for name, request in COMPARISONS.items()})


def test_a_run_that_starts_from_a_checkpoint_is_refused() -> None:
    on = objective("mlp", "moons", "BCEWithLogitsLoss", model_params=SMALL)
    runs = [run("SGD", {"lr": 0.1}), run("SGD", {"lr": 0.1}, start_from={"checkpoint": "a" * 64})]
    with pytest.raises(Refusal) as refused:
        write_script(comparison(on, runs, 5))
    assert refused.value.code == "not_exportable"
    assert refused.value.field == "runs[1].start_from"
