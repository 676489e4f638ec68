"""How is a network written? Its layers one by one, as the product builds them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import torch
from torch import nn

from app.catalog.datasets import DataShape
from app.catalog.models import MODELS, build_model
from app.export.script.layout import Source, call, laid_out, text
from app.spec import ModelSpec


@dataclass(frozen=True, slots=True)
class Variant:
    """What may differ from run to run: outputs (None: the model chooses), the loss's head, sparse gradients.

    `head` is the source of what stands behind the model.
    """

    outputs: int | None
    head: str | None
    sparse: bool


def model_function(function: str, model: ModelSpec, shape: DataShape, variant: Variant, named: bool) -> str:
    """A function of this name that builds the network; its layers have `named` places if asked for."""
    layers = _layers(model, shape, variant)
    if variant.head is not None:
        layers["head"] = variant.head
    network: Source
    if named:
        placed = (f"{name}={each}" for name, each in layers.items())
        network = call("nn.Sequential", call("OrderedDict", *placed))
    elif len(layers) == 1:
        network = next(iter(layers.values()))
    else:
        network = call("nn.Sequential", *layers.values())
    return "\n".join(
        [
            f"def {function}():",
            '    """The network, with the weights that torch draws for it."""',
            laid_out(network, 1, before="return "),
        ]
    )


def parameter_name(model: ModelSpec, name: str) -> str:
    """What a parameter of the product's model is called in the script's, whose layers are named."""
    return f"model.{name}" if MODELS[model.id].two_weight else name


def two_weights_class(model: ModelSpec, shape: DataShape, variant: Variant) -> str | None:
    """The class of a model of two weights, None for others."""
    if not MODELS[model.id].two_weight:
        return None
    first, second = shape.informative
    weighted = f"weighted = self.weights * inputs[..., [{first}, {second}]]"
    if shape.task in ("regression", "counts"):
        lines = [f"x = inputs[..., {first}:{first + 1}]"]
        if variant.outputs == 1:
            about = "A straight line: its slope and its height are the weights."
            lines.append("return self.weights[0] * x + self.weights[1]")
        else:
            about = "A straight line through 0, and one number for its scatter."
            lines.append("return torch.cat([self.weights[0] * x, self.weights[1].expand_as(x)], dim=-1)")
    elif variant.outputs == 1:
        about = "The weighted sum of two features."
        lines = [weighted, "return weighted.sum(dim=-1, keepdim=True)"]
    elif shape.task == "binary":
        about = "A score for each class: 0, and the weighted sum of two features."
        lines = [
            weighted,
            "weighted = weighted.sum(dim=-1, keepdim=True)",
            "return torch.cat([torch.zeros_like(weighted), weighted], dim=-1)",
        ]
    else:
        about = "Two features, each with its weight."
        outputs = _outputs(model, variant)
        lines = [weighted, f"return nn.functional.pad(weighted, (0, {outputs - 2}))"]
    start = text([float(each) for each in model.params["start"]])
    return "\n".join(
        [
            f"class {_class_name(variant)}(nn.Module):",
            f'    """{about}"""',
            "",
            "    def __init__(self):",
            "        super().__init__()",
            f"        self.weights = nn.Parameter(torch.tensor({start}))",
            "",
            "    def forward(self, inputs):",
            *(f"        {line}" for line in lines),
        ]
    )


def _layers(model: ModelSpec, shape: DataShape, variant: Variant) -> dict[str, str]:
    """The layers' constructors by name."""
    if MODELS[model.id].two_weight:
        return {"model": f"{_class_name(variant)}()"}
    with torch.device("meta"):  # layers without numbers
        network = build_model(model.id, model.params, shape, variant.outputs, sparse=variant.sparse)
    return {name: _WRITERS.get(type(layer), _plain)(layer) for name, layer in network.named_children()}


def _class_name(variant: Variant) -> str:
    return "TwoWeights" if variant.outputs in (1, None) else f"TwoWeights{variant.outputs}"


def _outputs(model: ModelSpec, variant: Variant) -> int:
    return variant.outputs if variant.outputs is not None else int(model.params.get("dimension", 2))


def _plain(layer: Any) -> str:
    """A layer without arguments: an activation."""
    return f"nn.{type(layer).__name__}()"


def _linear(layer: Any) -> str:
    bias = "" if layer.bias is not None else ", bias=False"
    return f"nn.Linear({layer.in_features}, {layer.out_features}{bias})"


def _convolution(layer: Any) -> str:
    padding = f", padding={layer.padding[0]}" if any(layer.padding) else ""
    return f"nn.Conv2d({layer.in_channels}, {layer.out_channels}, {layer.kernel_size[0]}{padding})"


def _bag(layer: Any) -> str:
    sparse = ", sparse=True" if layer.sparse else ""
    return f'nn.EmbeddingBag({layer.num_embeddings}, {layer.embedding_dim}, mode="{layer.mode}"{sparse})'


def _flatten(layer: Any) -> str:
    usual = (layer.start_dim, layer.end_dim) == (1, -1)
    return "nn.Flatten()" if usual else f"nn.Flatten({layer.start_dim}, {layer.end_dim})"


_WRITERS: dict[type[nn.Module], Callable[[Any], str]] = {
    nn.Linear: _linear,
    nn.Conv2d: _convolution,
    nn.EmbeddingBag: _bag,
    nn.Flatten: _flatten,
    nn.Unflatten: lambda layer: f"nn.Unflatten({layer.dim}, {text(tuple(layer.unflattened_size))})",
    nn.BatchNorm1d: lambda layer: f"nn.BatchNorm1d({layer.num_features})",
    nn.Dropout: lambda layer: f"nn.Dropout({text(layer.p)})",
    nn.AvgPool2d: lambda layer: f"nn.AvgPool2d({layer.kernel_size})",
}
