"""What did the user ask? Requests read strictly and checked against the catalog, every default filled in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Generic, Literal, TypeVar, overload

from pydantic import ValidationError

from app.catalog.formula import Formula
from app.errors import Refusal
from app.spec.backward_checks import check_backward
from app.spec.checkpoints import read_checkpoint
from app.spec.checks import (
    check_basins,
    check_changes,
    check_checkpoint,
    check_comparison,
    check_export,
    check_fan,
    check_formula,
    check_landscape,
    check_samples,
    domain_of,
    minima_of,
)
from app.spec.curvature_checks import check_curvature, check_spectrum
from app.spec.inspect_checks import check_inspect
from app.spec.model_checks import check_rows, network_names, unknown_checkpoint
from app.spec.models import (
    Change,
    Comparison,
    DatasetSpec,
    EvaluationSpec,
    Form,
    FormulaObjective,
    FunctionObjective,
    LossSpec,
    ModelObjective,
    ModelSpec,
    Objective,
    ParameterGroup,
    Penalty,
    PlaneObjective,
    RunSpec,
    ScheduleSpec,
    StartFrom,
    plane_of,
    run_key,
    wire,
    with_change,
)
from app.spec.params import with_element, with_elements
from app.spec.plane_checks import weight_of
from app.spec.ranges import Span, span_of
from app.spec.reading import read_json
from app.spec.requests import (
    LONGEST_QR_TEXT,
    BackwardRequest,
    BasinsRequest,
    CheckpointRequest,
    CurvatureRequest,
    DatasetRequest,
    ExportRequest,
    FanRequest,
    FormulaRequest,
    InspectRequest,
    LandscapeRequest,
    LossRequest,
    PlaneSpec,
    QrRequest,
    Request,
    SpectrumRequest,
    SweepRequest,
    TuneRequest,
    checkpoints_of,
    looks_into_models,
)
from app.spec.run_checks import check_change
from app.spec.shorthand import read_objective, read_run
from app.spec.trial_checks import check_sweep, check_tune
from app.spec.wording import refusal

__all__ = [
    "KINDS",
    "BackwardRequest",
    "BasinsRequest",
    "Change",
    "CheckpointRequest",
    "Comparison",
    "CurvatureRequest",
    "DatasetRequest",
    "DatasetSpec",
    "EvaluationSpec",
    "ExportRequest",
    "FanRequest",
    "FormulaObjective",
    "FormulaRequest",
    "FunctionObjective",
    "InspectRequest",
    "LandscapeRequest",
    "LossRequest",
    "LossSpec",
    "ModelObjective",
    "ModelSpec",
    "Objective",
    "ParameterGroup",
    "Penalty",
    "PlaneObjective",
    "PlaneSpec",
    "QrRequest",
    "Request",
    "RunSpec",
    "ScheduleSpec",
    "Span",
    "SpectrumRequest",
    "StartFrom",
    "SweepRequest",
    "TuneRequest",
    "check_change",
    "check_changes",
    "checkpoints_of",
    "domain_of",
    "kind_of",
    "looks_into_models",
    "minima_of",
    "network_names",
    "plane_of",
    "read_checkpoint",
    "read_json",
    "read_loss",
    "read_objective",
    "read_qr_text",
    "read_request",
    "read_run",
    "read_typed_formula",
    "run_key",
    "span_of",
    "unknown_checkpoint",
    "weight_of",
    "wire",
    "with_change",
    "with_element",
    "with_elements",
]

Shape = TypeVar("Shape", bound=Form)


@dataclass(frozen=True, slots=True)
class RequestKind(Generic[Shape]):
    """A kind of request: its form, and what makes it complete and runnable or refuses it.

    `streamed` ones can be asked for on the stream too.
    """

    form: type[Shape]
    check: Callable[[Shape], Shape]
    streamed: bool = True


KINDS: Mapping[str, RequestKind[Any]] = MappingProxyType(
    {
        "compare": RequestKind(Comparison, check_comparison),
        "landscape": RequestKind(LandscapeRequest, check_landscape),
        "fan": RequestKind(FanRequest, check_fan),
        "basins": RequestKind(BasinsRequest, check_basins),
        "curvature": RequestKind(CurvatureRequest, check_curvature),
        "spectrum": RequestKind(SpectrumRequest, check_spectrum),
        "inspect": RequestKind(InspectRequest, check_inspect),
        "backward": RequestKind(BackwardRequest, check_backward, streamed=False),
        "dataset": RequestKind(DatasetRequest, check_samples, streamed=False),
        "sweep": RequestKind(SweepRequest, check_sweep),
        "tune": RequestKind(TuneRequest, check_tune),
        "export": RequestKind(ExportRequest, check_export, streamed=False),
        "checkpoint": RequestKind(CheckpointRequest, check_checkpoint, streamed=False),
    }
)


_NAMES = {kind.form: name for name, kind in KINDS.items()}


def kind_of(request: object) -> str:
    """The name of a request's kind, `compare` for a comparison."""
    return _NAMES.get(type(request), "other")


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
def read_request(kind: Literal["curvature"], document: object) -> CurvatureRequest: ...
@overload
def read_request(kind: Literal["spectrum"], document: object) -> SpectrumRequest: ...
@overload
def read_request(kind: Literal["inspect"], document: object) -> InspectRequest: ...
@overload
def read_request(kind: Literal["backward"], document: object) -> BackwardRequest: ...
@overload
def read_request(kind: Literal["sweep"], document: object) -> SweepRequest: ...
@overload
def read_request(kind: Literal["tune"], document: object) -> TuneRequest: ...
@overload
def read_request(kind: Literal["export"], document: object) -> ExportRequest: ...
@overload
def read_request(kind: Literal["checkpoint"], document: object) -> CheckpointRequest: ...
@overload
def read_request(kind: str, document: object) -> Request: ...


def read_request(kind: str, document: object) -> Request:
    """The request of that kind in a JSON document, complete and runnable; otherwise a `Refusal`."""
    wanted = KINDS[kind]
    request: Request = wanted.check(_shaped(wanted.form, document))
    return request


def read_typed_formula(document: object) -> Formula:
    """The formula in `{"expression": ...}`; otherwise a `Refusal`."""
    return check_formula(_shaped(FormulaRequest, document).expression)


def read_qr_text(document: object) -> str:
    """The text in `{"text": ...}`; otherwise a `Refusal`."""
    text = _shaped(QrRequest, document).text
    if not 1 <= len(text) <= LONGEST_QR_TEXT:
        raise Refusal(
            "out_of_range", f"expected 1 to {LONGEST_QR_TEXT} characters of text, got {len(text)}", "text"
        )
    return text


def read_loss(document: object) -> LossRequest:
    """The loss and the rows in `{"loss", "output", "target"}`; otherwise a `Refusal`."""
    return check_rows(_shaped(LossRequest, document))


def _shaped(form: type[Shape], document: object) -> Shape:
    try:
        return form.model_validate(document)
    except ValidationError as error:
        raise refusal(error.errors(include_url=False)[0]) from None
