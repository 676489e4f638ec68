"""The wheel serves the page from wherever it is installed."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import httpx
import pytest

from tests.conftest import ROOT, running_server
from tests.web.client import comparison


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    subprocess.run(command, check=True, capture_output=True)
    return next(folder.glob("thalweg-*.whl"))


def test_the_wheel_holds_the_code_the_page_and_the_licence(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    for wanted in (
        "app/cli/__init__.py",
        "app/catalog/datasets/real/digits.safetensors",
        "app/_static/docs/init.js",
        "app/_static/js/lessons/lesson.js",
        "app/_templates/docs.html",
        "app/_templates/index.html",
        "app/guide/guide.en.md",
        "app/guide/guide.zh.md",
        "app/translations/zh/LC_MESSAGES/messages.po",
    ):
        assert wanted in names
    assert any(name.endswith("licenses/LICENSE") for name in names)
    tops = {name.split("/")[0] for name in names}
    assert tops == {"app", next(top for top in tops if top.endswith(".dist-info"))}


def test_the_installed_command_serves_the_page_from_any_folder(wheel: Path, tmp_path: Path) -> None:
    target = tmp_path / "installed"
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index"]
    subprocess.run([*command, "--target", str(target), str(wheel)], check=True)
    # A project of somebody else, whose package has the same name and must be left alone.
    project = tmp_path / "project"
    (project / "app").mkdir(parents=True)
    (project / "app" / "__init__.py").write_text("print('the wrong package')")
    environment = {"PYTHONPATH": str(target), "THALWEG_WORKERS": "1"}
    with running_server([str(target / "bin" / "thalweg")], project, **environment) as server:
        page = httpx.get(server.url + "/")
        assert page.status_code == 200
        for path in (
            "/static/js/main.js",
            "/static/docs/init.js",
            "/vendor/plotly.min.js",
            "/docs",
            "/lessons",
            "/guide?lang=zh",
        ):
            assert httpx.get(server.url + path).status_code == 200, path
        answer = httpx.post(server.url + "/api/compare", json=comparison(3))
        assert answer.status_code == 200
    assert not any("wrong package" in line for line in server.lines)


def test_the_installed_command_compares_in_an_empty_folder(wheel: Path, tmp_path: Path) -> None:
    target, folder = tmp_path / "installed", tmp_path / "empty"
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index"]
    subprocess.run([*command, "--target", str(target), str(wheel)], check=True)
    folder.mkdir()
    asked = "compare rosenbrock --run Adam:lr=0.05 --run SGD:lr=0.001,momentum=0.9 --steps 300 --out race.gif"
    ended = subprocess.run(
        [sys.executable, str(target / "bin" / "thalweg"), *asked.split()],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(target)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    assert "Rosenbrock: 300 steps" in ended.stdout
    assert [path.name for path in folder.iterdir()] == ["race.gif"]
