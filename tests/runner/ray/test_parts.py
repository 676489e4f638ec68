"""Cut and joined without a cluster: every part once, in any order, is the whole."""

from __future__ import annotations

import random
from typing import Any

import orjson
import pytest
import torch

from app.engine.parts import Cells, Finding, Part, Tile, TileValues, Trials, begin_part
from app.engine.trials.sweep import cells_of
from app.messages import Message, Progress, Weights, answer
from app.runner.ray.cutting import cut
from app.runner.ray.joining import Joiner, in_order
from app.spec import Request, SweepRequest, TuneRequest, wire
from tests.runner.ray.requests import EVERY, FORMULA, MLP, ROSENBROCK, RUNS, functions, models, sweep, tune
from tests.runner.ray.test_identity import alone, timeless

CUT = [name for name in EVERY if cut(EVERY[name], 2)]


def said(request: Request, part: Part) -> list[Message | Finding]:
    return [message for message in begin_part(request, part, None, {}) if message is not None]


@pytest.mark.parametrize("name", CUT)
def test_parts_in_any_order_come_to_the_whole(name: str) -> None:
    request, width, chance = EVERY[name], 3, random.Random(name)
    joiner = Joiner(request, width)
    waiting = list(enumerate(cut(request, width)))
    heard: list[Message] = []
    begun = len(waiting)
    while waiting:
        number, part = waiting.pop(chance.randrange(len(waiting)))
        for message in said(request, part) * chance.choice([1, 2]):  # a part may be done again
            if not isinstance(message, Weights):
                heard += joiner.take(number, message)
        for new in joiner.more():
            waiting.append((begun, new))
            begun += 1
    heard += joiner.end()
    version = str(torch.__version__).split("+")[0]
    once = list({orjson.dumps(repr(one)): one for one in heard}.values())
    body = answer(in_order(once), wire(request), version)
    expected = answer(alone(request), wire(request), version)
    assert timeless(orjson.loads(body)) == timeless(orjson.loads(expected))


def test_each_cell_and_each_trial_is_in_one_part() -> None:
    for request in (sweep(MLP, (12, 5)), sweep(ROSENBROCK, (12, 9))):
        assert isinstance(request, SweepRequest)
        parts = cut(request, 4)
        assert len(parts) >= 4
        cells = [index for part in parts if isinstance(part, Cells) for index in part.indices]
        assert cells == cells_of(request)
    request = tune(MLP, "random", 23)
    assert isinstance(request, TuneRequest)
    for run in range(2):
        own = [part.numbers for part in cut(request, 4) if isinstance(part, Trials) and part.run == run]
        assert [number for numbers in own if numbers is not None for number in numbers] == list(range(23))


def test_what_one_worker_does_best_stays_whole() -> None:
    assert all(cut(request, 1) == [] for request in EVERY.values())
    assert cut(functions(), 16) == []
    assert cut(sweep(FORMULA, (3, 2)), 16) == []
    assert cut(models(runs=RUNS[:1]), 16) == []


def test_tiles_cover_each_finer_grid_once() -> None:
    request = EVERY["landscape of a model"]
    (outlook,) = cut(request, 4)
    joiner = Joiner(request, 4)
    for message in said(request, outlook):
        list(joiner.take(0, message))
    sizes: dict[int, int] = {}
    while tiles := joiner.more():
        assert len(tiles) > 1
        for tile in tiles:
            assert isinstance(tile, Tile)
            sizes[tile.side] = sizes.get(tile.side, 0) + len(tile.coordinates)
            values = TileValues(tile.side, tile.first, torch.zeros(len(tile.coordinates)).double().numpy())
            list(joiner.take(1, values))
    assert sizes == {25: 25 * 25 - 13 * 13, 27: 27 * 27}


def test_progress_of_parts_is_told_together() -> None:
    request = EVERY["sweep of a model"]
    joiner = Joiner(request, 2)
    told: list[Any] = []
    for number, done in ((0, 1), (1, 2), (0, 3), (0, 2), (1, 2)):
        told += joiner.take(number, Progress(done, 9))
    assert [(one.done, one.total) for one in told] == [(1, 18), (3, 18), (5, 18)]
