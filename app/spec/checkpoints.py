"""Is it a safetensors file that we accept? A header and numbers: nothing in it can run."""

from __future__ import annotations

from typing import Any

from safetensors import SafetensorError, deserialize

from app.errors import Refusal

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
        raise _refusal(f"this cannot be read as one ({str(error)[:80]})") from None
    if not 1 <= len(tensors) <= MOST_TENSORS:
        raise _refusal(f"expected 1 to {MOST_TENSORS} tensors in it, got {len(tensors)}")
    layers = [
        {"name": name, "shape": list(tensor["shape"]), "dtype": tensor["dtype"]} for name, tensor in tensors
    ]
    for layer in layers:
        _check(**layer)
    return sorted(layers, key=lambda layer: str(layer["name"]))


def _check(name: str, shape: list[int], dtype: str) -> None:
    if not 1 <= len(name) <= LONGEST_NAME:
        raise _refusal(f"expected a tensor's name to have 1 to {LONGEST_NAME} characters, got {len(name)}")
    if not name.isprintable():
        raise _refusal(f"expected a tensor's name of printable characters, got {name[:40]!r}")
    if dtype not in DTYPES:
        raise _refusal(f"expected {name[:40]!r} to hold numbers of {', '.join(DTYPES)}, got {dtype}")
    if len(shape) > MOST_DIMENSIONS:
        raise _refusal(f"expected {name[:40]!r} to have at most {MOST_DIMENSIONS} dimensions")
    if 0 in shape:
        raise _refusal(f"expected {name[:40]!r} to hold numbers, got a shape of {shape}")


def _refusal(complaint: str) -> Refusal:
    return Refusal("not_safetensors", f"expected a safetensors file with weights; {complaint}", None, 400)
