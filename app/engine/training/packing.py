"""A tree of tensors and plain values as one safetensors file, and back: bit for bit, without a pickle."""

from __future__ import annotations

import json
import math
from collections import Counter
from typing import Any

import numpy as np
import torch
from safetensors.torch import load, save
from torch import Tensor

TREE = "tree"  # the tensor whose bytes are the tree's JSON


class Unpackable(TypeError):
    """A value that has no place in a tree."""


def pack(tree: Any) -> bytes:
    """The file of a tree of dicts, lists, tuples, tensors, arrays, numbers, texts and None.

    A key may be anything that a value may be. Raises `Unpackable` for what has no place in it.
    """
    tensors: dict[str, Tensor] = {}
    text = json.dumps(_written(tree, tensors), separators=(",", ":"))
    tensors[TREE] = torch.frombuffer(bytearray(text.encode()), dtype=torch.uint8)
    return save(tensors)


def unpack(file: bytes) -> Any:
    """The tree that `pack` made the file of."""
    tensors = load(file)
    return _read(json.loads(bytes(tensors.pop(TREE).numpy())), tensors)


def _written(value: Any, tensors: dict[str, Tensor]) -> Any:
    """`value` as JSON, its tensors put among the others and named by their numbers."""
    match value:
        case None | bool() | int() | str():
            return value
        case float():
            return value if math.isfinite(value) else {"float": str(value)}
        case Tensor():
            return _tensor(value, tensors)
        case np.ndarray():
            return {"array": _kept(torch.from_numpy(np.ascontiguousarray(value)), tensors)}
        case list():
            return [_written(each, tensors) for each in value]
        case tuple():
            return {"tuple": [_written(each, tensors) for each in value]}
        case dict():
            kind = "counter" if isinstance(value, Counter) else "dict"
            return {kind: [[_written(key, tensors), _written(each, tensors)] for key, each in value.items()]}
    raise Unpackable(f"expected plain values and tensors, got {type(value).__name__}")


def _tensor(value: Tensor, tensors: dict[str, Tensor]) -> dict[str, Any]:
    value = value.detach()
    if not value.is_sparse:
        return {"tensor": _kept(value, tensors)}
    parts = [_kept(value._indices(), tensors), _kept(value._values(), tensors)]
    return {"sparse": [*parts, list(value.shape), value.is_coalesced()]}


def _kept(value: Tensor, tensors: dict[str, Tensor]) -> str:
    name = str(len(tensors))
    tensors[name] = value.clone(memory_format=torch.contiguous_format)
    return name


def _read(value: Any, tensors: dict[str, Tensor]) -> Any:
    if isinstance(value, list):
        return [_read(each, tensors) for each in value]
    if not isinstance(value, dict):
        return value
    ((kind, held),) = value.items()
    match kind:
        case "float":
            return float(held)
        case "tensor":
            return tensors[held]
        case "array":
            return tensors[held].numpy()
        case "sparse":
            indices, values, shape, coalesced = held
            return torch.sparse_coo_tensor(
                tensors[indices], tensors[values], shape, is_coalesced=coalesced, check_invariants=False
            )
        case "tuple":
            return tuple(_read(each, tensors) for each in held)
    pairs = {_read(key, tensors): _read(each, tensors) for key, each in held}
    return Counter(pairs) if kind == "counter" else pairs
