"""The command `thalweg`: serve, or compute in this very process and write down what came of it."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Sequence
from types import FrameType
from typing import NoReturn

from app.cli.arguments import BadArguments, read_arguments

BAD_INPUT = 2
FAILED = 1
STOPPED = 130
TERMINATED = 143


def main(arguments: Sequence[str] | None = None) -> None:
    """Do what the arguments say; without any, serve on HOST:PORT from the environment.

    The exit status is 0, 2 for input that cannot be used, 130 after Ctrl-C.
    """
    given = list(sys.argv[1:] if arguments is None else arguments)
    try:
        asked = read_arguments(given)
    except BadArguments as reason:
        _fail(str(reason), BAD_INPUT)
    if asked.command == "serve":
        _check_settings()
        from app.cli.serve import serve

        serve(asked.host, asked.port)
        return
    signal.signal(signal.SIGTERM, _terminated)
    try:
        _compute(asked.command, asked)
        sys.stdout.flush()
    except KeyboardInterrupt:
        _fail("stopped", STOPPED)
    except BrokenPipeError:
        # Whoever read the output has seen enough; the interpreter must not complain when it closes it.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(FAILED)


def _compute(command: str, asked: object) -> None:
    from app.errors import Refusal, is_want_of_memory
    from app.export.target import Unwritable

    _check_settings()
    try:
        from app.cli.commands import COMMANDS

        COMMANDS[command](asked)
    except Refusal as refusal:
        place = f" (at {refusal.field})" if refusal.field else ""
        _fail(f"{refusal.message}{place}", BAD_INPUT)
    except Unwritable as reason:
        _fail(str(reason), BAD_INPUT)
    except (MemoryError, RuntimeError) as error:
        if not is_want_of_memory(error):
            raise
        _fail("this needs more memory than there is; ask for fewer steps, runs or points", FAILED)


def _check_settings() -> None:
    """Say in a sentence which variable of the environment cannot be used."""
    from pydantic import ValidationError

    from app.settings import settings

    try:
        settings()
    except ValidationError as error:
        problem = error.errors(include_url=False)[0]
        name = f"THALWEG_{problem['loc'][0]}".upper()
        # A Redis has its password in its address.
        given = "what it is" if name == "THALWEG_REDIS" else repr(problem["input"])
        _fail(f"{name} cannot be {given}: {problem['msg']}", BAD_INPUT)


def _fail(sentence: str, status: int) -> NoReturn:
    line = " ".join(sentence.split())
    print(f"thalweg: {line}", file=sys.stderr)
    sys.exit(status)


def _terminated(number: int, frame: FrameType | None) -> NoReturn:
    """Leave by way of everything that cleans up after itself."""
    sys.exit(TERMINATED)
