"""What did the user ask? One form for each kind of request; once read, every default is filled in."""

from __future__ import annotations

from typing import Annotated, Any, Literal, TypeAlias

from pydantic import Field, Strict

from app.spec.models import (
    Comparison,
    Count,
    DatasetSpec,
    Domain,
    Form,
    LossSpec,
    Name,
    Number,
    Objective,
    Point,
    RunSpec,
)

Seed: TypeAlias = Annotated[Count, Field(ge=0, lt=2**53)]
PlaneKind: TypeAlias = Literal[
    "weights", "interpolation", "random", "pca", "joint_pca", "three_points", "hessian", "optimizer"
]


class PlaneSpec(Form):
    """Where in a model's parameter space to look.

    With the objective, `runs`, `steps` and `seed` are a comparison. A plane through a point goes through run
    `run` after `step` steps, None for its end. `draw` seeds random directions; `weights` name two single
    weights; `ends` are the runs whose ends a plane contains.
    """

    kind: PlaneKind
    runs: Annotated[tuple[RunSpec, ...], Field(min_length=1)]
    steps: Annotated[Count, Field(ge=1)]
    seed: Seed = 0
    run: Annotated[Count, Field(ge=0)] = 0
    step: Annotated[Count, Field(ge=0)] | None = None
    draw: Seed = 0
    normalization: Literal["filter", "layer", "none"] = "filter"
    weights: tuple[Name, ...] = ()
    ends: tuple[Annotated[Count, Field(ge=0)], ...] = ()


class LandscapeRequest(Form):
    """The loss on a grid over the domain, `resolution` points along each side.

    A model's over a `plane`: its loss or its metric, on the training or on the validation samples. What is
    worth a look in it is known once its runs are: a domain that was not asked for stays as it is.
    """

    unsaid = frozenset({"plane", "domain", "split", "value"})

    objective: Objective
    plane: PlaneSpec | None = None
    domain: Domain = (0.0, 0.0, 0.0, 0.0)
    resolution: Annotated[Count, Field(ge=2)] = 100
    split: Literal["train", "validation"] = "train"
    value: Literal["loss", "metric"] = "loss"


class FormulaRequest(Form):
    """A typed formula, to be shown as mathematics."""

    expression: Annotated[str, Strict()]


LONGEST_QR_TEXT = 2000


class QrRequest(Form):
    """A text to be shown as a QR code."""

    text: Annotated[str, Strict(), Field(json_schema_extra={"minLength": 1, "maxLength": LONGEST_QR_TEXT})]


class FanRequest(Form):
    """One run of a comparison over many values of one hyperparameter, such as `lr` or `betas[0]`."""

    comparison: Comparison
    run: Annotated[Count, Field(ge=0)] = 0
    param: Name = "lr"
    values: Annotated[tuple[Number, ...], Field(min_length=1)]


class BasinsRequest(Form):
    """For each start on a grid over the domain: which minimum the run reaches, and when."""

    objective: Objective
    run: RunSpec
    steps: Annotated[Count, Field(ge=1)]
    resolution: Annotated[Count, Field(ge=2)]
    domain: Domain = (0.0, 0.0, 0.0, 0.0)
    seed: Seed = 0


class DatasetRequest(Form):
    """The samples of a dataset."""

    dataset: DatasetSpec


class LossRequest(Form):
    """A loss taken apart, on a few rows of a model's output and their targets; `sample` is one of them."""

    loss: LossSpec
    output: list[Any]
    target: list[Any]
    sample: Annotated[Count, Field(ge=0)] | None = None


class CheckpointRequest(Form):
    """The weights of one run of a comparison: the best by validation loss, or the last."""

    comparison: Comparison
    run: Annotated[Count, Field(ge=0)] = 0
    which: Literal["best", "last"] = "best"


class CurvatureRequest(Form):
    """The curvature along every run of a comparison, looked at after `points` of its steps."""

    comparison: Comparison
    points: Annotated[Count, Field(ge=2)] = 48


class SpectrumRequest(Form):
    """The eigenvalues of a model's Hessian as a density: in one run after `step` steps, None for its end."""

    comparison: Comparison
    run: Annotated[Count, Field(ge=0)] = 0
    step: Annotated[Count, Field(ge=0)] | None = None
    probes: Annotated[Count, Field(ge=1)] = 8


class InspectRequest(Form):
    """A run taken apart: `steps` of its steps, from the one that leaves position `step`.

    A model's as one `weight` sees it, such as `hidden1.weight[0,1]`: its first one unless said otherwise.
    """

    unsaid = frozenset({"steps", "weight"})

    comparison: Comparison
    run: Annotated[Count, Field(ge=0)] = 0
    step: Annotated[Count, Field(ge=0)]
    steps: Annotated[Count, Field(ge=1)] = 1
    weight: Name = ""


class ExportRequest(Form):
    """A comparison as a file; over HTTP the address names the `format`."""

    unsaid = frozenset({"format"})

    comparison: Comparison
    format: Name = "json"


class BackwardRequest(Form):
    """The chain rule of one loss at a point, its start when left out; a model's on its first batch."""

    unsaid = frozenset({"seed"})

    objective: Objective
    at: Point | None = None
    seed: Seed = 0


class SweepRequest(Form):
    """One run over the values of one or two hyperparameters; a model over several seeds, from `seed` on."""

    unsaid = frozenset({"seeds"})

    objective: Objective
    run: RunSpec
    params: dict[Name, Annotated[tuple[Number, ...], Field(min_length=1)]]
    steps: Annotated[Count, Field(ge=1)]
    seed: Seed = 0
    seeds: Annotated[Count, Field(ge=1)] = 1


class TuneRequest(Form):
    """The same number of trials for each run, to find its hyperparameters `params` with the lowest `goal`.

    `ranges` replace those of the catalog.
    """

    objective: Objective
    runs: Annotated[tuple[RunSpec, ...], Field(min_length=1)]
    steps: Annotated[Count, Field(ge=1)]
    seed: Seed = 0
    trials: Annotated[Count, Field(ge=1)] = 20
    method: Literal["grid", "random", "tpe"] = "tpe"
    params: Annotated[tuple[Name, ...], Field(min_length=1)] = ("lr",)
    goal: Literal["final_loss", "best_validation_loss"] = "final_loss"
    ranges: dict[Name, tuple[Number, Number]] = Field(default_factory=dict)


Request: TypeAlias = (
    Comparison
    | LandscapeRequest
    | FanRequest
    | BasinsRequest
    | CurvatureRequest
    | SpectrumRequest
    | DatasetRequest
    | CheckpointRequest
    | SweepRequest
    | TuneRequest
    | InspectRequest
    | ExportRequest
    | BackwardRequest
)


def looks_into_models(request: Request) -> bool:
    """Whether the request is about the weights of models that a comparison trains."""
    match request:
        case LandscapeRequest(plane=PlaneSpec()) | SpectrumRequest():
            return True
        case CurvatureRequest():
            return request.comparison.objective.kind == "model"
        case _:
            return False


def checkpoints_of(request: Request) -> dict[str, str]:
    """The ids of the checkpoints that a request cannot do without, each with the field that names it."""
    starts = {f"{path}.start_from.checkpoint": run.start_from for path, run in _runs_of(request).items()}
    return {start.checkpoint: field for field, start in starts.items() if start is not None}


def _runs_of(request: Request) -> dict[str, RunSpec]:
    """The runs that a request lets learn, by their paths in it."""
    match request:
        case Comparison(runs=runs):
            return _numbered("runs", runs)
        case CurvatureRequest() | ExportRequest():
            return _numbered("comparison.runs", request.comparison.runs)
        case CheckpointRequest() | SpectrumRequest() | InspectRequest():
            return {f"comparison.runs[{request.run}]": request.comparison.runs[request.run]}
        case LandscapeRequest(plane=PlaneSpec(runs=runs)):
            return _numbered("plane.runs", runs)
        case SweepRequest():
            return {"run": request.run}
        case TuneRequest():
            return _numbered("runs", request.runs)
        case _:
            return {}


def _numbered(path: str, runs: tuple[RunSpec, ...]) -> dict[str, RunSpec]:
    return {f"{path}[{number}]": run for number, run in enumerate(runs)}
