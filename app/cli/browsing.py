"""What can be chosen? The catalog as tables."""

from __future__ import annotations

from argparse import Namespace
from typing import Any

from app.catalog import catalog_json
from app.cli.output import show, show_bytes, show_table
from app.errors import Refusal
from app.export.formats import FORMATS
from app.messages import dump
from app.spec.fields import absent

KINDS = ("functions", "optimizers", "presets", "schedules", "models", "datasets", "losses", "formats")


def catalog(asked: Namespace) -> None:
    """All kinds of things, all things of a kind, or one thing in full."""
    everything = {**catalog_json(), "formats": _formats()}
    if asked.kind is None:
        if asked.json:
            show_bytes(dump(everything))
            return
        rows = [(kind, len(everything[kind]), f"thalweg catalog {kind}") for kind in KINDS]
        show_table("what can be chosen", ("kind", "count", "list"), rows)
        return
    if asked.kind not in KINDS:
        raise Refusal("unknown_kind", absent("kind", asked.kind, KINDS))
    entries = {entry["id"]: entry for entry in everything[asked.kind]}
    if asked.id is None:
        _list(asked.kind, entries, asked.json)
        return
    if asked.id not in entries:
        raise Refusal("unknown_entry", absent(asked.kind.removesuffix("s"), asked.id, entries))
    if asked.json:
        show_bytes(dump(entries[asked.id]))
    else:
        _tell(entries[asked.id])


def _formats() -> list[dict[str, Any]]:
    return [
        {"id": id, "name": {"en": id}, "about": {"en": format.about}, "extension": format.extension}
        for id, format in FORMATS.items()
    ]


def _list(kind: str, entries: dict[str, dict[str, Any]], as_json: bool) -> None:
    if as_json:
        show_bytes(dump(list(entries.values())))
        return
    rows = [(id, _note(entry)) for id, entry in entries.items()]
    show_table(kind, ("id", ""), rows)


def _note(entry: dict[str, Any]) -> str:
    if entry.get("available") is False and entry.get("reason"):
        return f"not here: {entry['reason']['en']}"
    return str(entry.get("formula") or entry.get("extension") or entry["about"]["en"])


def _tell(entry: dict[str, Any]) -> None:
    show(f"{entry['name']['en']}\n{entry['about']['en']}")
    for name in ("formula", "domain", "start", "minima", "optimizer", "extension"):
        if entry.get(name) is not None and not isinstance(entry[name], dict):
            show(f"{name}: {entry[name]}")
    params = entry.get("params")
    if isinstance(params, list) and params:
        rows = [(one["name"], one["kind"], str(one["default"]), one["about"]["en"]) for one in params]
        show_table("", ("parameter", "kind", "default", ""), rows)
    elif isinstance(params, dict):
        show(f"params: {params}")
