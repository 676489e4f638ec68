"""Files from outside: read as numbers, held to a size, never run."""

from __future__ import annotations

import asyncio
import io
import json
import os
import pickle
import struct
import zipfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import torch
from safetensors.torch import save

from app.errors import Refusal
from app.settings import Settings
from app.spec import read_checkpoint

LARGEST = Settings.model_fields["max_checkpoint_bytes"].default


def raw(header: object, numbers: bytes = b"") -> bytes:
    """A file with this header, true or not."""
    text = header if isinstance(header, bytes) else json.dumps(header).encode()
    return struct.pack("<Q", len(text)) + text + numbers


def told(shape: list[int], start: int, stop: int, dtype: str = "F32") -> dict[str, Any]:
    return {"dtype": dtype, "shape": shape, "data_offsets": [start, stop]}


def zipped() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("data.pkl", pickle.dumps({"weight": [1.0]}))
    return file.getvalue()


WHOLE = save({"output.weight": torch.ones(2, 2)})

NOT_WEIGHTS: dict[str, bytes] = {
    "nothing": b"",
    "seven bytes": b"1234567",
    "a pickle": pickle.dumps({"weight": [1.0]}),
    "a zip": zipped(),
    "JSON": b'{"output.weight": [[1, 2], [3, 4]]}',
    "text": b"import torch\n" * 50,
    "a picture": b"\x89PNG\r\n\x1a\n" + bytes(100),
    "no tensors": raw({}),
    "a cut file": WHOLE[:-1],
    "a cut header": WHOLE[:20],
    "bytes that nobody tells of": WHOLE + b"\0",
    "a header longer than the file": struct.pack("<Q", 2**63) + b"{}",
    "a header of garbage": raw(b"\xff" * 30),
    "a header that is a list": raw(b"[" * 10_000),
    "a shape larger than its bytes": raw({"a": told([3], 0, 8)}, bytes(8)),
    "an absurd shape": raw({"a": told([2**62, 4], 0, 0)}),
    "an absurd empty shape": raw({"a": told([0, 10**18], 0, 0)}),
    "a negative shape": raw({"a": told([-2], 0, 8)}, bytes(8)),
    "too many dimensions": raw({"a": told([1] * 9, 0, 4)}, bytes(4)),
    "overlapping tensors": raw({"a": told([2], 0, 8), "b": told([2], 0, 8)}, bytes(8)),
    "offsets past the end": raw({"a": told([2], 8, 16)}, bytes(8)),
    "whole numbers": raw({"a": told([2], 0, 16, "I64")}, bytes(16)),
    "an unknown dtype": raw({"a": told([2], 0, 8, "F33")}, bytes(8)),
    "a nameless tensor": raw({"": told([2], 0, 8)}, bytes(8)),
    "a long name": raw({"a" * 101: told([2], 0, 8)}, bytes(8)),
    "many tensors": save({f"layer{k}": torch.ones(1) for k in range(201)}),
}


@pytest.mark.parametrize("kind", NOT_WEIGHTS)
def test_what_is_not_a_file_of_weights_is_refused(kind: str) -> None:
    with pytest.raises(Refusal) as caught:
        read_checkpoint(NOT_WEIGHTS[kind])
    assert (caught.value.code, caught.value.status) == ("not_safetensors", 400)
    assert caught.value.message.startswith("expected a safetensors file")
    assert len(caught.value.message) < 300


def test_floating_point_tensors_of_every_size_are_accepted() -> None:
    kinds = {"F64": torch.float64, "F32": torch.float32, "F16": torch.float16, "BF16": torch.bfloat16}
    file = save({name: torch.ones(2, 3, dtype=dtype) for name, dtype in kinds.items()})
    assert read_checkpoint(file) == [{"name": name, "shape": [2, 3], "dtype": name} for name in sorted(kinds)]


class Trap:
    """Touches a file when it is unpickled."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[Any, tuple[str]]:
        return os.mkdir, (str(self.path),)


@pytest.mark.parametrize("wrapped", [False, True])
def test_nothing_that_is_uploaded_is_unpickled(http: httpx.Client, tmp_path: Path, wrapped: bool) -> None:
    sprung = tmp_path / "sprung"
    bomb = pickle.dumps(Trap(sprung))
    if wrapped:
        file = io.BytesIO()
        torch.save({"weight": Trap(sprung)}, file)
        bomb = file.getvalue()
    answer = http.post("/api/checkpoints", content=bomb)
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "not_safetensors")
    assert not sprung.exists()
    pickle.loads(pickle.dumps(Trap(sprung)))
    assert sprung.exists()  # it would have been


@pytest.mark.parametrize("kind", ["application/json", "text/plain", "multipart/form-data; boundary=x"])
async def test_a_body_of_another_type_is_refused(cold: httpx.AsyncClient, kind: str) -> None:
    answer = await cold.post("/api/checkpoints", content=WHOLE, headers={"Content-Type": kind})
    assert (answer.status_code, answer.json()["error"]["code"]) == (415, "not_safetensors")
    assert kind.partition(";")[0] in answer.json()["error"]["message"]


async def test_a_file_that_is_too_large_is_refused_by_its_declared_length(cold: httpx.AsyncClient) -> None:
    answer = await cold.post("/api/checkpoints", content=bytes(LARGEST + 1))
    assert (answer.status_code, answer.json()["error"]["code"]) == (413, "too_large")
    assert str(LARGEST) in answer.json()["error"]["message"]


async def test_a_file_that_is_too_large_is_refused_while_it_is_read(cold: httpx.AsyncClient) -> None:
    sent = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal sent
        while True:
            sent += 1 << 20
            yield bytes(1 << 20)

    answer = await cold.post("/api/checkpoints", content=endless())
    assert (answer.status_code, answer.json()["error"]["code"]) == (413, "too_large")
    assert sent <= LARGEST + (2 << 20)


def test_a_file_of_the_largest_size_is_kept(http: httpx.Client) -> None:
    file = save({"weight": torch.zeros((LARGEST - 200) // 4)})
    assert LARGEST - 400 < len(file) <= LARGEST
    answer = http.post("/api/checkpoints", content=file)
    assert answer.status_code == 201
    assert http.get(f"/api/checkpoints/{answer.json()['id']}").content == file


@pytest.mark.parametrize("path", ["/api/compare", "/api/loss", "/api/dataset", "/api/export/checkpoint"])
async def test_other_bodies_are_as_small_as_before(cold: httpx.AsyncClient, path: str) -> None:
    answer = await cold.post(path, content=bytes(65_537))
    assert (answer.status_code, answer.json()["error"]["code"]) == (413, "too_large")


async def test_few_files_are_taken_in_at_once(cold: httpx.AsyncClient) -> None:
    waiting = asyncio.Event()

    async def slow() -> AsyncIterator[bytes]:
        yield WHOLE[:10]
        await waiting.wait()
        yield WHOLE[10:]

    uploads = [asyncio.create_task(cold.post("/api/checkpoints", content=slow())) for _ in range(4)]
    await asyncio.sleep(0.1)
    busy = await cold.post("/api/checkpoints", content=WHOLE)
    assert (busy.status_code, busy.json()["error"]["code"]) == (429, "busy")
    assert busy.headers["retry-after"]
    waiting.set()
    assert [answer.status_code for answer in await asyncio.gather(*uploads)] == [201] * 4
    assert (await cold.post("/api/checkpoints", content=WHOLE)).status_code == 201


def pieces(file: bytes) -> Iterator[bytes]:
    for start in range(0, len(file), 1000):
        yield file[start : start + 1000]


def test_a_file_may_come_in_pieces_of_unknown_number(http: httpx.Client) -> None:
    file = save({"weight": torch.arange(5000.0)})
    assert http.post("/api/checkpoints", content=pieces(file)).status_code == 201
