"""The page's own modules, run by Node.js with the real catalog."""

from __future__ import annotations

import json
import subprocess
from functools import cache
from pathlib import Path
from typing import Any

from app.catalog import catalog_json
from app.messages import dump
from tests.conftest import ROOT


@cache
def _node() -> str:
    folder = subprocess.run([ROOT / ".ci" / "node"], capture_output=True, text=True, check=True).stdout
    return str(Path(folder.strip()) / "node")


def run_node(script: Path, **given: Any) -> Any:
    """What a script answers as JSON; it reads `given` and the `catalog` from its standard input."""
    document = {
        "catalog": json.loads(dump({**catalog_json(), "torch": "2.13.0", "limits": {"runs": 12}})),
        **given,
    }
    ran = subprocess.run(
        [_node(), script],
        input=json.dumps(document),
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert ran.returncode == 0, ran.stderr
    return json.loads(ran.stdout)
