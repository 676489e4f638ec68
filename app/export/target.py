"""Where does a file go? To its place as a whole, or nowhere."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path


class Unwritable(Exception):
    """A place where no file can be written, in a sentence."""


class Target:
    """A file that is written as a whole or not at all: beside its place, then moved there.

    As a context it finds out, before all work, whether the file can be written, and cleans up after itself.
    """

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self._name = os.fspath(path)
        self._path = Path(path).expanduser().resolve()
        self._beside: Path | None = None

    def __enter__(self) -> Target:
        if self._path.is_dir():
            raise Unwritable(f"cannot write {self._name!r}: it is a folder")
        if self._path.exists() and not self._path.is_file():
            return self  # a device or a pipe, which must not be replaced
        with self._telling():
            handle, name = tempfile.mkstemp(prefix=".thalweg-", dir=self._path.parent)
            os.close(handle)
            self._beside = Path(name)
        return self

    def write(self, data: bytes) -> None:
        """Put the file in its place."""
        with self._telling():
            if self._beside is None:
                self._path.write_bytes(data)
                return
            self._beside.write_bytes(data)
            self._beside.chmod(self._mode())
            self._beside.replace(self._path)
            self._beside = None

    def __exit__(self, *problem: object) -> None:
        if self._beside is not None:
            with suppress(OSError):
                self._beside.unlink()

    def _mode(self) -> int:
        """The rights of the file before, or those of any new file."""
        if self._path.exists():
            return self._path.stat().st_mode & 0o777
        mask = os.umask(0)
        os.umask(mask)
        return 0o666 & ~mask

    @contextmanager
    def _telling(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise Unwritable(f"cannot write {self._name!r}: {error.strerror or error}") from None
