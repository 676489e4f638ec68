"""Where are landscapes computed? On the processor, or on a graphics card where there is one."""

from __future__ import annotations

from functools import cache

import torch

from app.settings import settings


@cache
def device() -> torch.device:
    """The device that the settings ask for; what is trained is trained on the processor, whatever it is.

    On a graphics card convolutions have the full precision of float32, as everything else has.
    """
    asked = settings().device
    if asked == "cpu" or (asked == "auto" and not torch.cuda.is_available()):
        return torch.device("cpu")
    torch.backends.cudnn.allow_tf32 = False
    return torch.device("cuda")
