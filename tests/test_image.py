"""What the Dockerfile's steps build runs, alone, on what the project declares."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.conftest import Server, running
from tests.image import Image, Stage, invited
from tests.web.client import columns, comparison, open_stream


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Stage:
    return Image(tmp_path_factory.mktemp("image")).last


def environment(stage: Stage) -> dict[str, str]:
    """What a container would have, and nothing of the tests' own; its folders are those of the stage."""
    given = stage.environment | {"PORT": "0"}
    path = given["PATH"].replace("$PATH", "/usr/bin:/bin").split(":")
    return {**given, "PATH": ":".join([str(stage.at(path[0])), *path[1:]]), "THALWEG_WORKERS": "1"}


def words(stage: Stage, command: str) -> list[str]:
    """A command in the form of a JSON list, its program found as the container would."""
    program, *rest = json.loads(command)
    found = shutil.which(program, path=environment(stage)["PATH"])
    assert found is not None
    assert Path(found).is_relative_to(stage.folder)
    return [found, *rest]


def everything(stage: Stage) -> set[str]:
    return {str(path) for path in stage.folder.rglob("*")}


@pytest.fixture(scope="module")
def container(stage: Stage) -> Iterator[Server]:
    """The image's own command, run from the root of the file system."""
    command = words(stage, stage.settings["CMD"])
    with running(command, Path("/"), environment(stage)) as server:
        yield server


async def test_it_serves_page_catalog_and_stream(container: Server) -> None:
    async with httpx.AsyncClient(base_url=container.url, timeout=30) as visitor:
        for path in (
            "/",
            "/static/js/main.js",
            "/vendor/plotly.min.js",
            "/api/catalog",
            "/docs",
            "/lessons",
            "/readyz",
        ):
            assert (await visitor.get(path)).status_code == 200, path
        answer = (await visitor.post("/api/compare", json=comparison(40))).json()
    async with open_stream(container) as client:
        await client.say("compare", comparison=comparison(40))
        heard = await client.hear_until("finished")
    assert columns(heard, 1)["x"] == pytest.approx(answer["runs"][1]["x"], rel=1e-5)


def test_its_health_check_says_that_it_is_well(stage: Stage, container: Server) -> None:
    command = words(stage, stage.settings["HEALTHCHECK"].split(" CMD ", 1)[1])
    well = subprocess.run(command, env={**environment(stage), "PORT": str(container.port)}, check=False)
    assert well.returncode == 0


def test_what_is_not_declared_is_not_there(stage: Stage) -> None:
    python = words(stage, '["python"]')[0]
    for name in ("pytest", "psutil", "httpx", "mypy", "hatchling"):
        asked = subprocess.run(
            [python, "-c", f"import {name}"], env=environment(stage), capture_output=True, check=False
        )
        assert b"ModuleNotFoundError" in asked.stderr, name
    code = "import app; print(app.__file__)"
    where = subprocess.run(
        [python, "-c", code], env=environment(stage), cwd="/", capture_output=True, check=True
    )
    assert Path(where.stdout.decode().strip()).is_relative_to(stage.folder)


def test_it_ends_as_it_is_told_and_has_written_nothing(stage: Stage) -> None:
    assert stage.settings["STOPSIGNAL"] == "SIGTERM"
    before = everything(stage)
    with running(words(stage, stage.settings["CMD"]), Path("/"), environment(stage)) as server:
        assert httpx.post(f"{server.url}/api/compare", json=comparison(5)).status_code == 200
        server.process.send_signal(signal.SIGTERM)
        server.process.wait(timeout=10)
    assert everything(stage) == before


def test_nothing_but_what_is_built_from_travels_to_the_builder() -> None:
    tops = {path.relative_to(Path(__file__).parent.parent).parts[0] for path in invited(".")}
    assert tops == {"app", "static", "templates", "pyproject.toml", "LICENSE", "README.md"}
    assert not any("__pycache__" in path.parts for path in invited("app"))
    assert os.path.join("app", "main.py") in {str(path)[-11:] for path in invited("app")}
