"""Imported by the fork server alone, when it starts: what it loads here, each worker is born with."""

from __future__ import annotations

import app.runner.preload  # noqa: F401
from app.runner.worker import die_with_parent

die_with_parent()  # without taking the second that torch needs to unload
