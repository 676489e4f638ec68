"""Cut and joined without a cluster: every part once, in any order, is the whole."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

import orjson
import pytest
import torch

from app.engine.parts import Cells, Finding, Part, Tile, TileValues, Trials, begin_part
from app.engine.trials.sweep import cells_of
from app.messages import Message, Progress, Weights, answer, beyond, place_of
from app.runner.ray.cutting import cut
from app.runner.ray.joining import Joiner, in_order
from app.spec import Request, SweepRequest, TuneRequest, wire
from tests.runner.ray.requests import (
    EVERY,
    FORMULA,
    MLP,
    ROSENBROCK,
    RUNS,
    functions,
    landscape,
    models,
    sweep,
    tune,
)
from tests.runner.ray.test_identity import alone, timeless


@pytest.fixture(autouse=True)
def one_thread() -> Iterator[None]:
    """As in a worker: with more threads, sums may be rounded in another order."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


CUT = [name for name in EVERY if cut(EVERY[name], 2)]


def said(request: Request, part: Part) -> list[Message | Finding]:
    return [message for message in begin_part(request, part, None, {}) if message is not None]


@pytest.mark.parametrize("name", CUT)
def test_parts_in_any_order_come_to_the_whole(name: str) -> None:
    request, width, chance = EVERY[name], 3, random.Random(name)
    joiner = Joiner(request, width)
    waiting = list(enumerate(cut(request, width)))
    heard: list[Message] = []
    known: dict[str, int] = {}

    def hear(message: Message) -> None:
        fresh, place = beyond(message, known), place_of(message)
        if fresh is not None:
            heard.append(fresh)
            known.update([place] if place else [])

    begun = len(waiting)
    while waiting:
        number, part = waiting.pop(chance.randrange(len(waiting)))
        for message in said(request, part) * chance.choice([1, 2]):  # a part may be done again
            if not isinstance(message, Weights):
                for joined in joiner.take(number, message):
                    hear(joined)
        for new in joiner.more():
            waiting.append((begun, new))
            begun += 1
    heard += joiner.end()
    version = str(torch.__version__).split("+")[0]
    body = answer(in_order(heard), wire(request), version)
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
    request = landscape("random", 60)
    (outlook,) = cut(request, 4)
    joiner = Joiner(request, 4)
    for message in said(request, outlook):
        list(joiner.take(0, message))
    sizes: dict[int, int] = {}
    most = 0
    while tiles := joiner.more():
        most = max(most, len(tiles))
        for tile in tiles:
            assert isinstance(tile, Tile)
            sizes[tile.side] = sizes.get(tile.side, 0) + len(tile.coordinates)
            values = TileValues(tile.side, tile.first, torch.zeros(len(tile.coordinates)).double().numpy())
            list(joiner.take(1, values))
    assert sizes == {25: 25**2 - 13**2, 51: 51**2, 60: 60**2}
    assert most >= 4


def test_progress_of_parts_is_told_together() -> None:
    request = EVERY["sweep of a model"]
    joiner = Joiner(request, 2)
    told: list[Any] = []
    for number, done in ((0, 1), (1, 2), (0, 3), (0, 2), (1, 2)):
        told += joiner.take(number, Progress(done, 9))
    assert [(one.done, one.total) for one in told] == [(1, 18), (3, 18), (5, 18)]
