"""Requests with one answer: the catalog, and the work of the engine as a whole."""

from __future__ import annotations

import asyncio
from functools import cache

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.catalog import catalog_json
from app.engine.loss import explain_loss
from app.messages import dump
from app.spec import read_loss, read_request, read_typed_formula
from app.web.bodies import read_document
from app.web.openapi import answers, body
from app.web.static import Kept, keep, respond
from app.web.work import answer

router = APIRouter(prefix="/api")


@router.head("/catalog", include_in_schema=False)
@router.get("/catalog", tags=["catalog"], summary="What can be chosen", responses=answers("catalog"))
async def catalog(request: Request) -> Response:
    """Functions, optimizers, presets, schedules and limits, with names and texts in English and Chinese."""
    return respond(request, _catalog())


@router.post(
    "/compare", tags=["work"], summary="Runs on one objective: a function, a formula or a model",
    openapi_extra=body("compare"), responses=answers("compare"),
)  # fmt: skip
async def compare(request: Request) -> Response:
    """Every trajectory in full float64 precision, with the request as it was understood.

    A model's has its evaluations and the ids of its best and its last weights.
    """
    return await _answer(request, "compare")


@router.post(
    "/landscape", tags=["work"], summary="The loss on a grid", openapi_extra=body("landscape"),
    responses=answers("landscape"),
)  # fmt: skip
async def landscape(request: Request) -> Response:
    """`z[j][i]` is the loss at `x[i]`, `y[j]`; both ends of the domain are included.

    Functions, formulas and models of two weights have one; any model has one over a `plane`, whose answer has
    the `plane` with each run beside it, or `runs` where it is an interpolation.
    """
    return await _answer(request, "landscape")


@router.post(
    "/fan", tags=["work"], summary="One run over many values of one hyperparameter",
    openapi_extra=body("fan"), responses=answers("fan"),
)  # fmt: skip
async def fan(request: Request) -> Response:
    """A trajectory for each value, in the order of the values."""
    return await _answer(request, "fan")


@router.post(
    "/basins", tags=["work"], summary="Which minimum each start reaches", openapi_extra=body("basins"),
    responses=answers("basins"),
)  # fmt: skip
async def basins(request: Request) -> Response:
    """For each start on a grid: an index into `minima` (-1 diverged, -2 nowhere), and in how many steps."""
    return await _answer(request, "basins")


@router.post(
    "/curvature", tags=["work"], summary="The Hessian along every run", openapi_extra=body("curvature"),
    responses=answers("curvature"),
)  # fmt: skip
async def curvature(request: Request) -> Response:
    """The largest eigenvalue of the Hessian after some steps of a model's run, after all of a function's.

    Beside it the optimizer's line of stability: `threshold`, which `preconditioned` must stay below where
    there is one, else `sharpness`. `normalised` does not change when layers are rescaled.
    """
    return await _answer(request, "curvature")


@router.post(
    "/spectrum", tags=["work"], summary="The density of all eigenvalues of a model's Hessian",
    openapi_extra=body("spectrum"), responses=answers("spectrum"),
)  # fmt: skip
async def spectrum(request: Request) -> Response:
    """Exact for small models; for others by stochastic Lanczos, the trace with its standard error.

    `step` is that of the run's kept position nearest to the asked-for one.
    """
    return await _answer(request, "spectrum")


@router.post(
    "/inspect", tags=["work"], summary="Steps of a run taken apart", openapi_extra=body("inspect"),
    responses=answers("inspect"),
)  # fmt: skip
async def inspect(request: Request) -> Response:
    """Gradient, optimizer state before and after, and the update by its rule, in formulas and in numbers.

    Each of `entries` follows one of `rules`. A step of L-BFGS has an entry for each inner iteration.
    """
    return await _answer(request, "inspect")


@router.post(
    "/backward", tags=["work"], summary="The chain rule as a graph", openapi_extra=body("backward"),
    responses=answers("backward"),
)  # fmt: skip
async def backward(request: Request) -> Response:
    """What torch computes on the way from `at` to the loss, and what it passes back.

    A node is a leaf or one call of torch: its `value`, and the derivative of the loss by it, `gradient`.
    Edges lead `from` an operand `to` what is made of it; the gradients that flow back along those from a node
    add up to its own. In a model's node with `shown` "mean"
    both are means over the `shape`.
    """
    return await _answer(request, "backward")


@router.post(
    "/sweep", tags=["work"], summary="One run over a grid of hyperparameters", openapi_extra=body("sweep"),
    responses=answers("sweep"),
)  # fmt: skip
async def sweep(request: Request) -> Response:
    """Final and best loss and status of each choice, nested in the order of the parameters.

    Over several seeds the losses are medians, with quartiles; a seed that diverged counts as infinite. A
    model's are the evaluated training loss at the end and the best validation loss.
    """
    return await _answer(request, "sweep")


@router.post(
    "/tune", tags=["work"], summary="Equal trials for each optimizer, and its best",
    openapi_extra=body("tune"), responses=answers("tune"),
)  # fmt: skip
async def tune(request: Request) -> Response:
    """Every trial, and for each run the one with the lowest `goal` among those that did not diverge.

    `goal` is `final_loss`, of a model the evaluated training loss at the end, or a model's
    `best_validation_loss`. `tpe` is Optuna's sampler.
    """
    return await _answer(request, "tune")


@router.post(
    "/formula", tags=["catalog"], summary="A typed formula as mathematics", openapi_extra=body("formula"),
    responses=answers("formula"),
)  # fmt: skip
async def formula(request: Request) -> Response:
    """The formula as MathML, and as Python source with torch's functions."""
    typed = read_typed_formula(await read_document(request))
    document = {"expression": typed.text, "mathml": typed.mathml, "python": typed.python}
    return Response(dump(document), media_type="application/json")


@router.post(
    "/dataset", tags=["models"], summary="The samples of a dataset", openapi_extra=body("dataset"),
    responses=answers("dataset"),
)  # fmt: skip
async def dataset(request: Request) -> Response:
    """Inputs, standardised as a model sees them, and targets, of the training and the validation samples."""
    return await _answer(request, "dataset")


@router.post(
    "/loss", tags=["models"], summary="A loss taken apart", openapi_extra=body("loss"),
    responses=answers("loss"),
)  # fmt: skip
async def loss(request: Request) -> Response:
    """The loss of a few rows: reduced, for each sample, term by term, and its gradient."""
    document = await read_document(request)
    explained = await asyncio.to_thread(lambda: explain_loss(read_loss(document)))
    return Response(dump(explained), media_type="application/json")


@cache
def _catalog() -> Kept:
    return keep(dump(catalog_json()), "application/json")


async def _answer(request: Request, kind: str) -> Response:
    document = await read_document(request)
    form = await asyncio.to_thread(read_request, kind, document)  # a large one takes a while to check
    return await answer(request, form)
