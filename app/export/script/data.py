"""How does a script come by its samples? By the recipe's own source, or measured numbers packed into it."""

from __future__ import annotations

import base64
import inspect
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from textwrap import wrap
from typing import Any

from app.catalog.datasets import DataShape, shape_of
from app.catalog.datasets.making import RECIPES
from app.catalog.datasets.measured import measurements
from app.catalog.datasets.recipe import Recipe
from app.export.script.layout import call, laid_out, text
from app.spec import DatasetSpec

_LETTERS = 100
_REST = "# the rest is for validation"
_FIRST_LINE = f"# ---- Measured data, packed: nothing to read before the next line like this one. {'-' * 20}"
_LAST_LINE = f"# ---- The end of the measured data. {'-' * 65}"


@dataclass(frozen=True, slots=True)
class DataSource:
    """The samples of a dataset as source.

    `modules` of the standard library and `names` of torch that it needs; `functions` that make the samples;
    `numbers`: measured ones, packed, where there are any; `statements` that leave `inputs` and `targets` as
    the training samples.
    """

    modules: tuple[str, ...]
    names: tuple[str, ...]
    functions: tuple[str, ...]
    numbers: tuple[str, ...]
    statements: tuple[str, ...]


def data_source(dataset: DatasetSpec) -> DataSource:
    """The samples of a checked dataset, the same as the product's to the last bit."""
    recipe, shape = RECIPES[dataset.id], shape_of(dataset.id, dataset.params)
    own = {name: each for name, each in dataset.params.items() if name not in ("seed", "validation")}
    if recipe.apart:
        own["train"] = shape.train
    scaled = shape.kind != "bag"
    functions = [_standardised(shape)] if scaled or recipe.scaled_targets else []
    statements = [*_drawn(dataset.params["seed"], recipe, own), _split(recipe, shape)]
    if scaled:
        statements.append("inputs = standardised(inputs)")
    if recipe.scaled_targets:
        statements.append("targets = standardised(targets)")
    if recipe.samples is None:
        source = inspect.getsource(recipe.make).rstrip()
        modules = ("math",) if "math." in source else ()
        names = ("Generator", "Tensor")
        return DataSource(modules, names, (source, *functions), (), ("\n".join(statements),))
    return DataSource(
        ("base64", "zlib"),
        (),
        (_UNPACK, *functions),
        tuple(_packed(dataset.id)),
        ("\n".join([*statements[:1], *_measured(dataset.id, own), *statements[1:]]),),
    )


def _drawn(seed: int, recipe: Recipe, own: Mapping[str, Any]) -> list[str]:
    """The generator, and what is drawn with it."""
    lines = [f"generator = torch.Generator().manual_seed({seed})"]
    if recipe.samples is None:
        arguments = [f"{name}={text(value)}" for name, value in own.items()]
        made = call(recipe.make.__name__, *arguments, "generator=generator")
        lines.append(laid_out(made, before="inputs, targets = "))
    return lines


def _split(recipe: Recipe, shape: DataShape) -> str:
    """The training samples; the others were kept for validation."""
    if recipe.apart:
        return f"inputs, targets = inputs[:{shape.train}], targets[:{shape.train}]  {_REST}"
    return "\n".join(
        [
            f"rows = torch.randperm(len(inputs), generator=generator)[:{shape.train}]  {_REST}",
            "inputs, targets = inputs[rows], targets[rows]",
        ]
    )


def _standardised(shape: DataShape) -> str:
    what, width = ("The pictures", "1") if shape.kind == "image" else ("Each column", "values.shape[-1]")
    return f'''\
def standardised(values):
    """{what} with mean 0 and deviation 1, computed in float64."""
    columns = values.double().reshape(-1, {width})
    deviation, mean = torch.std_mean(columns, dim=0, correction=0)
    constant = columns.amin(dim=0) == columns.amax(dim=0)
    return ((values.double() - mean) / deviation.masked_fill(constant, 1.0)).float()'''


_UNPACK = '''\
def unpacked(packed, dtype):
    """The numbers that were packed into a text."""
    return torch.frombuffer(bytearray(zlib.decompress(base64.b64decode(packed))), dtype=dtype)'''


def _packed(id: str) -> list[str]:
    """The measured numbers as texts, in a block that begins and ends with a line that says so."""
    blocks = [_FIRST_LINE]
    for name, tensor in measurements(id).items():
        packed = base64.b64encode(zlib.compress(tensor.contiguous().numpy().tobytes(), 9)).decode()
        lines = "\n".join(wrap(packed, _LETTERS))
        blocks.append(f'{name.upper()} = """\n{lines}\n"""')
    return [*blocks, _LAST_LINE]


def _measured(id: str, own: Mapping[str, Any]) -> list[str]:
    """Inputs and targets as the recipe gives them, from the packed numbers."""
    tensors = measurements(id)
    lines = [f"{name} = unpacked({name.upper()}, {tensors[name].dtype})" for name in ("inputs", "targets")]
    columns = tensors["inputs"].shape[1]
    match id:
        case "digits":
            lines[0] += ".float().reshape(-1, 1, 8, 8)"
            if (side := int(own["size"])) != 8:
                scaled = f'torch.nn.functional.interpolate(inputs, size=({side}, {side}), mode="bilinear")'
                lines.insert(1, f"inputs = {scaled}")
            lines[-1] += ".long()"
        case "diabetes":
            lines[0] += f".reshape(-1, {columns})"
            lines[1] += ".unsqueeze(1)"
        case _:
            lines[0] += f".reshape(-1, {columns})"
            lines[1] += ".long()"
    return lines
