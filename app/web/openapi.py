"""The description of the API: bodies are read by hand, so their forms and examples are told by hand too."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic.json_schema import models_json_schema

from app import __version__
from app.spec import BasinsRequest, Comparison, FanRequest, FormulaRequest, LandscapeRequest

FORMS = {
    "compare": Comparison,
    "landscape": LandscapeRequest,
    "fan": FanRequest,
    "basins": BasinsRequest,
    "formula": FormulaRequest,
}
REFERENCE = "#/components/schemas/{model}"

OBJECTIVE = {"kind": "function", "id": "rosenbrock", "start": [-1.5, 2.0], "noise": 0.0}
FORMULA = {"kind": "formula", "expression": "x**2 + 10*y**2", "domain": [-3, 3, -3, 3], "start": [2, 2]}
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
    "formula": {"a stretched bowl": {"expression": "x**2 + 10*y**2"}},
    "compare": {
        "two runs on a function of the catalog": COMPARISON,
        "one run on a typed formula": {"objective": FORMULA, "runs": [RUN], "steps": 100},
    },
    "landscape": {"the function's own domain": {"objective": OBJECTIVE, "resolution": 100}},
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
}

REFUSALS = {
    "400": ("not JSON", "not_json", "expected JSON, got expecting value at character 0", None),
    "413": ("too many bytes", "too_large", "expected a body of at most 65536 bytes, got more", None),
    "422": (
        "cannot be run",
        "unknown_optimizer",
        "there is no optimizer 'Adma'; did you mean Adam?",
        "runs[0].optimizer",
    ),
    "429": ("busy; see Retry-After", "busy", "the server is busy; try again in a second", None),
}

DESCRIPTION = """
Real `torch.optim` optimizers on loss landscapes. Numbers in answers have full float64 precision; what is not
finite is `null`. Unknown fields, duplicate keys and literal `NaN` are refused.

A refusal is `{"error": {"code", "message", "field"}}`: `message` is a sentence, `field` a path into the
request.

### The stream: WebSocket `/api/stream`

Each message is one JSON object with `type` and an `id` of the client's choice. To the server:

| type | further fields | effect |
|---|---|---|
| `compare` | `comparison` | works on it; the same id again replaces what is in progress under it |
| `fan` | `comparison`, `run`, `param`, `values` | one run over many values |
| `steer` | `run`, `params` | changes hyperparameters from the next step on |
| `pause`, `continue` | | lets the newest request under the id rest, or go on |
| `cancel` | | ends it |
| `extend` | `steps` | adds to the budget; refused where a schedule, such as OneCycleLR, cannot be longer |

A run that has no step before it, because it has ended or came as it was kept from an earlier request, is
steered at the end of the budget: `steered` says so, and the change acts when the comparison is extended.

An extended comparison begins anew, with a `started` of its own, once it has ended or where there is noise,
whose draws depend on the number of steps.

From the server, each with the `id` it answers:

| type | further fields |
|---|---|
| `started` | `spec` |
| `chunk` | `run`, `from`, `x`, `y`, `loss`, `grad_norm`, `lr`, `distance`, `evaluations`, `seconds` |
| `fan_chunk` | `index`, `value`, `x`, `y`, `loss`, `status` |
| `steered` | `run`, `step` |
| `finished` | `runs`: status, diverged_at, converged_at, summary of each |
| `cancelled` | |
| `error` | `error` |

The chunks of a run join without gap or overlap; their numbers are rounded to 6 significant digits.
"""


def body(kind: str) -> dict[str, Any]:
    """The description of a request's body, with its examples."""
    schema = {"$ref": REFERENCE.format(model=FORMS[kind].__name__)}
    examples = {name: {"value": value} for name, value in REQUEST_EXAMPLES[kind].items()}
    content = {"application/json": {"schema": schema, "examples": examples}}
    return {"requestBody": {"required": True, "content": content}}


def answers(kind: str) -> dict[int | str, dict[str, Any]]:
    """The descriptions of a route's answers, refusals included."""
    described: dict[int | str, dict[str, Any]] = {
        "200": {"description": "done", "content": {"application/json": {"example": ANSWER_EXAMPLES[kind]}}}
    }
    if kind in FORMS:
        for status, (description, code, message, field) in REFUSALS.items():
            error = {"error": {"code": code, "message": message, "field": field}}
            schema = {"$ref": REFERENCE.format(model="Refusal")}
            content = {"application/json": {"schema": schema, "example": error}}
            described[status] = {"description": description, "content": content}
    return described


def install(app: FastAPI) -> None:
    """Describe the whole API, the forms of the bodies included."""

    def describe() -> dict[str, Any]:
        if app.openapi_schema is None:
            document = get_openapi(
                title="Thalweg", version=__version__, description=DESCRIPTION, routes=app.routes
            )
            inputs = [(form, "validation") for form in FORMS.values()]
            _, definitions = models_json_schema(inputs, ref_template=REFERENCE)  # type: ignore[arg-type]
            schemas = document.setdefault("components", {}).setdefault("schemas", {})
            schemas.update(definitions["$defs"], Refusal=_refusal_schema())
            app.openapi_schema = document
        return app.openapi_schema

    app.openapi = describe  # type: ignore[method-assign]


def _refusal_schema() -> dict[str, Any]:
    text = {"type": "string"}
    fields = {"code": text, "message": text, "field": {"type": ["string", "null"]}}
    error = {"type": "object", "required": list(fields), "properties": fields}
    return {"type": "object", "required": ["error"], "properties": {"error": error}}
