"""A comparison on a function as a script: it needs torch alone, and gives the product's numbers."""

from __future__ import annotations

import ast
import math
from pathlib import Path

import pytest

from app.catalog import FUNCTIONS, OPTIMIZERS, SCHEDULES
from app.catalog.scenes import FUNCTION_SCENES, SCENES
from app.export import write_script
from app.spec import Comparison, read_request
from tests.engine.runs import Document, comparison, every_run, finish, formula, function, run
from tests.engine.test_descent import SCHEDULED
from tests.export.scripts import Ran, assert_printed, assert_ruff_agrees, assert_same_path, run_scripts

MOST_LINES = 60

LABELS = (
    '"""\nimport os; print("out") #',
    "'); print('out') #",
    "\\",
    "{label} {0!r} %s",
    "\u202eright to left\x1b[31m",
    "学习率",
    "Adam",
    "Adam",
    "Adam (2)",
)


def scheduled() -> list[Document]:
    """A run for every schedule, and one for each that moves the momentum too."""
    plain = [
        run("SGD", {"lr": 0.002}, schedule={"id": id, "params": params}) for id, params in SCHEDULED.items()
    ]
    nested = {
        "schedulers": [
            {"id": "ChainedScheduler", "params": SCHEDULED["ChainedScheduler"]},
            {"id": "CosineAnnealingLR", "params": SCHEDULED["CosineAnnealingLR"]},
        ],
        "milestones": [9],
    }
    one_cycle = {"id": "OneCycleLR", "params": {"max_lr": 0.05}}
    cyclic = {"id": "CyclicLR", "params": {**SCHEDULED["CyclicLR"], "cycle_momentum": True}}
    return [
        *plain,
        run("Adam", {"lr": 0.05}, schedule=one_cycle),
        run("SGD", {"lr": 0.001, "momentum": 0.9}, schedule=cyclic),
        run("Adam", {"lr": 0.05}, schedule={"id": "SequentialLR", "params": nested}),
        run("Adam", {"lr": 0.05}),
    ]


def steered() -> list[Document]:
    """Runs whose hyperparameters change on the way, some of them together with a schedule."""
    return [
        run("Adam", {"lr": 0.05}, changes=[{"step": 9, "params": {"lr": 0.2, "betas": [0.5, 0.9]}}]),
        run(
            "SGD",
            {"lr": 0.001},
            changes=[{"step": 0, "params": {"momentum": 0.9}}, {"step": 7, "params": {"weight_decay": 0.1}}],
            schedule={"id": "ExponentialLR", "params": {"gamma": 0.95}},
        ),
        run("LBFGS", {"lr": 0.1, "max_iter": 3}, changes=[{"step": 5, "params": {"max_iter": 6}}]),
        run("SGD", {"lr": 0.001}, changes=[{"step": 40, "params": {"lr": 0.2}}]),
    ]


def in_twelves(runs: list[Document]) -> list[list[Document]]:
    return [runs[first : first + 12] for first in range(0, len(runs), 12)]


def comparisons() -> dict[str, Comparison]:
    """What is written, run and compared, by name."""
    rosenbrock, plateau = function("rosenbrock"), {"id": "ReduceLROnPlateau", "params": {"patience": 1}}
    wide = formula("cosh(x)*sigmoid(3*y) + sinh(x*y/2)**2 + max(0, 1 - y) + x**6", [1.2, -0.7])
    found = {
        "steered": comparison(rosenbrock, steered(), 40),
        "steered_rotated": comparison(function("rotated_bowl"), steered(), 40),
        "wide": comparison(wide, every_run()[:12], 40),
        "diverging": comparison(
            rosenbrock, [run("SGD", {"lr": 0.001}), run("SGD", {"lr": 10.0}), run("LBFGS", {"lr": 1e200})], 40
        ),
        "raising": comparison(
            formula("log(x) + y**2", [1.0, 1.0]),
            [run("LBFGS", {"line_search_fn": "strong_wolfe", "max_iter": 4}), run("Adam", {"lr": 0.1})],
            30,
        ),
        "kept_gradients": comparison(
            rosenbrock,
            [
                run("SGD", {"lr": 1e-4}, zero_grad=False),
                run("Adam", {"lr": 0.1}),
                run("LBFGS", {"lr": 0.01, "max_iter": 3}, zero_grad=False),
            ],
            30,
        ),
        "endless": comparison(formula("log(x)", [1.0, 0.0]), [run("SGD", {"lr": 2.0})], 5),
        "noisy": comparison(
            function("himmelblau", noise=3.0),
            [
                run("SGD", {"lr": 0.01}),
                run("Adam", {"lr": 0.1}),
                run("LBFGS", {"lr": 0.05, "max_iter": 3}),
                run("SGD", {"lr": 0.01}, schedule=plateau),
            ],
            37,
            seed=5,
        ),
    }
    for number, runs in enumerate(in_twelves(every_run())):
        found[f"optimizers_{number}"] = comparison(rosenbrock, runs, 60)
    for number, runs in enumerate(in_twelves(scheduled())):
        found[f"schedules_{number}"] = comparison(function("ackley"), runs, 30)
    for id in FUNCTIONS:
        found[f"function_{id}"] = comparison(function(id), [run("Adam", {"lr": 0.1})], 20)
    for scene in FUNCTION_SCENES:
        found[f"scene_{scene.id}"] = read_request("compare", scene.comparison)
    return found


COMPARISONS = comparisons()


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Ran]:
    scripts = {name: write_script(request) for name, request in COMPARISONS.items()}
    return run_scripts(tmp_path_factory.mktemp("scripts"), scripts)


@pytest.mark.parametrize("name", COMPARISONS)
def test_a_script_gives_the_products_own_paths(name: str, ran: dict[str, Ran]) -> None:
    columns, _ = finish(COMPARISONS[name])
    for path, found in zip(ran[name].paths.values(), columns, strict=True):
        assert_same_path(path, found)
    if name != "raising":
        assert_printed(ran[name], list(ran[name].paths), columns)


def test_every_optimizer_and_every_schedule_is_among_what_is_compared() -> None:
    runs = [run for request in COMPARISONS.values() for run in request.runs]
    assert {run.optimizer for run in runs} == {id for id, each in OPTIMIZERS.items() if each.available}
    schedules = {run.schedule.id for run in runs if run.schedule is not None}
    assert schedules == {id for id, each in SCHEDULES.items() if each.available}


def test_a_run_that_torch_breaks_off_says_so_and_lets_the_others_go_on(ran: dict[str, Ran]) -> None:
    _, outcomes = finish(COMPARISONS["raising"])
    assert [outcome.status for outcome in outcomes] == ["diverged", "completed"]
    broken, *_ = ran["raising"].printed.splitlines()
    assert broken.startswith("step ")
    assert "IndexError" in broken
    assert [len(path) for path in ran["raising"].paths.values()] == [outcomes[0].diverged_at, 31]


def test_a_loss_that_is_not_a_number_does_not_end_a_path(ran: dict[str, Ran]) -> None:
    (path,) = ran["endless"].paths.values()
    assert [math.isnan(loss) for loss in path[:, 2]] == [False, True] * 3


def test_the_first_scenes_script_is_short() -> None:
    source = write_script(read_request("compare", SCENES[0].comparison))
    assert len(source.splitlines()) < MOST_LINES


def test_scripts_pass_the_projects_linter(tmp_path: Path) -> None:
    assert_ruff_agrees(tmp_path, {name: write_script(request) for name, request in COMPARISONS.items()})


def test_labels_cannot_leave_their_place(tmp_path: Path) -> None:
    runs = [run("SGD", {"lr": 0.1}, label=label) for label in LABELS]
    request = comparison(function("sphere"), runs, 2)
    source = write_script(request)
    named = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Import | ast.ImportFrom)]
    assert len(named) == 1
    ran = run_scripts(tmp_path, {"hostile": source})["hostile"]
    shown = list(ran.paths)
    assert shown[:4] == [LABELS[0].replace("\n", " "), *LABELS[1:4]]
    assert shown[4:] == [" right to left [31m", "学习率", "Adam", "Adam (2)", "Adam (2) (2)"]
    assert_printed(ran, shown, finish(request)[0])
