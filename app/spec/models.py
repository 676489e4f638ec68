"""What is compared? The forms of objectives and runs; once read, every default in them is filled in."""

from __future__ import annotations

import json
from typing import Annotated, Any, ClassVar, Literal, TypeAlias

from pydantic import (
    AllowInfNan,
    BaseModel,
    ConfigDict,
    Discriminator,
    Field,
    GetJsonSchemaHandler,
    SerializerFunctionWrapHandler,
    Strict,
    model_serializer,
    model_validator,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from app.sentences import told

Number: TypeAlias = Annotated[float, Strict(), AllowInfNan(False)]
Count: TypeAlias = Annotated[int, Strict()]
Name: TypeAlias = Annotated[str, Strict(), Field(max_length=100)]
Point: TypeAlias = tuple[Number, Number]
Domain: TypeAlias = tuple[Number, Number, Number, Number]
Params: TypeAlias = dict[str, Any]


class Form(BaseModel):
    """A form that refuses unknown fields and reads an optional field's null as "left out".

    `unsaid` are fields that say nothing at their defaults, and are then not written.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)
    unsaid: ClassVar[frozenset[str]] = frozenset()

    @model_validator(mode="before")
    @classmethod
    def _null_is_left_out(cls, document: Any) -> Any:
        if not isinstance(document, dict):
            return document
        optional = {name for name, field in cls.model_fields.items() if not field.is_required()}
        return {name: value for name, value in document.items() if value is not None or name not in optional}

    @model_serializer(mode="wrap")
    def _say(self, write: SerializerFunctionWrapHandler) -> dict[str, Any]:
        fields = type(self).model_fields
        silent = {name for name in self.unsaid if getattr(self, name) == fields[name].default}
        return {name: value for name, value in write(self).items() if name not in silent}

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        """The form as it is described: what may be left out may be null."""
        reference = handler(schema)
        described = handler.resolve_ref_schema(reference)
        fields = described.get("properties", {})
        for name in fields.keys() - described.get("required", ()):
            fields[name] = _or_null(fields[name])
        return reference


def _or_null(field: JsonSchemaValue) -> JsonSchemaValue:
    null = {"type": "null"}
    if null in field.get("anyOf", ()):
        return field
    outside: JsonSchemaValue = {
        name: field[name] for name in ("title", "default", "description") if name in field
    }
    inside = {name: value for name, value in field.items() if name not in outside}
    return {"anyOf": [inside, null], **outside}


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


class Choice(Form):
    """An entry of the catalog with its parameters."""

    id: Name
    params: Params = Field(default_factory=dict)


class ModelSpec(Choice):
    """A small network, or one of two weights."""


class DatasetSpec(Choice):
    """Samples to learn from."""


class LossSpec(Choice):
    """A `torch.nn` loss with its keyword arguments, or `formula`: a typed loss."""


class Penalty(Form):
    """What is added to the data loss: l1 * sum |w| + l2 * sum w^2 over all trainable parameters."""

    l1: Annotated[Number, Field(ge=0)] = 0.0
    l2: Annotated[Number, Field(ge=0)] = 0.0


class EvaluationSpec(Form):
    """When the whole dataset is looked at: after so many steps, or after so many seconds."""

    unsaid = frozenset({"every", "seconds"})

    every: Annotated[Count, Field(ge=1)] | None = None
    seconds: Number | None = None


class ModelObjective(Form):
    """A model that learns a dataset under a loss; `batch_size` None is the full batch."""

    kind: Literal["model"]
    model: ModelSpec
    dataset: DatasetSpec
    loss: LossSpec
    batch_size: Annotated[Count, Field(ge=1)] | None = None
    penalty: Penalty = Penalty()
    evaluation: EvaluationSpec | None = None


PlaneObjective: TypeAlias = FunctionObjective | FormulaObjective
Objective: TypeAlias = Annotated[FunctionObjective | FormulaObjective | ModelObjective, Discriminator("kind")]


class ScheduleSpec(Form):
    """A `torch.optim.lr_scheduler` class with its keyword arguments."""

    id: Name
    params: Params = Field(default_factory=dict)


class Change(Form):
    """Hyperparameters set before the optimizer's step number `step`, counted from 0."""

    step: Annotated[Count, Field(ge=0)]
    params: Params


class StartFrom(Form):
    """The weights of a checkpoint, told by its id; with `replace_head` all but those of the last layer."""

    checkpoint: Name
    replace_head: Annotated[bool, Strict()] = False


class ParameterGroup(Form):
    """Parameters with hyperparameters of their own; a name ends at a dot: `conv1` holds `conv1.weight`."""

    parameters: Annotated[tuple[Name, ...], Field(min_length=1)]
    params: Params = Field(default_factory=dict)


class RunSpec(Form):
    """A `torch.optim` class with its keyword arguments, an optional schedule, and changes on the way.

    For a model also: a `loss` of its own, weights to `start_from`, `frozen` parameters, and `groups` beside
    the first, which holds the rest and has the run's own `params`; each step takes the mean gradient of
    `accumulate` batches. Without `zero_grad` the gradients of all steps add up.
    """

    unsaid = frozenset({"loss", "start_from", "frozen", "groups", "zero_grad", "accumulate"})

    optimizer: Name
    params: Params = Field(default_factory=dict)
    schedule: ScheduleSpec | None = None
    label: Annotated[str, Strict()] = ""
    changes: tuple[Change, ...] = ()
    loss: LossSpec | None = None
    start_from: StartFrom | None = None
    frozen: tuple[Name, ...] = ()
    groups: tuple[ParameterGroup, ...] = ()
    zero_grad: Annotated[bool, Strict()] = True
    accumulate: Annotated[Count, Field(ge=1)] = 1


class Comparison(Form):
    """Several runs on one objective with one budget of steps and one seed."""

    objective: Objective
    runs: Annotated[tuple[RunSpec, ...], Field(min_length=1)]
    steps: Annotated[Count, Field(ge=1)]
    seed: Annotated[Count, Field(ge=0, lt=2**53)] = 0


def wire(form: Form) -> dict[str, Any]:
    """The request as the server understood it, ready for JSON."""
    return form.model_dump()


def with_change(comparison: Comparison, run: int, change: Change) -> Comparison:
    """The comparison with one change more on the way of a run."""
    runs = list(comparison.runs)
    runs[run] = runs[run].model_copy(update={"changes": (*runs[run].changes, change)})
    return comparison.model_copy(update={"runs": tuple(runs)})


def run_key(comparison: Comparison, index: int) -> str:
    """What decides the trajectory of one run, whatever its label and its company, as canonical text."""
    run = comparison.runs[index]
    objective = comparison.objective.model_dump()
    if run.loss is not None:
        objective["loss"] = run.loss.model_dump()  # in place of the others'
    decisive = {
        "objective": objective,
        "run": run.model_dump(exclude={"label", "loss"}),
        "steps": comparison.steps,
        "seed": comparison.seed,
    }
    return json.dumps(decisive, sort_keys=True, separators=(",", ":"))


def plane_of(objective: Objective) -> PlaneObjective:
    """The objective of a request that only functions and formulas have, once it was checked."""
    if isinstance(objective, ModelObjective):
        raise TypeError(told("expected a function or a formula, got a model"))
    return objective
