"""What the API is like: a request of each kind and its answer, for people to try."""

from __future__ import annotations

from typing import Any

OBJECTIVE = {"kind": "function", "id": "rosenbrock", "start": [-1.5, 2.0], "noise": 0.0}
FORMULA = {"kind": "formula", "expression": "x**2 + 10*y**2", "domain": [-3, 3, -3, 3], "start": [2, 2]}
MODEL = {
    "kind": "model",
    "model": {"id": "mlp", "params": {"hidden": [16, 16]}},
    "dataset": {"id": "moons", "params": {"noise": 0.2}},
    "loss": {"id": "BCEWithLogitsLoss"},
    "batch_size": 32,
}
RUN = {"optimizer": "Adam", "params": {"lr": 0.05}}
SCHEDULED = {
    "optimizer": "SGD",
    "params": {"lr": 0.001, "momentum": 0.9},
    "schedule": {"id": "StepLR", "params": {"step_size": 50}},
    "label": "Momentum, halved",
    "changes": [{"step": 120, "params": {"lr": 0.0005}}],
}
COMPARISON = {"objective": OBJECTIVE, "runs": [RUN, SCHEDULED], "steps": 300, "seed": 0}
TRAJECTORY = {
    "label": "Adam",
    "optimizer": "Adam",
    "status": "completed",
    "diverged_at": None,
    "converged_at": 1,
    "x": [2.0, 1.0],
    "y": [2.0, 1.0],
    "loss": [44.0, 11.0],
    "grad_norm": [40.2, 20.1],
    "lr": [0.05, 0.05],
    "distance": [2.83, 1.41],
    "summary": {
        "final_loss": 11.0,
        "best_loss": 11.0,
        "best_step": 1,
        "distance": 1.41,
        "gradient_evaluations": 1,
        "seconds": 0.0001,
        "badge": "descending",
    },
}

REQUEST_EXAMPLES: dict[str, dict[str, Any]] = {
    "qr": {"an address": {"text": "http://127.0.0.1:8000/#v=1&f=rosenbrock"}},
    "formula": {"a stretched bowl": {"expression": "x**2 + 10*y**2"}},
    "compare": {
        "two runs on a function of the catalog": COMPARISON,
        "one run on a typed formula": {"objective": FORMULA, "runs": [RUN], "steps": 100},
        "a classifier that learns": {"objective": MODEL, "runs": [RUN], "steps": 200},
        "two losses side by side": {
            "objective": MODEL,
            "runs": [RUN, {**RUN, "loss": {"id": "SoftMarginLoss"}, "label": "Soft margin"}],
            "steps": 200,
        },
        "fine-tuning: one layer frozen, another with a rate of its own": {
            "objective": {**MODEL, "penalty": {"l2": 0.001}, "evaluation": {"every": 20}},
            "runs": [
                {**RUN, "frozen": ["hidden1"], "groups": [{"parameters": ["output"], "params": {"lr": 0.1}}]}
            ],
            "steps": 200,
        },
    },
    "landscape": {
        "the function's own domain": {"objective": OBJECTIVE, "resolution": 100},
        "a model of two weights": {"objective": {**MODEL, "model": {"id": "two_weight"}}, "resolution": 50},
        "a network, over the principal components of two runs": {
            "objective": MODEL,
            "plane": {"kind": "joint_pca", "runs": [RUN, {"optimizer": "SGD"}], "steps": 100},
            "resolution": 25,
        },
        "its accuracy on validation samples, over a random plane through step 50": {
            "objective": MODEL,
            "plane": {"kind": "random", "runs": [RUN], "steps": 100, "step": 50, "draw": 1},
            "domain": [-0.5, 0.5, -0.5, 0.5],
            "resolution": 25,
            "split": "validation",
            "value": "metric",
        },
        "along two single weights": {
            "objective": MODEL,
            "plane": {
                "kind": "weights",
                "runs": [RUN],
                "steps": 100,
                "weights": ["hidden1.weight[0,1]", "output.bias[0]"],
            },
            "resolution": 25,
        },
    },
    "fan": {
        "learning rates": {"comparison": COMPARISON, "run": 0, "param": "lr", "values": [0.001, 0.01, 0.1]},
        "an element of a tuple": {
            "comparison": COMPARISON,
            "run": 0,
            "param": "betas[0]",
            "values": [0.5, 0.9, 0.99],
        },
    },
    "basins": {
        "where Adam ends": {
            "objective": {"kind": "function", "id": "himmelblau"},
            "run": RUN,
            "steps": 200,
            "resolution": 64,
        }
    },
    "curvature": {
        "a function, at every step": {"comparison": COMPARISON},
        "a classifier, at 12 of its steps": {
            "comparison": {"objective": MODEL, "runs": [RUN], "steps": 100},
            "points": 12,
        },
    },
    "spectrum": {
        "at the end of a training": {
            "comparison": {"objective": MODEL, "runs": [RUN], "steps": 100},
            "run": 0,
        }
    },
    "inspect": {
        "the tenth step of Adam": {"comparison": COMPARISON, "run": 0, "step": 9},
        "the first steps of L-BFGS": {
            "comparison": {"objective": OBJECTIVE, "runs": [{"optimizer": "LBFGS"}], "steps": 10},
            "step": 0,
            "steps": 3,
        },
    },
    "backward": {
        "at the start of a function": {"objective": OBJECTIVE},
        "a formula at a point": {"objective": FORMULA, "at": [1, -1]},
        "a model of two weights on its first batch": {
            "objective": {
                **MODEL,
                "model": {"id": "two_weight", "params": {"start": [-1, 2]}},
                "batch_size": 1,
            }
        },
    },
    "sweep": {
        "learning rates and momenta": {
            "objective": OBJECTIVE,
            "run": {"optimizer": "SGD"},
            "params": {"lr": [0.0001, 0.001, 0.01], "momentum": [0.0, 0.9]},
            "steps": 200,
        },
        "a model over five seeds": {
            "objective": MODEL,
            "run": {"optimizer": "Adam"},
            "params": {"lr": [0.001, 0.01, 0.1]},
            "steps": 50,
            "seeds": 5,
        },
    },
    "tune": {
        "twenty trials each": {
            "objective": OBJECTIVE,
            "runs": [{"optimizer": "SGD", "params": {"momentum": 0.9}}, {"optimizer": "Adam"}],
            "steps": 300,
        },
        "by validation loss, drawn at random": {
            "objective": MODEL,
            "runs": [{"optimizer": "SGD"}, {"optimizer": "Adam"}],
            "steps": 100,
            "trials": 5,
            "method": "random",
            "params": ["lr", "momentum"],
            "goal": "best_validation_loss",
            "ranges": {"lr": [0.001, 1.0]},
        },
    },
    "export": {"the comparison alone": {"comparison": COMPARISON}},
    "dataset": {"two moons": {"dataset": {"id": "moons", "params": {"samples": 200}}}},
    "loss": {
        "logits of three classes": {
            "loss": {"id": "CrossEntropyLoss"},
            "output": [[2.0, 1.0, 0.1]],
            "target": [0],
        }
    },
    "checkpoint": {
        "the best weights": {
            "comparison": {"objective": MODEL, "runs": [RUN], "steps": 100},
            "run": 0,
            "which": "best",
        }
    },
}

ANSWER_EXAMPLES: dict[str, Any] = {
    "formula": {
        "expression": "x**2 + 10*y**2",
        "mathml": "<math>...</math>",
        "python": "x**2.0 + 10.0 * y**2.0",
    },
    "catalog": {"version": 1, "torch": "2.13.0", "functions": [], "optimizers": [], "limits": {"runs": 12}},
    "compare": {"spec": COMPARISON, "torch": "2.13.0", "runs": [TRAJECTORY]},
    "landscape": {"x": [-2, 2], "y": [-1, 3], "z": [[2509, 2501], [109, 101]]},
    "fan": {"values": [0.001, 0.01, 0.1], "runs": [TRAJECTORY]},
    "basins": {
        "x": [0, 1],
        "y": [0, 1],
        "minima": [[3, 2, 0]],
        "basin": [[0, 0], [-1, -2]],
        "steps": [[9, 8], [None, None]],
    },
    "curvature": {
        "runs": [
            {
                "run": 0,
                "available": True,
                "reason": None,
                "step": [0, 100],
                "sharpness": [1.2, 18.4],
                "normalised": [0.8, 6.1],
                "preconditioned": [None, 310.5],
                "threshold": [None, 760.0],
            }
        ]
    },
    "spectrum": {
        "run": 0,
        "step": 100,
        "eigenvalue": [-0.1, 0.0, 18.4],
        "density": [0.2, 9.1, 0.01],
        "exact": True,
        "eigenvalues": [-0.05, 0.0, 18.4],
        "trace": 21.3,
        "trace_error": 0.0,
        "largest": 18.4,
        "smallest": -0.05,
        "negative": 0.33,
        "parameters": 337,
    },
    "inspect": {
        "run": 0,
        "optimizer": "SGD",
        "rules": [
            {
                "lines": [
                    {
                        "name": "update",
                        "part": "update",
                        "about": {"en": "The step: so far, against the direction.", "zh": "..."},
                        "state": None,
                        "expression": "-lr * g",
                        "formula": "<math>...</math>",
                        "template": "<math>...</math>",
                    }
                ],
                "terms": [{"part": "gradient", "expression": "-lr * (g)", "template": "<math>...</math>"}],
                "states": {},
                "symbols": {"lr": "<math>...</math>"},
                "direction": None,
                "square": None,
                "rate": None,
            }
        ],
        "entries": [
            {
                "rule": 0,
                "step": 9,
                "iteration": 0,
                "position": [-1.5, 2.0],
                "gradient": [-155.0, -50.0],
                "state": {},
                "values": {"lr": 0.001, "t": 10, "g": [-155.0, -50.0], "update": [0.155, 0.05]},
                "terms": [[0.155, 0.05]],
                "update": [0.155, 0.05],
                "next_position": [-1.345, 2.05],
            }
        ],
        "differs_from": None,
    },
    "backward": {
        "at": [3.0, 0.0],
        "nodes": [
            {
                "id": 0,
                "name": "x",
                "operation": "x",
                "value": 3.0,
                "gradient": 6.0,
                "shape": [],
                "shown": "all",
                "depth": 0,
            },
            {
                "id": 2,
                "name": "f",
                "operation": "x²",
                "value": 9.0,
                "gradient": 1.0,
                "shape": [],
                "shown": "all",
                "depth": 1,
            },
        ],
        "edges": [{"from": 0, "to": 2, "gradient": 6.0}],
        "value": 9.0,
        "gradient": [6.0, 0.0],
    },
    "sweep": {
        "final_loss": [[11.2, 4.1], [4.3, 0.2], [None, None]],
        "best_loss": [[11.2, 4.1], [4.3, 0.1], [106.5, 106.5]],
        "status": [["completed", "completed"], ["completed", "completed"], ["diverged", "diverged"]],
    },
    "tune": {
        "trials": [
            {"run": 0, "number": 0, "params": {"lr": 0.0016}, "value": 0.0011, "status": "completed"},
            {"run": 1, "number": 0, "params": {"lr": 0.94}, "value": 0.0014, "status": "completed"},
        ],
        "best": [
            {"run": 0, "number": 0, "params": {"lr": 0.0016}, "value": 0.0011},
            {"run": 1, "number": 0, "params": {"lr": 0.94}, "value": 0.0014},
        ],
    },
    "dataset": {
        "task": "binary",
        "kind": "vector",
        "features": ["x1", "x2"],
        "classes": [{"en": "Upper moon", "zh": "上月"}, {"en": "Lower moon", "zh": "下月"}],
        "metric": "accuracy",
        "domain": [-2.2, 2.2, -2.1, 2.1],
        "train": {"inputs": [[0.3, 1.2], [1.1, -0.9]], "targets": [0, 1]},
        "validation": {"inputs": [[-0.5, 0.8]], "targets": [0]},
        "projection": None,
    },
    "loss": {
        "value": 0.417,
        "each": [0.417],
        "terms": [{"name": "softmax", "values": [[0.659, 0.242, 0.099]]}],
        "gradient": [[-0.341, 0.242, 0.099]],
        "expects": {"en": "Logits (N, C), and a class number (N,)", "zh": "logits (N, C) 和类别编号 (N,)"},
    },
    "checkpoints": {
        "id": "5b0c3f0e9a4d4c6f8e2b1a7d3c9f6e5d4b3a291807f6e5d4c3b2a19087f6e5d4",
        "layers": [{"name": "output.weight", "shape": [1, 16], "dtype": "F32"}],
    },
}
