"""From a declaration to a module of torch."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from typing import Any

from torch import nn

from app.catalog.datasets.shape import DataShape
from app.catalog.entries import Model, Parameter
from app.catalog.models.declared import EMBEDDING, LENET5, LINEAR, LOGISTIC, MLP, SPARSE_BAG, TWO_WEIGHT
from app.catalog.models.layers import ACTIVATIONS, Layers, TwoWeights, dense, in_a_row
from app.sentences import told

MOST_PARAMETERS = 300_000
_LARGEST_WEIGHT = 1e6

MODELS: dict[str, Model] = {
    model.id: model for model in (TWO_WEIGHT, LINEAR, LOGISTIC, MLP, LENET5, EMBEDDING, SPARSE_BAG)
}


def misfit(id: str, shape: DataShape) -> str | None:
    """Why the model cannot learn from data of this shape, in a sentence; None when it can."""
    model = _model(id)
    if shape.kind not in model.kinds:
        return told(
            "the model {id} takes inputs of kind {kinds}; the dataset's are {kind}",
            id=id,
            kinds=", ".join(model.kinds),
            kind=shape.kind,
        )
    if shape.task not in model.tasks:
        return told(
            "the model {id} is for {tasks}; the dataset's task is {task}",
            id=id,
            tasks=", ".join(model.tasks),
            task=shape.task,
        )
    if id == LENET5.id and shape.size != 28:
        return told(
            "the model {id} takes images of 28 by 28 pixels; the dataset's size is {size}",
            id=id,
            size=shape.size,
        )
    return None


def build_model(
    id: str, params: Mapping[str, Any], shape: DataShape, outputs: int | None, *, sparse: bool = False
) -> nn.Module:
    """The network with torch's own initial weights, drawn from the global generator.

    Its output is (N, outputs), or (N, parts, outputs) for samples of several parts. Without `outputs` the
    model chooses the dimension of its embedding. `sparse`: a bag's gradients are sparse tensors.
    Raises `ValueError` with a sentence for an unknown model, one that does not fit, a value out of range or a
    network with more than `MOST_PARAMETERS` parameters.
    """
    sentence = misfit(id, shape)
    if sentence:
        raise ValueError(sentence)
    complete = _complete(MODELS[id], params)
    if outputs is None:
        outputs = complete.get("dimension", 2)
    if id == TWO_WEIGHT.id:
        return TwoWeights(complete["start"], shape.task, shape.informative, outputs)
    model = in_a_row(_layers(id, complete, shape, outputs, sparse), shape)
    count = sum(parameter.numel() for parameter in model.parameters())
    if count > MOST_PARAMETERS:
        raise ValueError(
            told(
                "the model {id} would have {count:,} parameters; the most is {most_parameters:,}: "
                "take fewer or narrower layers",
                id=id,
                count=count,
                most_parameters=MOST_PARAMETERS,
            )
        )
    return model


def _layers(id: str, params: dict[str, Any], shape: DataShape, outputs: int, sparse: bool) -> Layers:
    if id == LENET5.id:
        return _lenet5(params["activation"], outputs)
    if id == SPARSE_BAG.id:
        assert shape.vocabulary is not None
        bag = nn.EmbeddingBag(shape.vocabulary, outputs, mode="sum", sparse=sparse)
        return OrderedDict(output=bag)
    # Linear and logistic models are networks without hidden layers.
    hidden = params.pop("hidden", [])
    params.pop("dimension", None)
    layers = dense(shape.features, hidden, **params)
    layers["output"] = nn.Linear(
        hidden[-1] if hidden else shape.features, outputs, bias=params.get("bias", True)
    )
    return layers


def _lenet5(activation: str, outputs: int) -> Layers:
    """The network of 1998 with plain averages for pooling and a dense last layer."""
    bend = ACTIVATIONS[activation]
    return OrderedDict(
        conv1=nn.Conv2d(1, 6, 5, padding=2),
        activation1=bend(),
        pool1=nn.AvgPool2d(2),
        conv2=nn.Conv2d(6, 16, 5),
        activation2=bend(),
        pool2=nn.AvgPool2d(2),
        flatten=nn.Flatten(),
        hidden1=nn.Linear(400, 120),
        activation3=bend(),
        hidden2=nn.Linear(120, 84),
        activation4=bend(),
        output=nn.Linear(84, outputs),
    )


def _model(id: str) -> Model:
    if id not in MODELS:
        raise ValueError(
            told("expected a model, one of {models}; got {id!r}", models=", ".join(MODELS), id=id[:40])
        )
    return MODELS[id]


def _complete(model: Model, params: Mapping[str, Any]) -> dict[str, Any]:
    """`params` with defaults for what is left out, each of its kind and within its range."""
    declared = {parameter.name: parameter for parameter in model.params}
    for name in params:
        if name not in declared:
            known = ", ".join(declared) or told("none")
            raise ValueError(
                told(
                    "the model {id} has no parameter {name!r}; it has {known}",
                    id=model.id,
                    name=name[:40],
                    known=known,
                )
            )
    return {name: _checked(each, params.get(name, each.default)) for name, each in declared.items()}


def _checked(parameter: Parameter, value: Any) -> Any:
    listed = value if isinstance(value, list | tuple) else None
    match parameter.kind:
        case "bool" if isinstance(value, bool):
            return value
        case "choice" if value in parameter.choices:
            return value
        case "float" | "int" if _in_range(parameter, value):
            return value
        # Weights may start far outside the plane that is drawn.
        case "tuple" if listed and len(listed) == len(parameter.items) and all(map(_is_weight, listed)):
            return tuple(map(float, listed))
        case "list" if listed and _in_range(parameter, len(listed)):
            return [_checked(parameter.items[0], each) for each in listed]
    raise ValueError(
        told(
            "expected {name} to be {expected}; got {value!r:.40}",
            name=parameter.name,
            expected=_expected(parameter),
            value=value,
        )
    )


def _is_weight(value: Any) -> bool:
    return type(value) in (int, float) and abs(value) <= _LARGEST_WEIGHT


def _in_range(parameter: Parameter, value: Any) -> bool:
    kinds: tuple[type, ...] = (int, float) if parameter.kind == "float" else (int,)
    assert parameter.low is not None
    assert parameter.high is not None
    return type(value) in kinds and parameter.low <= value <= parameter.high


def _expected(parameter: Parameter) -> str:
    match parameter.kind:
        case "bool":
            return told("true or false")
        case "choice":
            return told("one of {choices}", choices=", ".join(parameter.choices))
        case "tuple":
            return told("two numbers from {low:g} to {high:g}", low=-_LARGEST_WEIGHT, high=_LARGEST_WEIGHT)
        case "list":
            return told("a list of {low:g} to {high:g} widths", low=parameter.low, high=parameter.high)
    noun = told("a whole number") if parameter.kind == "int" else told("a number")
    return told("{noun} from {low:g} to {high:g}", noun=noun, low=parameter.low, high=parameter.high)
