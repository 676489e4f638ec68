"""Where are landscapes computed? On the processor, or on a graphics card where there is one."""

from __future__ import annotations

from functools import cache

import torch

from app.settings import settings


@cache
def device() -> torch.device:
    """The device that the settings ask for; what is trained is trained on the processor, whatever it is."""
    asked = settings().device
    graphics = asked == "cuda" or (asked == "auto" and torch.cuda.is_available())
    return torch.device("cuda" if graphics else "cpu")
