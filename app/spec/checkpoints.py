"""Is it a safetensors file that we accept? A header and numbers: nothing in it can run."""

from __future__ import annotations

from typing import Any

from safetensors import SafetensorError, deserialize

from app.errors import Refusal
from app.sentences import told

MOST_TENSORS = 200
MOST_DIMENSIONS = 8
LONGEST_NAME = 100
DTYPES = ("F64", "F32", "F16", "BF16")


def read_checkpoint(file: bytes) -> list[dict[str, Any]]:
    """The layers of a safetensors file, `[{"name", "shape", "dtype"}]`; otherwise a `Refusal` (400).

    1 to 200 floating-point tensors are accepted. The library checks that the header agrees with the bytes.
    """
    try:
        tensors = deserialize(file)  # type: ignore[no-untyped-call]
    except SafetensorError as error:
        raise _refusal(told("this cannot be read as one ({error})", error=str(error)[:80])) from None
    if not 1 <= len(tensors) <= MOST_TENSORS:
        raise _refusal(
            told(
                "expected 1 to {most} tensors in it, got {count}",
                most=MOST_TENSORS,
                count=len(tensors),
            )
        )
    layers = [
        {"name": name, "shape": list(tensor["shape"]), "dtype": tensor["dtype"]} for name, tensor in tensors
    ]
    for layer in layers:
        _check(**layer)
    return sorted(layers, key=lambda layer: str(layer["name"]))


def _check(name: str, shape: list[int], dtype: str) -> None:
    if not 1 <= len(name) <= LONGEST_NAME:
        raise _refusal(
            told(
                "expected a tensor's name to have 1 to {most} characters, got {count}",
                most=LONGEST_NAME,
                count=len(name),
            )
        )
    if not name.isprintable():
        raise _refusal(told("expected a tensor's name of printable characters, got {name!r}", name=name[:40]))
    if dtype not in DTYPES:
        raise _refusal(
            told(
                "expected {name!r} to hold numbers of {dtypes}, got {dtype}",
                name=name[:40],
                dtypes=", ".join(DTYPES),
                dtype=dtype,
            )
        )
    if len(shape) > MOST_DIMENSIONS:
        raise _refusal(
            told(
                "expected {name!r} to have at most {most} dimensions",
                name=name[:40],
                most=MOST_DIMENSIONS,
            )
        )
    if 0 in shape:
        raise _refusal(
            told("expected {name!r} to hold numbers, got a shape of {shape}", name=name[:40], shape=shape)
        )


def _refusal(complaint: str) -> Refusal:
    return Refusal(
        "not_safetensors",
        told("expected a safetensors file with weights; {complaint}", complaint=complaint),
        None,
        400,
    )
