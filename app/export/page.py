"""A page that replays a comparison without any server: the page itself, with the answers it will ask for."""

from __future__ import annotations

import base64
import gzip
import json
import re
from collections.abc import Iterator
from functools import cache, partial
from pathlib import Path
from typing import Any

import orjson
from markupsafe import Markup

from app.assets import folder, modules, plotly_path, templates
from app.catalog import MODELS, catalog_json
from app.catalog.formula import read_formula
from app.engine import TrajectoryStore, begin
from app.errors import Refusal
from app.export.material import Material
from app.messages import Done, Inspection, Message, Weights, answer, dump, encode
from app.settings import settings
from app.spec import (
    Comparison,
    FormulaObjective,
    LandscapeRequest,
    ModelObjective,
    Request,
    read_request,
    wire,
)

RESOLUTION = {"surface": 240, "model": 96}
MOST_ENTRIES = 3_000  # steps of all runs together that are taken apart
POINTS = 48
# What a module imports, and from where; in a page of one file modules are known by their own names.
_IMPORT = re.compile(r"""(?P<before>\b(?:from|import)\s*)(?P<quote>["'])(?P<path>\.{1,2}/[^"']+)(?P=quote)""")
_NAME = "thalweg/"


def write_page(material: Material) -> bytes:
    """One HTML file that needs no network: styles, modules, plotly.js and the recording, all inline."""
    root = folder("static")
    sheets = _sheets()
    text = (
        templates()
        .get_template("recorded.html")
        .render(
            title=_title(material.comparison),
            sheets=[Markup((root / "css" / f"{name}.css").read_text()) for name in sheets],
            modules=Markup(json.dumps({"imports": _module_urls(root)})),
            main=f"{_NAME}js/main.js",
            plotly=_packed_plotly(plotly_path()),
            recording=_packed(_recording(material)),
        )
    )
    return text.encode()


def _recording(material: Material) -> bytes:
    """All that the page will ask for: the catalog, the runs and what is known of them."""
    comparison = material.comparison
    return dump(
        {
            "comparison": wire(comparison),
            "catalog": _catalog(comparison),
            "runs": _told(comparison),
            "curvature": _told(read_request("curvature", {"comparison": wire(comparison), "points": POINTS}))
            if not isinstance(comparison.objective, ModelObjective)
            else [],
            "steps": [_steps(comparison, run) for run in range(len(comparison.runs))],
            "landscapes": list(_landscapes(comparison)),
            "dataset": _dataset(comparison),
            "formula": _formula(comparison),
        }
    )


def _told(request: Request) -> list[Any]:
    """The messages of the stream that answer a request."""
    messages = [message for message in begin(request, TrajectoryStore(0)) if message is not None]
    return [_as_streamed(message) for message in messages if not isinstance(message, Done | Weights)]


def _as_streamed(message: Message) -> Any:
    return orjson.loads(encode(message, ""))


def _steps(comparison: Comparison, run: int) -> list[Any]:
    """The first steps of a run taken apart, a model's as one weight sees them; none without a rule."""
    alone = {"comparison": wire(comparison), "run": run, "step": 0}
    most = min(settings().max_inspected, MOST_ENTRIES // len(comparison.runs))
    count = min(most, comparison.steps)
    try:
        messages = list(begin(read_request("inspect", {**alone, "steps": count}), None))
    except Refusal:  # an optimizer whose steps a single weight does not show
        return []
    return [_as_streamed(message) for message in messages if isinstance(message, Inspection)]


def _landscapes(comparison: Comparison) -> Iterator[Any]:
    """The grid under each different loss, where there are two parameters."""
    objective = comparison.objective
    losses = [objective]
    if isinstance(objective, ModelObjective):
        own = [run.loss for run in comparison.runs if run.loss is not None]
        losses = [objective, *(objective.model_copy(update={"loss": loss}) for loss in own)]
    for each in losses:
        request = _landscape_request(each)
        if request is not None:
            document = orjson.loads(answer(begin(request, None), wire(request), ""))
            yield {
                "loss": wire(each)["loss"] if isinstance(each, ModelObjective) else None,
                **_short(document),
            }


def _landscape_request(objective: Any) -> LandscapeRequest | None:
    if isinstance(objective, ModelObjective) and not MODELS[objective.model.id].two_weight:
        return None
    kind = "model" if isinstance(objective, ModelObjective) else "surface"
    return read_request("landscape", {"objective": wire(objective), "resolution": RESOLUTION[kind]})


def _short(grid: dict[str, Any]) -> dict[str, Any]:
    """Heights to six digits: more cannot be seen."""
    rows = [[None if height is None else float(f"{height:.6g}") for height in row] for row in grid["z"]]
    return {"x": grid["x"], "y": grid["y"], "z": rows}


def _dataset(comparison: Comparison) -> Any:
    objective = comparison.objective
    if not isinstance(objective, ModelObjective):
        return None
    request = read_request("dataset", {"dataset": wire(objective.dataset)})
    return orjson.loads(answer(begin(request, None), wire(request), ""))


def _formula(comparison: Comparison) -> Any:
    objective = comparison.objective
    if not isinstance(objective, FormulaObjective):
        return None
    formula = read_formula(objective.expression, None)
    return {"expression": formula.text, "mathml": formula.mathml, "python": formula.python}


def _catalog(comparison: Comparison) -> dict[str, Any]:
    """The catalog without what cannot be chosen any more."""
    whole = catalog_json()
    objective = wire(comparison)["objective"]
    kept: dict[str, Any] = {"scenes": []}
    named = {"functions": objective.get("id"), "datasets": objective.get("dataset", {}).get("id")}
    for part, id in named.items():
        kept[part] = [entry for entry in whole[part] if entry["id"] == id]
    return {**whole, **kept}


def _title(comparison: Comparison) -> str:
    return ", ".join(run.label or run.optimizer for run in comparison.runs)


def _sheets() -> list[str]:
    """The style sheets in the order of the page's own template."""
    template = (folder("templates") / "index.html").read_text()
    listed = re.search(r"for sheet in (\[.*?\])", template, re.DOTALL)
    assert listed is not None
    names: list[str] = json.loads(listed[1])
    return names


@cache
def _module_urls(root: Path) -> dict[str, str]:
    """Each module by its name in the page, as a data URL; what it imports is named the same way."""
    urls = {}
    for path in modules(root):
        source = _IMPORT.sub(partial(_named, path=path, root=root), path.read_text())
        name = _NAME + path.relative_to(root).as_posix()
        urls[name] = f"data:text/javascript;base64,{base64.b64encode(source.encode()).decode()}"
    return urls


def _named(found: re.Match[str], path: Path, root: Path) -> str:
    target = (path.parent / found["path"]).resolve().relative_to(root.resolve()).as_posix()
    return f"{found['before']}{found['quote']}{_NAME}{target}{found['quote']}"


def _packed(data: bytes) -> str:
    """What the page unpacks by itself."""
    return base64.b64encode(gzip.compress(data, 9, mtime=0)).decode()


@cache
def _packed_plotly(path: Path) -> str:
    return _packed(path.read_bytes())
