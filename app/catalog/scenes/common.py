"""What scenes share: the way a run is written."""

from __future__ import annotations

from app.catalog.entries import Json


def run(
    label: str, optimizer: str, schedule: dict[str, Json] | None = None, **params: Json
) -> dict[str, Json]:
    """A run of the API, with `params` as the optimizer's arguments."""
    return {"optimizer": optimizer, "params": params, "schedule": schedule, "label": label}
