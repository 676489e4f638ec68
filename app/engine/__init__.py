"""How is it computed? A request in, messages out: pure and synchronous, without web or processes."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from app.engine.backward import show_backward
from app.engine.basins import basin_map
from app.engine.compare import CompareWork
from app.engine.curvature import follow_curvature, measure_spectrum
from app.engine.dataset import show_dataset
from app.engine.fan import spread_fan
from app.engine.inspection import inspect_run
from app.engine.landscape import sample_landscape
from app.engine.planes.exact import sample_plane
from app.engine.planes.work import explore_plane
from app.engine.store import TrajectoryStore
from app.engine.training.checkpoint import make_checkpoint
from app.engine.training.work import TrainingWork
from app.engine.trials.sweep import sweep
from app.engine.trials.tune import tune
from app.engine.work import FixedWork, Work
from app.messages import NO_PAST, Past
from app.spec import (
    BackwardRequest,
    BasinsRequest,
    CheckpointRequest,
    Comparison,
    CurvatureRequest,
    DatasetRequest,
    ExportRequest,
    FanRequest,
    InspectRequest,
    LandscapeRequest,
    ModelObjective,
    Request,
    SpectrumRequest,
    SweepRequest,
    TuneRequest,
)

__all__ = ["TrajectoryStore", "Work", "begin"]


NO_CHECKPOINTS: Mapping[str, bytes] = MappingProxyType({})


def begin(
    request: Request,
    store: TrajectoryStore | None = None,
    checkpoints: Mapping[str, bytes] = NO_CHECKPOINTS,
    past: Past = NO_PAST,
) -> Work:
    """The work that answers a checked request; trajectories are taken from `store` and put there.

    `checkpoints` are the safetensors files that the request's runs start from, by id. Work with a `past` says
    everything again, but contradicts nothing of it.
    """
    match request:
        case Comparison():
            if isinstance(request.objective, ModelObjective):
                return TrainingWork(request, store, checkpoints, past=past)
            return CompareWork(request, store, past=past)
        case LandscapeRequest():
            if request.plane is not None:
                return FixedWork(explore_plane(request, store, checkpoints))
            of_model = isinstance(request.objective, ModelObjective)
            return FixedWork(sample_plane(request) if of_model else sample_landscape(request))
        case FanRequest():
            return FixedWork(spread_fan(request, store))
        case BasinsRequest():
            return FixedWork(basin_map(request))
        case CurvatureRequest():
            return FixedWork(follow_curvature(request, store, checkpoints))
        case SpectrumRequest():
            return FixedWork(measure_spectrum(request, store, checkpoints))
        case SweepRequest():
            return FixedWork(sweep(request, checkpoints))
        case TuneRequest():
            return FixedWork(tune(request, checkpoints))
        case InspectRequest():
            return FixedWork(inspect_run(request, checkpoints))
        case ExportRequest():
            raise TypeError("a file is written by those who know its format, not by the engine")
        case BackwardRequest():
            return FixedWork(show_backward(request))
        case DatasetRequest():
            return FixedWork(show_dataset(request))
        case CheckpointRequest():
            return FixedWork(make_checkpoint(request, checkpoints))
