"""`make bench`: the figures that the product promises, as a table; fails where one falls short."""

from __future__ import annotations

import sys

from tests.bench.engine import ratios


def main() -> int:
    """Print each ratio as it comes; the exit status tells whether all are high enough."""
    enough = True
    print(f"{'':40} {'plain':>9} {'engine':>9} {'ratio':>7} {'least':>6}")
    for ratio in ratios():
        enough &= ratio.value >= ratio.least
        times = f"{ratio.plain * 1e3:6.0f} ms {ratio.engine * 1e3:6.0f} ms"
        verdict = "" if ratio.value >= ratio.least else "  too slow"
        print(f"{ratio.name:40} {times} {ratio.value:7.2f} {ratio.least:6.2f}{verdict}", flush=True)
    return 0 if enough else 1


if __name__ == "__main__":
    sys.exit(main())
