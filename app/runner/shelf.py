"""Which checkpoints are here? Files of weights by what they hold, those used last."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable


class Shelf:
    """Checkpoint files by the SHA-256 of their bytes, in hexadecimal.

    It holds at most `capacity` bytes; the file unused for longest goes first, and `on_gone` is told its id.
    """

    def __init__(self, capacity: int, on_gone: Callable[[str], None] = lambda id: None) -> None:
        self._capacity = capacity
        self._on_gone = on_gone
        self._held = 0
        self._files: OrderedDict[str, bytes] = OrderedDict()
        self.on_new: Callable[[str], None] = lambda id: None  # told of each file that was not here before

    def __len__(self) -> int:
        return len(self._files)

    def put(self, id: str, file: bytes) -> None:
        """Keep a file, `id` being its SHA-256."""
        if id not in self._files:
            self._files[id] = file
            self._held += len(file)
            self.on_new(id)
        self._files.move_to_end(id)
        while self._held > self._capacity:
            gone, oldest = self._files.popitem(last=False)
            self._held -= len(oldest)
            self._on_gone(gone)

    def get(self, id: str) -> bytes | None:
        """The file, or None when it is not here (any more)."""
        file = self._files.get(id)
        if file is not None:
            self._files.move_to_end(id)
        return file
