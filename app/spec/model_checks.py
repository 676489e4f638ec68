"""Can this be learned? A model, its data and its loss, checked against the catalog and against each other."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import torch
from torch import nn

from app.catalog.datasets import DATASETS, DataShape, shape_of
from app.catalog.entries import Parameter
from app.catalog.formula import FormulaError
from app.catalog.losses import LOSSES, Pairing, pair
from app.catalog.models import MODELS, build_model, misfit
from app.catalog.optimizers import OPTIMIZERS
from app.errors import Refusal
from app.sentences import Pair, told, told_by
from app.spec.fields import Item, known, within
from app.spec.layers import check_layers
from app.spec.models import (
    DatasetSpec,
    EvaluationSpec,
    LossSpec,
    ModelObjective,
    ModelSpec,
    RunSpec,
)
from app.spec.params import complete
from app.spec.requests import LossRequest

SHORTEST_EVALUATION_SECONDS = 0.05
# What torch and the catalog raise on arguments that do not fit; a RuntimeError is one of sizes.
MISTAKES = (ValueError, TypeError, RuntimeError, ArithmeticError, IndexError, KeyError)
_CHECKPOINT = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Network:
    """What the checks ask of a network: the sizes of its parameters by name, those whose gradients can be
    sparse, and whether a batch must have two samples."""

    sizes: Mapping[str, tuple[int, ...]]
    sparse: frozenset[str]
    needs_two: bool


def check_model(objective: ModelObjective) -> ModelObjective:
    """The objective with every parameter filled in, or a `Refusal` at the field that prevents it."""
    return _check_model(objective.model_dump_json())


@lru_cache(maxsize=256)
def _check_model(document: str) -> ModelObjective:
    """Cached by text, as runs are."""
    objective = ModelObjective.model_validate_json(document)
    dataset, shape = within("dataset", lambda: check_dataset(objective.dataset))
    model = within("model", lambda: _check_choice(objective.model, shape))
    loss = within("loss", lambda: check_loss(objective.loss, dataset.id, shape))
    checked = objective.model_copy(update={"dataset": dataset, "model": model, "loss": loss})
    network = within("model", lambda: _build_checked(checked, objective.model.params))
    _check_batch_size(objective.batch_size, shape.train, network)
    within("evaluation", lambda: _check_evaluation(objective.evaluation))
    return checked


def check_dataset(dataset: DatasetSpec) -> tuple[DatasetSpec, DataShape]:
    """The dataset with every parameter filled in, and its shape."""
    entry = known("id", dataset.id, DATASETS, "dataset")
    params = within("params", lambda: complete(entry.id, entry.params, dataset.params))
    checked = dataset.model_copy(update={"params": params})
    shape = _built(lambda values: shape_of(entry.id, values), params, dataset.params, entry.params)
    return checked, shape


def check_loss(loss: LossSpec, dataset: str, shape: DataShape) -> LossSpec:
    """The loss with every parameter filled in, if it fits the data and gives one number to go down on."""
    entry = known("id", loss.id, LOSSES, "loss")
    if shape.task not in entry.tasks:
        fitting = ", ".join(other.id for other in LOSSES.values() if shape.task in other.tasks)
        message = told(
            "{id} does not fit {dataset}, whose task is {task}. {needs} These fit: {fitting}",
            id=loss.id,
            dataset=dataset,
            task=shape.task,
            needs=Pair(entry.needs.en, entry.needs.zh),
            fitting=fitting,
        )
        raise Refusal("misfit", message, "id")
    params = within("params", lambda: complete(entry.id, entry.params, loss.params))
    if params.get("reduction") == "none":
        message = told(
            "expected {id} to be reduced to one number, by mean or sum, that training can lower; got "
            "none, which gives one for each sample",
            id=loss.id,
        )
        raise Refusal("not_trainable", message, "params.reduction")
    _built(lambda values: pair(entry.id, values, shape), params, loss.params, entry.params)
    return loss.model_copy(update={"params": params})


def check_rows(request: LossRequest) -> LossRequest:
    """The request for a loss taken apart, with the loss's parameters filled in; any reduction is shown."""
    entry = known("loss.id", request.loss.id, LOSSES, "loss")
    params = within("loss.params", lambda: complete(entry.id, entry.params, request.loss.params))
    return request.model_copy(update={"loss": request.loss.model_copy(update={"params": params})})


def check_learning(run: RunSpec, objective: ModelObjective) -> RunSpec:
    """The run with its own loss completed; its layers, its start and its optimizer fit the model."""
    shape = shape_of(objective.dataset.id, objective.dataset.params)
    if run.loss is not None:
        own = run.loss
        loss = within("loss", lambda: check_loss(own, objective.dataset.id, shape))
        run = run.model_copy(update={"loss": loss})
    if run.start_from is not None and not _CHECKPOINT.fullmatch(run.start_from.checkpoint):
        raise unknown_checkpoint(run.start_from.checkpoint, "start_from.checkpoint")
    network = _network_for(objective, run)
    trainable = check_layers(run, list(network.sizes))
    _check_needs(run, objective, network, trainable)
    return run


def unknown_checkpoint(identifier: str, field: str | None, status: int = 422) -> Refusal:
    """What is told where a checkpoint is not, or no longer, on the shelf."""
    message = told(
        "there is no checkpoint {identifier!r} here (any more): run what made it once more, or "
        "upload its file again",
        identifier=identifier[:12],
    )
    return Refusal("unknown_checkpoint", message, field, status)


def network_names(objective: ModelObjective, run: RunSpec | None = None) -> tuple[str, ...]:
    """The names of the parameters of a checked objective's network, in order; those of one run's loss."""
    network = _network_of(objective) if run is None else _network_for(objective, run)
    return tuple(network.sizes)


def network_sizes(objective: ModelObjective, run: RunSpec) -> dict[str, tuple[int, ...]]:
    """The shapes of the parameters of one run's network, by name, in order; its objective was checked."""
    return dict(_network_for(objective, run).sizes)


def _check_choice(model: ModelSpec, shape: DataShape) -> ModelSpec:
    entry = known("id", model.id, MODELS, "model")
    if sentence := misfit(model.id, shape):
        fitting = ", ".join(name for name in MODELS if misfit(name, shape) is None)
        raise Refusal(
            "misfit",
            told("{sentence}. These models fit: {fitting}", sentence=sentence, fitting=fitting),
            "id",
        )
    params = within("params", lambda: complete(entry.id, entry.params, model.params))
    return model.model_copy(update={"params": params})


def _check_batch_size(size: int | None, samples: int, network: Network) -> None:
    if size is None:
        return
    if size > samples:
        message = told(
            "expected batch_size to be 1 to {samples}, the number of training samples, got {size}",
            samples=samples,
            size=size,
        )
        raise Refusal("out_of_range", message, "batch_size")
    last = samples % size or size
    if network.needs_two and last == 1:
        which = (
            told("each of one sample")
            if size == 1
            else told("a last one of one sample, out of {samples}", samples=samples)
        )
        message = told(
            "batch normalisation needs batches of two samples or more; batch_size {size} makes {which}",
            size=size,
            which=which,
        )
        raise Refusal("out_of_range", message, "batch_size")


def _check_evaluation(evaluation: EvaluationSpec | None) -> None:
    if evaluation is None:
        return
    if (evaluation.every is None) == (evaluation.seconds is None):
        raise Refusal(
            "out_of_range", told('expected {{"every": steps}} or {{"seconds": time}}, one of the two'), None
        )
    if evaluation.seconds is not None and evaluation.seconds < SHORTEST_EVALUATION_SECONDS:
        message = told(
            "expected seconds to be at least {least}, got {seconds}",
            least=SHORTEST_EVALUATION_SECONDS,
            seconds=evaluation.seconds,
        )
        raise Refusal("out_of_range", message, "seconds")


def _check_needs(run: RunSpec, objective: ModelObjective, network: Network, trainable: Sequence[str]) -> None:
    """Refuse an optimizer that does not get what it needs of the parameters that it steps."""
    match OPTIMIZERS[run.optimizer].needs:
        case "matrices":
            others = [name for name in trainable if len(network.sizes[name]) != 2]
            if others:
                message = told(
                    "{optimizer} steps matrices only, and {others} of this model are not: freeze "
                    "them, or choose another optimizer",
                    optimizer=run.optimizer,
                    others=_some(others),
                )
                raise Refusal("needs_matrices", message, "optimizer")
        case "sparse_gradients":
            dense = [name for name in trainable if name not in network.sparse]
            if dense:
                message = told(
                    "{optimizer} takes sparse gradients only, as an embedding bag's are; those of "
                    "{dense} are dense",
                    optimizer=run.optimizer,
                    dense=_some(dense),
                )
                raise Refusal("needs_sparse", message, "optimizer")
            if objective.penalty.l1 or objective.penalty.l2:
                message = told(
                    "{optimizer} takes sparse gradients only, and a penalty on all weights has a "
                    "dense one: set l1 and l2 to 0, or choose another optimizer",
                    optimizer=run.optimizer,
                )
                raise Refusal("needs_sparse", message, "optimizer")


def _some(names: Sequence[str]) -> str:
    more = len(names) - 4
    named = ", ".join(names[:4])
    return told("{named} and {more} more", named=named, more=more) if more > 0 else named


def _network_for(objective: ModelObjective, run: RunSpec) -> Network:
    if run.loss is None:
        return _network_of(objective)
    return _network_of(objective.model_copy(update={"loss": run.loss}))


def _network_of(objective: ModelObjective) -> Network:
    return _build(*(part.model_dump_json() for part in (objective.model, objective.dataset, objective.loss)))


@lru_cache(maxsize=256)
def _build(model: str, dataset: str, loss: str) -> Network:
    chosen = ModelSpec.model_validate_json(model)
    data = DatasetSpec.model_validate_json(dataset)
    asked = LossSpec.model_validate_json(loss)
    shape = shape_of(data.id, data.params)
    pairing: Pairing = pair(asked.id, asked.params, shape)
    with torch.device("meta"):  # sizes without numbers
        network = build_model(chosen.id, chosen.params, shape, pairing.outputs, sparse=True)
    modules = list(network.named_modules())
    return Network(
        sizes={name: tuple(parameter.shape) for name, parameter in network.named_parameters()},
        sparse=frozenset(f"{name}.weight" for name, module in modules if getattr(module, "sparse", False)),
        # Over an image there are many pixels, and a pair has two parts.
        needs_two=shape.parts == 1 and any(isinstance(module, nn.BatchNorm1d) for _, module in modules),
    )


def _build_checked(objective: ModelObjective, given: Mapping[str, Any]) -> Network:
    def build(params: Mapping[str, Any]) -> Network:
        model = objective.model.model_copy(update={"params": dict(params)})
        return _network_of(objective.model_copy(update={"model": model}))

    return _built(build, objective.model.params, given, MODELS[objective.model.id].params)


def _built(
    build: Callable[[Mapping[str, Any]], Item],
    params: Mapping[str, Any],
    given: Mapping[str, Any],
    declared: Sequence[Parameter],
) -> Item:
    """`build(params)`, or a `Refusal` with its complaint, at the `given` parameter that is to blame."""
    try:
        return build(params)
    except MISTAKES as error:
        code = "bad_formula" if isinstance(error, FormulaError) else "out_of_range"
        complaint = told_by(error)
    defaults = {parameter.name: parameter.default for parameter in declared}
    for name in given:
        try:
            build({**defaults, name: params[name]})
        except MISTAKES:
            raise Refusal(code, complaint, f"params.{name}") from None
    raise Refusal(code, complaint, "params")
