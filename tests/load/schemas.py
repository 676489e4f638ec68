"""`make fuzz-api`: does the server keep what its own description promises, whatever it is asked?

Every operation gets data that fit the description and data that do not. No answer may be a failure of the
server, have a status or a form that is not described, or take what the description forbids.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from contextlib import AbstractContextManager

from tests.conftest import Server, running_server

# The description cannot know all that the catalog does: what fits its forms may still be refused in words.
BY_THE_CATALOG = "positive_data_acceptance"


def small_server() -> AbstractContextManager[Server]:
    """A server where all work is small: what is tried is the way in and the way out."""
    return running_server(
        THALWEG_MAX_STEPS="40",
        THALWEG_MAX_RESOLUTION="16",
        THALWEG_MAX_BASIN_RESOLUTION="8",
        THALWEG_MAX_SWEEP_CELLS="8",
        THALWEG_MAX_TRIALS="4",
    )


def attack(server: Server, *options: str) -> subprocess.CompletedProcess[str]:
    """Ask the server all kinds of things; the exit status is 0 when it kept its promises."""
    program = "from schemathesis.cli import schemathesis; schemathesis()"
    fixed = ["--exclude-checks", BY_THE_CATALOG, "--suppress-health-check", "all", "--no-color"]
    with tempfile.TemporaryDirectory() as folder:  # for what is kept from run to run
        return subprocess.run(
            [sys.executable, "-c", program, "run", f"{server.url}/openapi.json", *fixed, *options],
            cwd=folder,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )


def failures(server: Server) -> list[str]:
    """What the server printed of exceptions in its own code."""
    return [line for line in server.lines if "Traceback" in line or "Error" in line]


def main(examples: str) -> int:
    """All phases, with so many random cases for each operation, on a server of its own."""
    with small_server() as server:
        done = attack(server, "--max-examples", examples, "--continue-on-failure")
        print(done.stdout, *failures(server), sep="\n")
        return done.returncode or bool(failures(server))


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:2] or ["200"]))
