"""`make bench`: the figures that the product promises, as a table; fails where one falls short."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Iterator

from tests.bench import basins, cluster, curvature, engine, landscape, page, stream, training, trials
from tests.bench.figure import Figure


def figures() -> Iterator[Figure]:
    """Every figure, as it comes: the engine's ratios, the way to the client, the page."""
    yield from engine.figures()
    yield from training.figures()
    yield from landscape.figures()
    yield from trials.figures()
    yield from curvature.figures()
    yield from asyncio.run(basins.figures())
    yield from asyncio.run(stream.figures())
    yield from page.figures()
    yield from asyncio.run(_gathered())


async def _gathered() -> list[Figure]:
    return [figure async for figure in cluster.figures()]


def main() -> int:
    """Print each figure; the exit status tells whether all hold."""
    enough = True
    for figure in figures():
        enough &= figure.holds
        print(figure, flush=True)
    return 0 if enough else 1


if __name__ == "__main__":
    sys.exit(main())
