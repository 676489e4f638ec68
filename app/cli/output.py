"""What does a command leave? A whole file or none; tables on stdout, progress on stderr."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from rich import box
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

# A table that goes into a file or a pipe is not folded to the width of a screen.
PIPE_WIDTH = 160


class Unwritable(Exception):
    """A place where no file can be written, in a sentence."""


class Target:
    """A file that is written as a whole or not at all: beside its place, then moved there."""

    def __init__(self, path: str) -> None:
        self._name = path
        self._path = Path(path).resolve()
        self._beside: Path | None = None

    def __enter__(self) -> Target:
        """Find out before all work whether the file can be written."""
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
        print(f"wrote {self._name} ({_size(len(data))})", file=sys.stderr)

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


@contextmanager
def progress(title: str) -> Iterator[Callable[[float], None]]:
    """A bar on stderr while there is a terminal; what is yielded is told how much is done, from 0 to 1."""
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task(title, total=1.0)
        yield lambda share: bar.update(task, completed=share)


def show_table(title: str, headings: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """A table on stdout; numbers stand at the right."""
    console = _console()
    table = Table(title=Text(title), title_justify="left", box=box.SIMPLE_HEAD, pad_edge=False)
    for place, heading in enumerate(headings):
        numeric = all(isinstance(row[place], int | float | None) for row in rows)
        table.add_column(heading, justify="right" if numeric else "left", overflow="fold")
    for row in rows:
        table.add_row(*(Text(shown(cell)) for cell in row))
    console.print(table)


def show(text: str) -> None:
    """A line or more on stdout, as it is."""
    _console().print(Text(text))


def show_bytes(data: bytes) -> None:
    """A document on stdout; text ends with a new line."""
    sys.stdout.flush()
    sys.stdout.buffer.write(data)
    with suppress(UnicodeDecodeError):
        data[-4:].decode()
        sys.stdout.buffer.write(b"" if data.endswith(b"\n") else b"\n")
    sys.stdout.buffer.flush()


def shown(value: Any) -> str:
    """A value as a cell of a table."""
    if value is None or value != value:
        return "-"
    return f"{value:.6g}" if isinstance(value, float) else str(value)


def _console() -> Console:
    console = Console()
    return console if console.is_terminal else Console(width=PIPE_WIDTH)


def _size(count: int) -> str:
    return (
        f"{count} bytes"
        if count < 10_000
        else f"{count / 1000:.0f} kB"
        if count < 10_000_000
        else f"{count / 1e6:.0f} MB"
    )
