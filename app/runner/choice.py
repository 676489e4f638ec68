"""Which runner does the server have? The one place that knows of all of them."""

from __future__ import annotations

from importlib.util import find_spec

from app.runner.base import Runner
from app.settings import Settings


class Unavailable(Exception):
    """A runner that was chosen and cannot be had here, in a sentence."""


def runner_of(settings: Settings) -> Runner:
    """The runner that the settings ask for; raises `Unavailable`."""
    if settings.engine == "local":
        from app.runner.local import LocalRunner

        return LocalRunner(settings)
    if find_spec("ray") is None:
        raise Unavailable("THALWEG_ENGINE is ray, and Ray is not installed: pip install 'thalweg[ray]'")
    from app.runner.ray.runner import RayRunner

    return RayRunner(settings)
