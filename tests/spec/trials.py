"""Sweeps and tunings as they are asked for, and those that must be refused."""

from __future__ import annotations

from typing import Any

from app.settings import settings

OBJECTIVE = {"kind": "function", "id": "rosenbrock"}
MODEL = {
    "kind": "model",
    "model": {"id": "mlp"},
    "dataset": {"id": "moons"},
    "loss": {"id": "BCEWithLogitsLoss"},
}
SGD = {"optimizer": "SGD"}
ADAM = {"optimizer": "Adam"}
LIMITS = settings()


def sweep(**changes: Any) -> dict[str, Any]:
    return {"objective": OBJECTIVE, "run": SGD, "params": {"lr": [0.001, 0.01]}, "steps": 100, **changes}


def tune(**changes: Any) -> dict[str, Any]:
    return {"objective": OBJECTIVE, "runs": [SGD, ADAM], "steps": 100, **changes}


def searched(name: str, low: float, high: float, **changes: Any) -> dict[str, Any]:
    return tune(params=[name], ranges={name: [low, high]}, **changes)


REFUSED: list[tuple[str, dict[str, Any], str, str, str]] = [
    (
        "sweep",
        sweep(params={}),
        "out_of_range",
        "params",
        "expected one or two hyperparameters with their values, got 0",
    ),
    (
        "sweep",
        sweep(params={"lr": [1], "momentum": [0], "dampening": [0]}),
        "out_of_range",
        "params",
        "one or two hyperparameters with their values, got 3",
    ),
    ("sweep", sweep(params={"lr": []}), "out_of_range", "params.lr", "expected at least 1 value, got 0"),
    (
        "sweep",
        sweep(params={"lr": 0.1}),
        "wrong_type",
        "params.lr",
        "expected lr to be a list of numbers, got 0.1",
    ),
    (
        "sweep",
        sweep(params={"lr": ["a"]}),
        "wrong_type",
        "params.lr[0]",
        "expected lr[0] to be a number, got 'a'",
    ),
    (
        "sweep",
        sweep(params=[1]),
        "wrong_type",
        "params",
        "expected params to be a JSON object of names and values, got [1]",
    ),
    (
        "sweep",
        sweep(params={"betas": [0.9]}),
        "unknown_param",
        "params.betas",
        "SGD has no parameter 'betas'; it has lr, momentum",
    ),
    (
        "sweep",
        sweep(run=ADAM, params={"betas": [0.9]}),
        "not_a_number",
        "params.betas",
        "expected a single number such as lr or betas[0] to vary, got 'betas' of Adam",
    ),
    (
        "sweep",
        sweep(run=ADAM, params={"betas[2]": [0.9]}),
        "not_a_number",
        "params.betas[2]",
        "single number",
    ),
    ("sweep", sweep(params={"nesterov": [1]}), "not_a_number", "params.nesterov", "single number"),
    (
        "sweep",
        sweep(params={"lr": [0.1, -1]}),
        "out_of_range",
        "params.lr[1]",
        "SGD: Invalid learning rate: -1.0",
    ),
    (
        "sweep",
        sweep(run=ADAM, params={"lr": [0.1], "betas[0]": [0.5, 1.0]}),
        "out_of_range",
        "params.betas[0][1]",
        "Adam: Invalid beta parameter at index 0: 1.0",
    ),
    (
        "sweep",
        sweep(run={"optimizer": "LBFGS"}, params={"max_iter": [2, 2.5]}),
        "wrong_type",
        "params.max_iter[1]",
        "expected max_iter to be whole numbers, got 2.5",
    ),
    (
        "sweep",
        sweep(
            run={"optimizer": "ASGD", "params": {"alpha": 2.0}},
            params={"lr": [0.1, 1e90], "lambd": [1e-4, 1e60]},
        ),
        "out_of_range",
        "params",
        "(lr 1e+90, lambd 1e+60)",
    ),
    (
        "sweep",
        sweep(
            run={"optimizer": "SGD", "params": {"momentum": 0.9, "nesterov": True}},
            params={"momentum": [0.9, 0.0]},
        ),
        "out_of_range",
        "params.momentum[1]",
        "Nesterov momentum requires a momentum",
    ),
    (
        "sweep",
        sweep(params={"lr": [0.1] * (LIMITS.max_sweep_cells + 1)}),
        "limit",
        "params",
        f"at most {LIMITS.max_sweep_cells} choices of hyperparameters in one sweep, got",
    ),
    ("sweep", sweep(params={"lr": [0.1] * 40, "momentum": [0.5] * 40}), "limit", "params", "got 1600"),
    (
        "sweep",
        sweep(objective=MODEL, seeds=LIMITS.max_seeds + 1),
        "limit",
        "seeds",
        f"expected at most {LIMITS.max_seeds} seeds",
    ),
    ("sweep", sweep(seeds=0), "out_of_range", "seeds", "expected seeds to be at least 1, got 0"),
    (
        "sweep",
        sweep(seeds=2),
        "models_only",
        "seeds",
        "without noise a run on a function is the same for every seed: expected 1, got 2",
    ),
    ("sweep", sweep(steps=LIMITS.max_steps + 1), "limit", "steps", "steps"),
    ("sweep", sweep(run={"optimizer": "Muon"}), "unavailable", "run.optimizer", "Muon is not available"),
    ("sweep", sweep(extra=1), "unknown_field", "extra", "no such field"),
    ("sweep", sweep(objective={**OBJECTIVE, "id": "nope"}), "unknown_function", "objective.id", "nope"),
    ("tune", tune(runs=[]), "out_of_range", "runs", "expected at least 1 run, got 0"),
    (
        "tune",
        tune(runs=[SGD] * (LIMITS.max_runs + 1)),
        "limit",
        "runs",
        f"expected at most {LIMITS.max_runs} runs",
    ),
    ("tune", tune(trials=0), "out_of_range", "trials", "expected trials to be at least 1, got 0"),
    (
        "tune",
        tune(trials=LIMITS.max_trials + 1),
        "limit",
        "trials",
        f"at most {LIMITS.max_trials} trials of one optimizer",
    ),
    ("tune", tune(steps=LIMITS.max_steps + 1), "limit", "steps", "steps"),
    (
        "tune",
        tune(method="bayes"),
        "wrong_type",
        "method",
        "expected method to be grid, random or tpe, got 'bayes'",
    ),
    (
        "tune",
        tune(goal="distance"),
        "wrong_type",
        "goal",
        "expected goal to be final_loss or best_validation_loss, got 'distance'",
    ),
    (
        "tune",
        tune(goal="best_validation_loss"),
        "models_only",
        "goal",
        "a function has no validation samples: expected goal to be final_loss",
    ),
    ("tune", tune(params=[]), "out_of_range", "params", "expected at least 1 param, got 0"),
    (
        "tune",
        tune(params="lr"),
        "wrong_type",
        "params",
        "expected params to be a list of names of hyperparameters, got 'lr'",
    ),
    (
        "tune",
        tune(params=["lr", "lr"]),
        "out_of_range",
        "params[1]",
        "expected each hyperparameter once, got 'lr' twice",
    ),
    (
        "tune",
        tune(params=["lr", "speed"]),
        "unknown_param",
        "params[1]",
        "expected a hyperparameter of SGD, Adam, got 'speed', which none of them has",
    ),
    (
        "tune",
        tune(params=["momentum"]),
        "unknown_param",
        "runs[1].optimizer",
        "Adam has nothing to tune: expected one of lr, betas",
    ),
    ("tune", tune(params=["lr", "maximize"]), "not_a_number", "params[1]", "single number"),
    (
        "tune",
        tune(params=["lr", "momentum", "dampening", "weight_decay", "eps"]),
        "limit",
        "params",
        f"at most {LIMITS.max_tuned} hyperparameters tuned together, got 5",
    ),
    (
        "tune",
        tune(ranges={"eps": [1e-9, 1]}),
        "unknown_param",
        "ranges.eps",
        "expected ranges of what is tuned, lr; got 'eps'",
    ),
    (
        "tune",
        tune(ranges={"lr": [1]}),
        "missing",
        "ranges.lr[1]",
        "expected lr to be two numbers [low, high], got [1]",
    ),
    (
        "tune",
        tune(ranges={"lr": [1, 2, 3]}),
        "out_of_range",
        "ranges.lr",
        "expected lr to be two numbers [low, high], got [1, 2, 3]",
    ),
    (
        "tune",
        tune(ranges={"lr": 1}),
        "wrong_type",
        "ranges.lr",
        "expected lr to be two numbers [low, high], got 1",
    ),
    (
        "tune",
        tune(ranges={"lr": [1, 0.1]}),
        "out_of_range",
        "ranges.lr",
        "expected [low, high] with low below high, got [1.0, 0.1]",
    ),
    ("tune", tune(ranges={"lr": [0.1, 0.1]}), "out_of_range", "ranges.lr", "low below high"),
    (
        "tune",
        tune(ranges={"lr": [0, 0.1]}),
        "out_of_range",
        "ranges.lr",
        "expected a range above 0, over which values are spread logarithmically, got [0.0, 0.1]",
    ),
    ("tune", searched("weight_decay", 0, 0.1), "out_of_range", "ranges.weight_decay", "range above 0"),
    (
        "tune",
        searched("momentum", 0.5, 1.0, runs=[SGD]),
        "out_of_range",
        "ranges.momentum",
        "expected a range below 1, spread logarithmically in 1 - value, got [0.5, 1.0]",
    ),
    (
        "tune",
        searched("momentum", -0.5, 0.9, runs=[SGD]),
        "out_of_range",
        "ranges.momentum",
        "SGD: Invalid momentum value: -0.5 (momentum -0.5)",
    ),
    (
        "tune",
        searched("max_iter", 1.5, 4, runs=[{"optimizer": "LBFGS"}]),
        "wrong_type",
        "ranges.max_iter",
        "expected max_iter to be whole numbers, got 1.5",
    ),
    (
        "tune",
        tune(runs=[{"optimizer": "SGD", "params": {"momentum": 0.9, "nesterov": True}}], params=["momentum"]),
        "out_of_range",
        "params[0]",
        "Nesterov momentum requires a momentum",
    ),
    ("tune", tune(runs=[SGD, {"optimizer": "Adma"}]), "unknown_optimizer", "runs[1].optimizer", "Adma"),
    ("tune", tune(seed=2**53), "out_of_range", "seed", "expected seed to be below"),
]
