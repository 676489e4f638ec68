"""The Dockerfile keeps its promises, as far as reading it can tell."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
import sys

import pytest

from tests.conftest import ROOT, Server

TEXT = (ROOT / "Dockerfile").read_text().replace("\\\n", " ")
LINES = [line.strip() for line in TEXT.splitlines() if line.strip() and not line.startswith("#")]
LAST_STAGE = LINES[max(index for index, line in enumerate(LINES) if line.startswith("FROM")) :]


def instruction(name: str, lines: list[str] = LINES) -> list[str]:
    return [line.removeprefix(name).strip() for line in lines if line.startswith(name + " ")]


def healthcheck() -> list[str]:
    command = instruction("HEALTHCHECK")[0].split(" CMD ", 1)[1]
    words: list[str] = json.loads(command)
    return words


def test_the_image_is_slim_and_takes_the_cpu_build_of_torch() -> None:
    assert all(re.match(r"python:3\.\d+-slim\b", base) for base in instruction("FROM"))
    assert any("--torch-backend=cpu" in command for command in instruction("RUN"))


def test_the_server_does_not_run_as_root() -> None:
    assert instruction("USER", LAST_STAGE) == ["thalweg"]
    run = LAST_STAGE.index("USER thalweg")
    assert run < next(index for index, line in enumerate(LAST_STAGE) if line.startswith("CMD"))


def test_it_listens_on_every_interface_and_on_the_port_it_exposes() -> None:
    variables = dict(word.split("=", 1) for word in shlex.split(instruction("ENV", LAST_STAGE)[0]))
    assert variables["HOST"] == "0.0.0.0"
    assert variables["THALWEG_SCRIPTS"] == "true"  # a published port never arrives over loopback
    assert instruction("EXPOSE", LAST_STAGE) == [variables["PORT"]]
    assert json.loads(instruction("CMD", LAST_STAGE)[0]) == ["python", "-m", "app"]


def test_the_health_check_tells_a_live_server_from_a_dead_one(server: Server) -> None:
    words = [sys.executable, *healthcheck()[1:]]
    alive = subprocess.run(words, env={"PORT": str(server.port)}, capture_output=True)
    dead = subprocess.run(words, env={"PORT": "9"}, capture_output=True)
    assert alive.returncode == 0
    assert dead.returncode != 0


def test_only_what_is_built_from_travels_to_the_builder() -> None:
    lines = [line for line in (ROOT / ".dockerignore").read_text().splitlines() if not line.startswith("#")]
    assert lines[0] == "*"
    invited = {line[1:] for line in lines if line.startswith("!")}
    assert invited == {"app", "static", "templates", "pyproject.toml", "LICENSE", "README.md"}
    assert all((ROOT / name).exists() for name in invited)


@pytest.mark.parametrize("name", ["FROM", "COPY"])
def test_no_step_pulls_from_an_address(name: str) -> None:
    assert not any("://" in line for line in instruction(name))
