"""What can be configured is what the README says, name by name."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError
from pydantic_core import PydanticUndefined

from app.settings import Settings

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text()
CONFIGURATION = README.partition("\n## Configuration\n")[2].partition("\n## ")[0]
ROWS = {
    name: (default.strip(), meaning.strip().replace("`", ""))
    for name, default, meaning in re.findall(
        r"^\| `(\w+)` \|([^|]*)\|([^|]*)\|$", CONFIGURATION, re.MULTILINE
    )
}
COMPUTED = {"workers": "one a core, at least 2"}
# Of other programs, or of the system: no part of the configuration.
FOREIGN = {"PATH", "PYTHONPATH", "PYTHONSAFEPATH"}


def variable(name: str) -> str:
    return f"THALWEG_{name.upper()}"


def shown(name: str) -> str:
    """A default as the README writes it."""
    default: Any = Settings.model_fields[name].default
    if default is PydanticUndefined:
        return COMPUTED[name]
    match default:
        case None:
            return ""
        case bool():
            return str(default).lower()
        case float():
            return f"{default:.12g}"
        case tuple():
            return ",".join(default)
    return str(default)


def test_the_readme_has_a_row_for_each_setting_and_no_other() -> None:
    assert {name for name in ROWS if name.startswith("THALWEG_")} == set(map(variable, Settings.model_fields))


@pytest.mark.parametrize("name", Settings.model_fields)
def test_a_row_gives_the_default_that_holds_and_begins_with_the_description(name: str) -> None:
    description = Settings.model_fields[name].description
    assert description
    default, meaning = ROWS[variable(name)]
    assert default.partition(" (")[0] == shown(name)
    assert meaning.startswith(description), f"| `{variable(name)}` | {shown(name)} | {description} |"


def test_every_other_variable_that_the_code_reads_has_a_row_too() -> None:
    pattern = re.compile(r"environ(?:\.get\(|\[)\s*\"(\w+)\"")
    read = {name for path in (ROOT / "app").rglob("*.py") for name in pattern.findall(path.read_text())}
    assert {"HOST", "PORT"} <= read
    assert read - FOREIGN == {name for name in ROWS if not name.startswith("THALWEG_")}


def test_every_variable_that_is_named_anywhere_is_a_setting() -> None:
    files = [*ROOT.glob("*.md"), *ROOT.glob("*.y*ml"), ROOT / "Dockerfile", ROOT / "Makefile"]
    files += [
        path for folder in ("app", ".deploy") for path in (ROOT / folder).rglob("*") if path.suffix != ".pyc"
    ]
    named = {
        name: path.name
        for path in files
        if path.is_file() and path.suffix not in (".safetensors", ".png")
        for name in re.findall(r"\bTHALWEG_[A-Z]\w+", path.read_text())
    }
    assert {
        name: where for name, where in named.items() if name not in map(variable, Settings.model_fields)
    } == {}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("log", "xml"),
        ("log_level", "loud"),
        ("metrics", "everybody"),
        ("drain_seconds", "-1"),
        ("workers", "0"),
    ],
)
def test_what_makes_no_sense_is_refused_at_the_start(
    name: str, value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(variable(name), value)
    with pytest.raises(ValidationError, match=name):
        Settings()
