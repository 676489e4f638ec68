"""How do the words of many parts become those of one piece of work?"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator

import numpy as np
import torch

from app.engine.parts import Finding, Part, Sight, Tile, TileValues
from app.engine.planes.grid import Grid
from app.engine.planes.work import finer_than
from app.engine.trials.sweep import cells_of
from app.engine.trials.tune import best_of, trials_of
from app.messages import Done, Finished, FloatArray, Landscape, Message, Outcome, Progress, Trial, Tuned
from app.spec import LandscapeRequest, Request, SweepRequest, TuneRequest

# How many tiles of one grid a worker gets, so that all end at about the same time.
TILES = 2
_JOINED = (Finished, Done, Progress, Trial, Tuned, Sight, TileValues)


def is_joined(message: Message | Finding) -> bool:
    """Whether a part's word is for the joiner; any other is the whole's word as it stands."""
    return isinstance(message, _JOINED)


class Joiner:
    """Hears what the parts say, in any order, and says what the whole would.

    A part that is done again may say everything again.
    """

    def __init__(self, request: Request, width: int) -> None:
        self._request = request
        self._width = width
        self._outcomes: dict[int, Outcome] = {}
        self._trials: dict[tuple[int, int], Trial] = {}
        self._done: dict[int, int] = {}
        self._told = 0
        self._total = _total(request)
        self._grids: Mosaic | None = None
        self._parts: list[Part] = []

    def take(self, number: int, message: Message | Finding) -> Iterator[Message]:
        """What the whole says now that part `number` has said this."""
        match message:
            case Finished(runs):
                self._outcomes[number] = runs[0]
            case Progress(done, total):
                yield from self._progress(number, done, total)
            case Trial(run, trial):
                if (run, trial) not in self._trials:
                    self._trials[run, trial] = message
                    yield message
            case Sight():
                yield from self._see(message)
            case TileValues():
                yield from self._fill(message)
            case Done() | Tuned():
                pass
            case _:
                yield message

    def more(self) -> list[Part]:
        """The parts that can be begun from now on; each is told once."""
        parts, self._parts = self._parts, []
        return parts

    def end(self) -> Iterator[Message]:
        """The last words, once all parts have ended."""
        if self._outcomes:
            yield Finished(tuple(outcome for _, outcome in sorted(self._outcomes.items())))
            return
        if isinstance(self._request, TuneRequest):
            trials = [self._trials[key] for key in sorted(self._trials)]
            runs = range(len(self._request.runs))
            yield Tuned(tuple(best_of([one for one in trials if one.run == run]) for run in runs))
        yield Done()

    def _progress(self, number: int, done: int, total: int) -> Iterator[Message]:
        if self._total is None:
            if self._grids is None:  # the one part at work speaks for all
                yield Progress(done, total)
            return
        self._done[number] = max(done, self._done.get(number, 0))
        whole = sum(self._done.values())
        if whole > self._told:
            self._told = whole
            yield Progress(whole, self._total)

    def _see(self, sight: Sight) -> Iterator[Message]:
        if self._grids is None and isinstance(self._request, LandscapeRequest):
            self._grids = Mosaic(self._request, sight, self._width)
            self._parts += self._grids.next_tiles()
        yield from ()

    def _fill(self, tile: TileValues) -> Iterator[Message]:
        assert self._grids is not None
        yield from self._grids.fill(tile)
        if self._grids.complete:
            self._parts += self._grids.next_tiles()


class Mosaic:
    """The finer grids of a landscape, one after another, each laid out in tiles."""

    def __init__(self, request: LandscapeRequest, sight: Sight, width: int) -> None:
        self._view = sight.view
        self._at_once = sight.at_once
        self._width = width
        self._grid = sight.view.first
        self._sides = finer_than(self._grid, request)
        self._points = 0
        self._found: dict[int, FloatArray] = {}
        self.complete = True

    def next_tiles(self) -> list[Tile]:
        """The tiles of the next finer grid; none after the last."""
        if not self._sides:
            return []
        self.complete = False
        self._found = {}
        self._grid = Grid(self._view.domain, self._sides.pop(0), self._grid)
        coordinates = self._grid.unknown
        self._points = len(coordinates)
        size = self._at_once * math.ceil(self._points / (self._at_once * self._width * TILES))
        return [
            Tile(self._view, self._grid.side, first, some.clone())
            for first, some in zip(range(0, self._points, size), torch.split(coordinates, size), strict=True)
        ]

    def fill(self, tile: TileValues) -> Iterator[Landscape | Progress]:
        """What there is to say with one tile more."""
        if tile.side != self._grid.side or self.complete:
            return  # a second time
        self._found[tile.first] = tile.values
        done = sum(map(len, self._found.values()))
        if done < self._points:
            yield Progress(done, self._points)
            return
        values = np.concatenate([values for _, values in sorted(self._found.items())])
        self.complete = True
        yield self._grid.fill(torch.from_numpy(values))


def in_order(messages: Iterable[Message]) -> list[Message]:
    """All words of the whole, as one worker would have said them: trials by number, in turn."""
    return sorted(messages, key=lambda one: (0, one.number, one.run) if isinstance(one, Trial) else (1, 0, 0))


def _total(request: Request) -> int | None:
    """How many runs there are to be done; None where something else is counted."""
    match request:
        case SweepRequest():
            return len(cells_of(request)) * request.seeds
        case TuneRequest():
            return trials_of(request) * len(request.runs)
    return None
