"""How is it computed? A request in, messages out: pure and synchronous, without web or processes."""

from __future__ import annotations

from app.engine.basins import basin_map
from app.engine.compare import CompareWork
from app.engine.fan import spread_fan
from app.engine.landscape import sample_landscape
from app.engine.store import TrajectoryStore
from app.engine.work import FixedWork, Work
from app.spec import BasinsRequest, Comparison, FanRequest, LandscapeRequest, Request

__all__ = ["TrajectoryStore", "Work", "begin"]


def begin(request: Request, store: TrajectoryStore | None = None) -> Work:
    """The work that answers a checked request; trajectories are taken from `store` and put there."""
    match request:
        case Comparison():
            return CompareWork(request, store)
        case LandscapeRequest():
            return FixedWork(sample_landscape(request))
        case FanRequest():
            return FixedWork(spread_fan(request, store))
        case BasinsRequest():
            return FixedWork(basin_map(request))
