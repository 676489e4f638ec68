"""What the server is made of: floors that hold, vendored files as they were, and known advisories."""

from __future__ import annotations

import hashlib
import json
import re
import subprocess
import sys
import tomllib
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.version import Version

from tests.conftest import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
REQUIRED = [Requirement(line) for line in PROJECT["dependencies"]]

# Below these, a fact that the server relies on does not hold.
FLOORS = {
    "uvicorn": "0.52.1",  # back-pressure on WebSockets
    "jinja2": "3.1.6",
    "pydantic": "2.14",
    "nh3": "0.3",
}


def floor_of(requirement: Requirement) -> Version:
    lows = [Version(one.version) for one in requirement.specifier if one.operator in (">=", "~=")]
    assert len(lows) == 1, f"{requirement} has no floor"
    return lows[0]


@pytest.mark.parametrize("requirement", REQUIRED, ids=str)
def test_every_package_has_a_floor_that_what_is_installed_keeps(requirement: Requirement) -> None:
    assert Version(version(requirement.name)) in requirement.specifier
    if requirement.name in FLOORS:
        assert floor_of(requirement) >= Version(FLOORS[requirement.name])


VENDORED = sorted((ROOT / "static" / "vendor").rglob("README.md"))


def test_every_vendored_folder_names_its_files_by_hash() -> None:
    held = {path.parent for path in (ROOT / "static" / "vendor").rglob("*") if path.is_file()}
    assert held == {readme.parent for readme in VENDORED}


@pytest.mark.parametrize("readme", VENDORED, ids=lambda path: path.parent.name)
def test_vendored_files_have_the_hashes_that_are_written_down(readme: Path) -> None:
    table = re.findall(r"`([\w./-]+)`[^\n]*?`([0-9a-f]{64})`", readme.read_text())
    run_by_browsers = {path.name for path in readme.parent.iterdir() if path.suffix in (".js", ".css")}
    assert run_by_browsers
    assert run_by_browsers <= {name for name, _ in table}
    for name, digest in table:
        assert hashlib.sha256((readme.parent / name).read_bytes()).hexdigest() == digest, name


def test_no_known_advisory_concerns_what_is_installed_where_the_advisories_can_be_reached(
    record_property: Any,
) -> None:
    """Without a way to the database nothing is audited: then this test says so, and shows no more."""
    command = [sys.executable, "-m", "pip_audit", "--progress-spinner=off", "--timeout=5", "--format=json"]
    try:
        ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120)
        found = json.loads(ran.stdout)["dependencies"]
    except (subprocess.TimeoutExpired, json.JSONDecodeError):
        found = []
    audited = [package for package in found if "vulns" in package]
    names = {requirement.name for requirement in REQUIRED}
    wrong = {
        package["name"]: [advisory["id"] for advisory in package["vulns"]]
        for package in audited
        if package["name"] in names and package["vulns"]
    }
    said = (
        f"{len(audited)} packages were audited" if audited else "the advisories cannot be reached from here"
    )
    record_property("advisories", said)
    print(said)
    assert not wrong
