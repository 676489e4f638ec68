"""Which runner a server gets."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from app.runner import choice
from app.runner.local import LocalRunner
from app.runner.ray.runner import RayRunner
from app.settings import Settings

ROOT = Path(__file__).parent.parent.parent


def test_work_is_done_in_local_processes_unless_a_cluster_is_asked_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert isinstance(choice.runner_of(Settings()), LocalRunner)
    monkeypatch.setenv("THALWEG_ENGINE", "ray")
    assert isinstance(choice.runner_of(Settings()), RayRunner)


def test_who_asks_for_a_cluster_without_ray_is_told_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(choice, "find_spec", lambda _: None)
    with pytest.raises(choice.Unavailable, match=r"pip install 'thalweg\[ray\]'"):
        choice.runner_of(Settings(engine="ray"))


def test_ray_is_loaded_by_those_who_ask_for_it_alone() -> None:
    code = (
        "import sys; from app.runner.choice import runner_of; from app.settings import Settings;"
        "runner_of(Settings()); print('ray' in sys.modules)"
    )
    command = [sys.executable, "-c", code]
    said = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "False"
