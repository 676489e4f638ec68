"""What did the user ask? The forms of a request; once read, every default in them is filled in."""

from __future__ import annotations

import json
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import AllowInfNan, BaseModel, ConfigDict, Discriminator, Field, Strict, model_validator

Number: TypeAlias = Annotated[float, Strict(), AllowInfNan(False)]
Count: TypeAlias = Annotated[int, Strict()]
Name: TypeAlias = Annotated[str, Strict(), Field(max_length=100)]
Point: TypeAlias = tuple[Number, Number]
Domain: TypeAlias = tuple[Number, Number, Number, Number]
Params: TypeAlias = dict[str, Any]


class Form(BaseModel):
    """A form that refuses unknown fields and reads an optional field's null as "left out"."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    @model_validator(mode="before")
    @classmethod
    def _null_is_left_out(cls, document: Any) -> Any:
        if not isinstance(document, dict):
            return document
        optional = {name for name, field in cls.model_fields.items() if not field.is_required()}
        return {name: value for name, value in document.items() if value is not None or name not in optional}


class FunctionObjective(Form):
    """A function of the catalog, from a start; `noise` is the sigma of a synthetic gradient noise."""

    kind: Literal["function"]
    id: Name
    start: Point = (0.0, 0.0)
    noise: Annotated[Number, Field(ge=0)] = 0.0


class FormulaObjective(Form):
    """A typed formula in x and y on [xmin, xmax, ymin, ymax]."""

    kind: Literal["formula"]
    expression: Annotated[str, Strict()]
    domain: Domain
    start: Point = (0.0, 0.0)
    noise: Annotated[Number, Field(ge=0)] = 0.0


Objective: TypeAlias = Annotated[FunctionObjective | FormulaObjective, Discriminator("kind")]


class ScheduleSpec(Form):
    """A `torch.optim.lr_scheduler` class with its keyword arguments."""

    id: Name
    params: Params = Field(default_factory=dict)


class Change(Form):
    """Hyperparameters set before the optimizer's step number `step`, counted from 0."""

    step: Annotated[Count, Field(ge=0)]
    params: Params


class RunSpec(Form):
    """A `torch.optim` class with its keyword arguments, an optional schedule, and changes on the way."""

    optimizer: Name
    params: Params = Field(default_factory=dict)
    schedule: ScheduleSpec | None = None
    label: Annotated[str, Strict()] = ""
    changes: tuple[Change, ...] = ()


class Comparison(Form):
    """Several runs on one objective with one budget of steps and one seed."""

    objective: Objective
    runs: Annotated[tuple[RunSpec, ...], Field(min_length=1)]
    steps: Annotated[Count, Field(ge=1)]
    seed: Annotated[Count, Field(ge=0, lt=2**53)] = 0


class LandscapeRequest(Form):
    """The loss on a grid over the domain, `resolution` points along each side."""

    objective: Objective
    domain: Domain = (0.0, 0.0, 0.0, 0.0)
    resolution: Annotated[Count, Field(ge=2)] = 100


class FormulaRequest(Form):
    """A typed formula, to be shown as mathematics."""

    expression: Annotated[str, Strict()]


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
    seed: Annotated[Count, Field(ge=0, lt=2**53)] = 0


Request: TypeAlias = Comparison | LandscapeRequest | FanRequest | BasinsRequest


def wire(form: Form) -> dict[str, Any]:
    """The request as the server understood it, ready for JSON."""
    return form.model_dump()


def run_key(comparison: Comparison, index: int) -> str:
    """What decides the trajectory of one run, whatever its label and its company, as canonical text."""
    decisive = {
        "objective": comparison.objective.model_dump(),
        "run": comparison.runs[index].model_dump(exclude={"label"}),
        "steps": comparison.steps,
        "seed": comparison.seed,
    }
    return json.dumps(decisive, sort_keys=True, separators=(",", ":"))
