"""What did the user ask? Requests read strictly and checked against the catalog, every default filled in."""

from __future__ import annotations

from typing import Literal, TypeVar, overload

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from app.catalog.formula import Formula
from app.errors import Refusal
from app.spec.checks import (
    check_basins,
    check_change,
    check_comparison,
    check_fan,
    check_formula,
    check_landscape,
    domain_of,
    minima_of,
)
from app.spec.models import (
    BasinsRequest,
    Change,
    Comparison,
    FanRequest,
    Form,
    FormulaObjective,
    FormulaRequest,
    FunctionObjective,
    LandscapeRequest,
    Request,
    RunSpec,
    ScheduleSpec,
    canonical,
    run_key,
    wire,
)
from app.spec.params import with_element
from app.spec.reading import read_json

__all__ = [
    "BasinsRequest",
    "Change",
    "Comparison",
    "FanRequest",
    "FormulaObjective",
    "FormulaRequest",
    "FunctionObjective",
    "LandscapeRequest",
    "Request",
    "RunSpec",
    "ScheduleSpec",
    "canonical",
    "check_change",
    "domain_of",
    "minima_of",
    "read_json",
    "read_request",
    "read_typed_formula",
    "run_key",
    "wire",
    "with_element",
]

Kind = Literal["compare", "landscape", "fan", "basins"]
_RANGES = {"greater_than_equal", "greater_than", "less_than", "too_short", "too_long", "string_too_long"}
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


def read_typed_formula(document: object) -> Formula:
    """The formula in `{"expression": ...}`; otherwise a `Refusal`."""
    return check_formula(_shaped(FormulaRequest, document).expression)


def _shaped(form: type[Shape], document: object) -> Shape:
    try:
        return form.model_validate(document)
    except ValidationError as error:
        raise _refusal(error.errors(include_url=False, include_context=True)[0]) from None


def _refusal(problem: ErrorDetails) -> Refusal:
    """Pydantic's first complaint as a sentence of ours, with a path into the request."""
    shown = repr(problem["input"])[:60]
    context = problem.get("ctx", {})
    code, message = "wrong_type", f"{problem['msg']}, got {shown}"
    match problem["type"]:
        case "missing":
            code, message = "missing", "this field is required, and was left out"
        case "extra_forbidden":
            code, message = "unknown_field", "the contract has no such field"
        case "union_tag_invalid":
            code = "unknown_kind"
            message = f"expected kind to be {context['expected_tags']}, got {str(context['tag'])[:40]!r}"
        case "union_tag_not_found":
            code, message = "missing", "expected an objective with its kind, function or formula"
        case kind if kind in _RANGES:
            code = "out_of_range"
    return Refusal(code, message, _path(problem["loc"]) or None)


def _path(location: tuple[int | str, ...]) -> str:
    """`("runs", 0, "params")` as `runs[0].params`; the union's own tags are not part of the request."""
    path = ""
    for position, part in enumerate(location):
        if isinstance(part, int):
            path += f"[{part}]"
        elif not (position and location[position - 1] == "objective" and part in ("function", "formula")):
            path += f".{part[:40]}" if path else part[:40]
    return path
