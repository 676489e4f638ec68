"""What did the user ask? Requests read strictly and checked against the catalog, every default filled in."""

from __future__ import annotations

from typing import Literal, TypeVar, overload

from pydantic import ValidationError

from app.catalog.formula import Formula
from app.spec.checkpoints import read_checkpoint
from app.spec.checks import (
    check_basins,
    check_changes,
    check_checkpoint,
    check_comparison,
    check_fan,
    check_formula,
    check_landscape,
    check_samples,
    domain_of,
    minima_of,
)
from app.spec.model_checks import check_rows, network_names, unknown_checkpoint
from app.spec.models import (
    BasinsRequest,
    Change,
    CheckpointRequest,
    Comparison,
    DatasetRequest,
    DatasetSpec,
    EvaluationSpec,
    FanRequest,
    Form,
    FormulaObjective,
    FormulaRequest,
    FunctionObjective,
    LandscapeRequest,
    LossRequest,
    LossSpec,
    ModelObjective,
    ModelSpec,
    Objective,
    ParameterGroup,
    Penalty,
    PlaneObjective,
    Request,
    RunSpec,
    ScheduleSpec,
    StartFrom,
    checkpoints_of,
    plane_of,
    run_key,
    wire,
    with_change,
)
from app.spec.params import with_element
from app.spec.reading import read_json
from app.spec.run_checks import check_change
from app.spec.wording import refusal

__all__ = [
    "BasinsRequest",
    "Change",
    "CheckpointRequest",
    "Comparison",
    "DatasetRequest",
    "DatasetSpec",
    "EvaluationSpec",
    "FanRequest",
    "FormulaObjective",
    "FormulaRequest",
    "FunctionObjective",
    "LandscapeRequest",
    "LossRequest",
    "LossSpec",
    "ModelObjective",
    "ModelSpec",
    "Objective",
    "ParameterGroup",
    "Penalty",
    "PlaneObjective",
    "Request",
    "RunSpec",
    "ScheduleSpec",
    "StartFrom",
    "check_change",
    "check_changes",
    "checkpoints_of",
    "domain_of",
    "minima_of",
    "network_names",
    "plane_of",
    "read_checkpoint",
    "read_json",
    "read_loss",
    "read_request",
    "read_typed_formula",
    "run_key",
    "unknown_checkpoint",
    "wire",
    "with_change",
    "with_element",
]

Kind = Literal["compare", "landscape", "fan", "basins", "dataset", "checkpoint"]
Shape = TypeVar("Shape", bound=Form)


@overload
def read_request(kind: Literal["compare"], document: object) -> Comparison: ...
@overload
def read_request(kind: Literal["landscape"], document: object) -> LandscapeRequest: ...
@overload
def read_request(kind: Literal["fan"], document: object) -> FanRequest: ...
@overload
def read_request(kind: Literal["basins"], document: object) -> BasinsRequest: ...
@overload
def read_request(kind: Literal["dataset"], document: object) -> DatasetRequest: ...
@overload
def read_request(kind: Literal["checkpoint"], document: object) -> CheckpointRequest: ...
@overload
def read_request(kind: Kind, document: object) -> Request: ...


def read_request(kind: Kind, document: object) -> Request:
    """The request of that kind in a JSON document, complete and runnable; otherwise a `Refusal`."""
    match kind:
        case "compare":
            return check_comparison(_shaped(Comparison, document))
        case "landscape":
            return check_landscape(_shaped(LandscapeRequest, document))
        case "fan":
            return check_fan(_shaped(FanRequest, document))
        case "basins":
            return check_basins(_shaped(BasinsRequest, document))
        case "dataset":
            return check_samples(_shaped(DatasetRequest, document))
        case "checkpoint":
            return check_checkpoint(_shaped(CheckpointRequest, document))


def read_typed_formula(document: object) -> Formula:
    """The formula in `{"expression": ...}`; otherwise a `Refusal`."""
    return check_formula(_shaped(FormulaRequest, document).expression)


def read_loss(document: object) -> LossRequest:
    """The loss and the rows in `{"loss", "output", "target"}`; otherwise a `Refusal`."""
    return check_rows(_shaped(LossRequest, document))


def _shaped(form: type[Shape], document: object) -> Shape:
    try:
        return form.model_validate(document)
    except ValidationError as error:
        raise refusal(error.errors(include_url=False)[0]) from None
