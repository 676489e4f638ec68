"""What does a command leave? A whole file or none; tables on stdout, progress on stderr."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any

from rich import box
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from app.export.target import Target

# A table that goes into a file or a pipe is not folded to the width of a screen.
PIPE_WIDTH = 160


def write_file(target: Target, name: str, data: bytes) -> None:
    """Put a file in its place, and say so on stderr."""
    target.write(data)
    print(f"wrote {name} ({_size(len(data))})", file=sys.stderr)


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
    if title:
        console.print(Text(title), soft_wrap=True)
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
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
    if count < 10_000:
        return f"{count} bytes"
    return f"{count / 1000:.0f} kB" if count < 10_000_000 else f"{count / 1e6:.0f} MB"
