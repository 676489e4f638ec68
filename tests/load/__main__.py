"""`make load`: students on a real server, up to what it holds and beyond; fails where it does not bear it.

`--quick` takes short levels; `--profile FILE` writes there where the web process spent its time.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
from collections.abc import Awaitable

from tests.bench.figure import Figure
from tests.conftest import Server
from tests.load.crowd import Level, attend, drag_sliders, drag_starts, play
from tests.load.limits import at_rest, best, first_scene, growth, manners, most, ramp, watched_server
from tests.load.pages import open_page
from tests.load.record import Spent, percentile
from tests.load.scene import Scene

PAGES = 20


def main() -> int:
    """Print each level and each figure; the exit status tells whether all figures hold."""
    arguments = argparse.ArgumentParser(prog="python -m tests.load", description=__doc__)
    arguments.add_argument("--seconds", type=float, default=10.0, help="of each level")
    arguments.add_argument("--quick", action="store_true", help="levels of 3 seconds")
    arguments.add_argument("--profile", help="a file for cProfile's figures of the web process")
    given = arguments.parse_args()
    seconds = 3.0 if given.quick else given.seconds
    with watched_server(*filter(None, [given.profile])) as server:
        figures = asyncio.run(everything(server, seconds))
    for figure in figures:
        print(figure)
    return 0 if all(figure.holds for figure in figures) else 1


async def everything(server: Server, seconds: float) -> list[Figure]:
    """Open, drag, attend; then twice what was held, and a crowd that cannot be served."""
    scene = first_scene(server)
    print(f"{os.cpu_count()} cores, shared by server and generator; levels of {seconds:g} seconds")
    await opened(server, scene)
    print("\nHands that never leave the start point: each movement is a comparison of six runs x 300 steps")
    starts = await ramp(server, scene, drag_starts, 1, seconds)
    print("\nOne slider after another: a fan of 72 values, then movements that it answers")
    sliders = await ramp(server, scene, drag_sliders, 1, seconds)
    print("\nA class: 10 % of the students drag at any moment, the others look, and some train a network")
    classes = await ramp(server, scene, attend, 10, 3 * seconds, seconds)
    for levels in (starts, sliders, classes):
        print(best(levels).cost)
    summary = [
        f"hands on a start point {most(starts)}",
        f"on sliders {most(sliders)}",
        f"students of a class {most(classes)}",
    ]
    print(f"At rest: {await at_rest(server)}")
    print("\nMore hands than may wait; twice those that were held; and a crowd once more")
    # What a crowd leaves in caches stays within their limits; what each one leaves anew would be growth.
    await shown(play(server, scene, drag_starts, crowd_beyond(), seconds))
    before = await at_rest(server)
    twice = await shown(play(server, scene, drag_starts, max(2, 2 * most(starts)), seconds))
    storm = await shown(play(server, scene, drag_starts, crowd_beyond(), seconds))
    figures = [*manners(twice, "twice"), *manners(storm, "storm")]
    figures += growth(before, await at_rest(server, before))
    print(f"\nHeld with p95 of drag-to-answer up to 200 ms: {', '.join(summary)}\n")
    return figures


async def opened(server: Server, scene: Scene) -> None:
    """What it costs to open the page for the first time."""
    before, found = Spent.now(server.process.pid), []
    for _ in range(PAGES):
        found.append(await open_page("127.0.0.1", server.port, scene))
    seconds = sum(took for took, _ in found)
    web = Spent.now(server.process.pid).web - before.web
    print(
        f"The page for the first time: {1e3 * percentile([took for took, _ in found], 50):.0f} ms, "
        f"{found[0][1] / 1e6:.1f} MB, {1e3 * web / PAGES:.0f} ms of the web process, one after another "
        f"{PAGES / seconds:.1f}/s"
    )


async def shown(playing: Awaitable[Level]) -> Level:
    """A level, printed."""
    level = await playing
    print(level, flush=True)
    return level


def crowd_beyond() -> int:
    """More hands than requests may wait for a worker."""
    from app.settings import settings

    return settings().max_queue + settings().workers + 32


if __name__ == "__main__":
    sys.exit(main())
