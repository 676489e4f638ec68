"""The description of the API: bodies are read by hand, so their forms and examples are told by hand too."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic.json_schema import models_json_schema

from app import __version__
from app.spec import (
    BackwardRequest,
    BasinsRequest,
    CheckpointRequest,
    Comparison,
    CurvatureRequest,
    DatasetRequest,
    ExportRequest,
    FanRequest,
    FormulaRequest,
    InspectRequest,
    LandscapeRequest,
    LossRequest,
    QrRequest,
    SpectrumRequest,
    SweepRequest,
    TuneRequest,
)
from app.web.examples import ANSWER_EXAMPLES, REQUEST_EXAMPLES
from app.web.refused import REFUSALS

FORMS = {
    "compare": Comparison,
    "landscape": LandscapeRequest,
    "fan": FanRequest,
    "basins": BasinsRequest,
    "curvature": CurvatureRequest,
    "spectrum": SpectrumRequest,
    "inspect": InspectRequest,
    "backward": BackwardRequest,
    "sweep": SweepRequest,
    "tune": TuneRequest,
    "formula": FormulaRequest,
    "dataset": DatasetRequest,
    "loss": LossRequest,
    "export": ExportRequest,
    "checkpoint": CheckpointRequest,
    "qr": QrRequest,
}
REFUSED_BODIES = ("400", "403", "408", "413", "422", "429", "503")
REFERENCE = "#/components/schemas/{model}"
FILE = {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}
TYPES: dict[type, str] = {
    dict: "object",
    list: "array",
    str: "string",
}  # a number may be null where it is not finite
Described = dict[int | str, dict[str, Any]]

DESCRIPTION = """
Real `torch.optim` optimizers on loss landscapes, and on small models with the losses of `torch.nn`. Numbers
in answers have full float64 precision; what is not finite is `null`. Unknown fields, duplicate keys and
literal `NaN` are refused.

A refusal is `{"error": {"code", "message", "field", "zh"}}`: `message` is a sentence, `zh` the same in
Chinese, `field` a path into the request.

An objective is a function of the catalog, a typed formula, or a model with its dataset and its loss. A run on
a model can have a `loss` of its own, `start_from` a checkpoint, keep layers `frozen`, and give `groups` of
parameters other hyperparameters. Its trajectory has `evaluation` in place of `x`, `y`, and the ids of its
`checkpoints`, safetensors files that the server keeps for a while.

### Planes through a model's weights

A landscape of a model is drawn over a `plane`, which is laid through the `runs` of a comparison (the
objective's, with `steps` and `seed`), trained as that comparison trains them. By `kind`:

| kind | the plane |
|---|---|
| `weights` | through run `run` at `step` (its end when left out), along two single `weights`, exactly |
| `random` | through the same point, two Gaussian directions of `draw`, in the given `normalization` |
| `hessian` | through the same point, the eigenvectors of the largest and the smallest eigenvalue |
| `optimizer` | through the same point, the gradient and the update that the run makes there |
| `pca` | the principal components of run `run` |
| `joint_pca` | those of all runs that have not diverged, each with the same weight |
| `three_points` | through the `ends` of three runs, or of two and their common start |
| `interpolation` | no plane: the line from each run's start (0) to its end (1), from -0.5 to 1.5 |

Each run is projected onto the plane: `residual` is its distance from it, `relative` that as a share of its
distance from the centre, `explained` the share of its movement that the plane shows. `loss` along it is true,
`plane_loss` is what the drawing shows there.

### Lines of stability

After t steps, with the hyperparameters of the next one: `threshold` is where an eigenvalue of H, or of
P^-1 H, makes the next steps overshoot further and further, were the loss the quadratic it resembles there.

| optimizer | `threshold` | for the largest eigenvalue of |
|---|---|---|
| SGD | (2 + 2 momentum) / (lr (1 - dampening)) - weight_decay | H: `sharpness` |
| SGD, Nesterov | (2 + 2 momentum) / (lr (1 + 2 momentum)) - weight_decay | H: `sharpness` |
| Adam | (2 + 2 beta1) / (lr (1 - beta1)) | P^-1 H, P = (1 - beta1^t) (sqrt(v / (1 - beta2^t)) + eps) |
| AdamW | the same - weight_decay (1 + beta1) / (1 - beta1) | the same |
| RMSprop | (2 + 2 momentum) / lr | P^-1 H, P = sqrt(v) + eps |
| Adagrad | 2 (1 + t lr_decay) / lr | P^-1 H, P = sqrt(sum) + eps |

P is what the last step divided by: there is none at the start. Where weight decay is added to the gradient,
it is added to the diagonal of H in P^-1 H too. For other optimizers no line is known.

### A step taken apart

Step k leads from position k to position k + 1. Each of `entries` has its `gradient`, torch's `state` before
and after, `values` by name, and follows one of `rules`: `lines` in the order in which torch computes them,
`terms` that add up to the `update`. A `formula` is in symbols. A `template` is the same with an empty
`<mrow data-name="m">` in the place of each number: fill in `values`, `theta_before` (`position`) or
`gradient`, of the coordinate that is looked at or of `data-at`, and the line comes out. What torch keeps in
its state is named in `states`, and has torch's own number.

For SGD with momentum, neither Nesterov's nor dampened, each entry has the `textbook`'s form of it, v = lr g
plus a v and theta = theta - v, on a path of its own from the same start: its `gradient` g and its velocity
`before` the step, its `velocity` and its `position` after it. `differs_from` is the first step after which
the two forms are apart by more than rounding, which is where lr changes; null where they have not been so
far.

### A loss followed

With a `sample`, the number of one of the rows, `/api/loss` adds its `chain` from output to loss: `lines` in
the order in which a hand computes them, each with its `formula` in symbols, what it is `about`, and `rows`,
one for each class, label or output. Fill the numbers of `values` into a row's `template`, and the value of
its `name` comes out. The sample's own loss (`own`) and the reduced one (`reduced`) are torch's own numbers;
classes are counted from 0, as torch counts them.

### The stream: WebSocket `/api/stream`

Each message is one JSON object with `type` and an `id` of the client's choice. To the server:

| type | further fields | effect |
|---|---|---|
| `compare` | `comparison` | works on it; the same id again replaces what is in progress under it |
| `fan` | `comparison`, `run`, `param`, `values` | one run over many values |
| `landscape`, `basins` | those of their requests over HTTP | the same, on the stream |
| `curvature`, `spectrum` | those of their requests over HTTP | the curvature as it is measured |
| `inspect` | those of its request over HTTP | a hundred steps at a time |
| `sweep`, `tune` | those of their requests over HTTP | what there is when it is cancelled stays true |
| `steer` | `run`, `params` | changes hyperparameters from the next step on |
| `pause`, `continue` | | lets the newest request under the id rest, or go on |
| `cancel` | | ends it |
| `resume` | `token`, `entries`, `evaluated` | goes on with a comparison of a lost connection |
| `extend` | `steps` | adds to the budget; refused where a schedule, such as OneCycleLR, cannot be longer |

A run that has no step before it, because it has ended or came as it was kept from an earlier request, is
steered at the end of the budget: `steered` says so, and the change acts when the comparison is extended.

An extended comparison begins anew, with a `started` of its own, once it has ended or where there is noise,
whose draws depend on the number of steps.

From the server, each with the `id` it answers:

| type | further fields |
|---|---|
| `started` | `spec`; of a comparison also `resume`, its token |
| `chunk` | `run`, `from`, `x`, `y`, `loss`, `grad_norm`, `lr`, `distance`, `evaluations`, `seconds` |
| `evaluation` | of a model: `run`, `step`, `metric`, and `train_` and `validation_` `loss` and `metric` |
| `snapshot` | of a model: `run`, `step`, validation `scores`, `outputs`, `parameters`, drawings |
| `fan_chunk` | `index`, `value`, `x`, `y`, `loss`, `status` |
| `landscape`, `basins` | as over HTTP; one with more points replaces the one before it |
| `plane` | of a model's landscape, before its grids: as over HTTP, but without the losses of runs |
| `path_loss` | `run`, `step`, `loss` at the run's own weights, `plane_loss` where it is drawn |
| `interpolation` | `run`, `alpha`, both splits' loss and metric, `path` with `step`, `alpha` and `residual` |
| `curvature` | `run`, and columns to be appended as over HTTP; or `available` false and a `reason` |
| `spectrum` | as over HTTP |
| `inspection` | `run`, `optimizer`, `rules`, `entries`, `differs_from`; rules are numbered anew in each |
| `sweep_cell` | `index`, `final_loss`, `best_loss`, `status`, `quartiles`: cells all over the grid first |
| `trial` | `run`, `number`, `params`, `value`, `status` |
| `tuned` | `runs`: the best trial of each, or null |
| `progress` | `done`, `total` |
| `steered` | `run`, `step` |
| `finished` | of a comparison `runs`: status, diverged_at, converged_at, summary, a model's checkpoints |
| `note` | `note` with `code`, `message`, `zh`: word of something that needs nothing done |
| `cancelled` | |
| `error` | `error` |

After a lost connection `resume` names the token, how many `entries` the client has of each run and the last
step `evaluated` of each, null where there is none. `started` says how the comparison stands, with all that
was changed on its way, and only what lies beyond follows; one that was paused comes back paused. Where the
server knows the token no longer the error is `unknown_comparison`, and the client asks with `compare` again.

The chunks of a run join without gap or overlap, and so do its evaluations; a model's have no `x`, `y`. A
snapshot replaces the one before it. Numbers are rounded to 6 significant digits.
"""


def body(kind: str) -> dict[str, Any]:
    """The description of a request's body, with its examples."""
    schema = {"$ref": REFERENCE.format(model=FORMS[kind].__name__)}
    examples = {name: {"value": value} for name, value in REQUEST_EXAMPLES[kind].items()}
    content = {"application/json": {"schema": schema, "examples": examples}}
    return {"requestBody": {"required": True, "content": content}}


def file_body() -> dict[str, Any]:
    """The description of a body that is a file."""
    return {"requestBody": {"required": True, "content": FILE}}


def answers(kind: str, refused: Iterable[str] | None = None) -> Described:
    """The descriptions of a route's answers, refusals included: those of a JSON body, or `refused`."""
    return {"200": {"description": "done", "content": _answer(kind)}, **_refusals(kind, refused)}


def files(kind: str, refused: Iterable[str] | None = None) -> Described:
    """The same for a route that answers with a file."""
    return {"200": {"description": "a safetensors file", "content": FILE}, **_refusals(kind, refused)}


def described_files(kind: str, types: Mapping[str, str], *further: str) -> Described:
    """The same for a route that answers with a file of one of several types; `further` are refusals."""
    schema = {"type": "string", "format": "binary"}
    content = {
        media.partition(";")[0]: {"schema": {**schema, "description": types[media]}} for media in types
    }
    return {
        "200": {"description": "a file", "content": content},
        **_refusals(kind, (*REFUSED_BODIES, *further)),
    }


def created(kind: str, refused: Iterable[str]) -> Described:
    """The same for a route that keeps what it is given."""
    return {"201": {"description": "kept", "content": _answer(kind)}, **_refusals(kind, refused)}


def _answer(kind: str) -> dict[str, Any]:
    """An answer as it is told: its fields, and which of them are always there."""
    example = ANSWER_EXAMPLES[kind]
    fields = {name: {"type": TYPES[type(value)]} for name, value in example.items() if type(value) in TYPES}
    schema = {"type": "object", "properties": fields, "required": _always(kind, example)}
    return {"application/json": {"schema": schema, "example": example}}


def _always(kind: str, example: Mapping[str, Any]) -> list[str]:
    # On the line from start to end there is no grid.
    return [] if kind == "landscape" else list(example)


def _refusals(kind: str, refused: Iterable[str] | None) -> Described:
    if refused is None:
        refused = REFUSED_BODIES if kind in FORMS else ()
    described: Described = {}
    for status in refused:
        description, refusal = REFUSALS[status]
        schema = {"$ref": REFERENCE.format(model="Refusal")}
        content = {"application/json": {"schema": schema, "example": refusal.body()}}
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
    fields = {"code": text, "message": text, "field": {"type": ["string", "null"]}, "zh": text}
    error = {"type": "object", "required": list(fields), "properties": fields}
    return {"type": "object", "required": ["error"], "properties": {"error": error}}
