"""The schedules of torch.optim.lr_scheduler, in the order in which the page offers them."""

from __future__ import annotations

from app.catalog.entries import Schedule
from app.catalog.schedules.combinations import CHAINED, SEQUENTIAL
from app.catalog.schedules.cycles import COSINE, CYCLIC, ONE_CYCLE, WARM_RESTARTS
from app.catalog.schedules.decays import (
    CONSTANT,
    EXPONENTIAL,
    LINEAR,
    MULTI_STEP,
    PLATEAU,
    POLYNOMIAL,
    STEP,
)
from app.catalog.schedules.unavailable import LAMBDA, MULTIPLICATIVE

_SCHEDULES = (
    STEP,
    MULTI_STEP,
    EXPONENTIAL,
    LINEAR,
    CONSTANT,
    POLYNOMIAL,
    COSINE,
    WARM_RESTARTS,
    CYCLIC,
    ONE_CYCLE,
    PLATEAU,
    SEQUENTIAL,
    CHAINED,
    LAMBDA,
    MULTIPLICATIVE,
)

SCHEDULES: dict[str, Schedule] = {schedule.id: schedule for schedule in _SCHEDULES}

__all__ = ["SCHEDULES"]
