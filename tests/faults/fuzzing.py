"""How long to search for what breaks: a moment in the suite, as long as told by `make fuzz`."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

settings.register_profile("suite", max_examples=60, suppress_health_check=list(HealthCheck))
settings.register_profile("fuzz", settings.get_profile("suite"), max_examples=5_000)

fuzzed = settings.get_profile(os.environ.get("HYPOTHESIS_PROFILE", "suite"))
