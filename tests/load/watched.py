"""The server as everybody starts it, but that on SIGUSR1 it prints how many tasks its event loop has.

With a file's name it also looks where its own time goes, and writes that there when it ends.
"""

from __future__ import annotations

import asyncio
import cProfile
import signal
import sys

from app.cli.serve import serve

TASKS = "tasks: "


def main(profile: str | None = None) -> None:
    """Serve until told to stop."""
    signal.signal(signal.SIGUSR1, lambda *_: print(f"{TASKS}{len(asyncio.all_tasks())}", flush=True))
    if profile is None:
        serve()
        return
    looking = cProfile.Profile()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())  # which the server hands on when it has ended
    try:
        looking.runcall(serve)
    finally:
        looking.dump_stats(profile)


if __name__ == "__main__":
    main(*sys.argv[1:2])
