"""The Dockerfile's steps without Docker: each stage a folder, each RUN an equivalent that needs no network.

What this does not prove: the base images, that uv finds and fetches the wheels, and the unprivileged user. In
place of fetching, exactly the packages that the requirements name, and those that these require, are linked
out of the environment of the tests: what is not declared is not there.
"""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterator
from fnmatch import fnmatch
from importlib.metadata import Distribution, distribution
from pathlib import Path

from packaging.requirements import Requirement

from tests.conftest import ROOT

Words = list[str]


class Stage:
    """What one FROM begins: a folder in place of its file system, and what the image will be told."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.workdir = "/"
        self.settings: dict[str, str] = {}  # by instruction, the last one said
        self.environment: dict[str, str] = {}

    def at(self, path: str) -> Path:
        """Where a path of the image lies."""
        return self.folder / str(Path(self.workdir, path)).lstrip("/")


class Image:
    """Every stage of the Dockerfile built in order; `last` is what becomes the image."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._stages: list[Stage] = []
        self._names: dict[str, Stage] = {}
        for instruction, rest in instructions():
            self._obey(instruction, rest)

    @property
    def last(self) -> Stage:
        return self._stages[-1]

    def _obey(self, instruction: str, rest: str) -> None:
        match instruction:
            case "FROM":
                stage = Stage(self._folder / str(len(self._stages)))
                stage.folder.mkdir()
                self._stages.append(stage)
                if " AS " in rest:
                    self._names[rest.rpartition(" AS ")[2]] = stage
            case "RUN":
                self._run(rest)
            case "COPY":
                self._copy(shlex.split(rest))
            case "WORKDIR":
                self.last.workdir = rest
                self.last.at(".").mkdir(parents=True, exist_ok=True)
            case "ENV":
                self.last.environment |= dict(word.split("=", 1) for word in shlex.split(rest))
            case _:
                self.last.settings[instruction] = rest

    def _run(self, command: str) -> None:
        for pattern, equivalent in EQUIVALENTS.items():
            if match := re.fullmatch(pattern, command):
                equivalent(self.last, **match.groupdict())
                return
        raise AssertionError(f"expected a step that this test knows an equivalent of, got RUN {command}")

    def _copy(self, words: Words) -> None:
        *sources, target = [word for word in words if not word.startswith("--")]
        stage = next((word.removeprefix("--from=") for word in words if word.startswith("--from=")), None)
        for source in sources:
            if stage is not None:
                shutil.copytree(self._names[stage].at(source), self.last.at(target), symlinks=True)
            else:
                for path in invited(source):
                    place = self.last.at(target) / path.relative_to(ROOT)
                    place.parent.mkdir(parents=True, exist_ok=True)
                    shutil.copyfile(path, place)


def instructions() -> Iterator[tuple[str, str]]:
    """The Dockerfile's instructions in order, continued lines joined."""
    text = re.sub(r"^#.*\n", "", (ROOT / "Dockerfile").read_text(), flags=re.MULTILINE).replace("\\\n", " ")
    for line in filter(None, map(str.strip, text.splitlines())):
        instruction, _, rest = line.partition(" ")
        yield instruction, rest.strip()


def invited(source: str) -> Iterator[Path]:
    """The files under a path that .dockerignore lets travel to the builder, by the last rule that fits."""
    lines = (ROOT / ".dockerignore").read_text().splitlines()
    rules = [line for line in lines if line and not line.startswith("#")]
    start = ROOT / source
    # Folders at the top that stay behind are large: they are not looked into.
    tops = [start] if source != "." else [top for top in ROOT.iterdir() if _lets(rules, [top.name])]
    for path in sorted(path for top in tops for path in ([top] if top.is_file() else top.rglob("*"))):
        inside = path.relative_to(ROOT)
        ways = [str(way) for way in (inside, *inside.parents) if str(way) != "."]
        if path.is_file() and _lets(rules, ways):
            yield path


def _lets(rules: Words, ways: Words) -> bool:
    lets = True
    for rule in rules:
        wanted = rule.removeprefix("!")
        anywhere = wanted.removeprefix("**/")
        if any(
            fnmatch(way, wanted) or (anywhere != wanted and way.split("/")[-1] == anywhere) for way in ways
        ):
            lets = rule.startswith("!")
    return lets


def _nothing(_: Stage) -> None:
    """It changes the system of the image, and no folder of ours."""


def _environment(stage: Stage, path: str) -> None:
    command = [sys.executable, "-m", "venv", "--without-pip", str(stage.at(path))]
    subprocess.run(command, check=True, capture_output=True)


def _requirements(stage: Stage, python: str, file: str, extra: str) -> None:
    project = tomllib.loads(stage.at(file).read_text())["project"]
    site = _site(stage, python)
    for found in closure([*project["dependencies"], *project["optional-dependencies"][extra]]):
        for name in {path.parts[0] for path in found.files or ()} - {"..", "__pycache__"}:
            place = site / name
            if not place.exists():
                place.symlink_to(Path(str(found.locate_file(name))).resolve())


def _install(stage: Stage, python: str) -> None:
    wheels = stage.folder / "wheels"
    quiet = ["--quiet", "--disable-pip-version-check", "--no-index", "--no-deps"]
    pip = [sys.executable, "-m", "pip"]
    build = [*pip, "wheel", *quiet, "--no-build-isolation", "--wheel-dir", str(wheels), "."]
    subprocess.run(build, cwd=stage.at("."), check=True, capture_output=True)
    (wheel,) = wheels.iterdir()
    install = [*pip, "--python", str(stage.at(python)), "install", *quiet, str(wheel)]
    subprocess.run(install, check=True, capture_output=True)


def closure(wanted: Words) -> list[Distribution]:
    """What these requirements come to; each must be fulfilled by what is installed."""
    found: dict[str, Distribution] = {}
    seen: set[tuple[str, frozenset[str]]] = set()
    waiting = [Requirement(line) for line in wanted]
    while waiting:
        requirement = waiting.pop()
        key = (requirement.name.lower(), frozenset(requirement.extras))
        if key in seen:
            continue
        seen.add(key)
        installed = found.setdefault(key[0], distribution(requirement.name))
        assert requirement.specifier.contains(installed.version, prereleases=True), requirement
        for line in installed.requires or ():
            needed = Requirement(line)
            extras = ["", *requirement.extras]
            if needed.marker is None or any(needed.marker.evaluate({"extra": extra}) for extra in extras):
                waiting.append(needed)
    return list(found.values())


def _site(stage: Stage, python: str) -> Path:
    (site,) = stage.at(python).parent.parent.glob("lib/python*/site-packages")
    return site


_PIP = r"uv pip install --no-cache --python (?P<python>\S+)"
EQUIVALENTS: dict[str, Callable[..., None]] = {
    r"pip install --no-cache-dir uv": _nothing,  # what uv would do is done by venv and pip
    r"useradd --system --uid \d+ --no-create-home \w+": _nothing,
    r"uv venv (?P<path>\S+)": _environment,
    rf"{_PIP} --torch-backend=cpu --requirements (?P<file>\S+) --extra (?P<extra>\S+)": _requirements,
    rf"{_PIP} --no-deps \.": _install,
}
