"""Which files can a comparison become? One row a format."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from app.errors import Refusal
from app.export.figure import write_figure
from app.export.gif import write_gif
from app.export.material import Material
from app.export.tables import write_csv, write_parquet
from app.messages import dump


@dataclass(frozen=True, slots=True)
class Format:
    """A kind of file: how it is told from others, and what writes it.

    `write` asks the material for no more than it needs: what is not asked for is not computed.
    """

    media_type: str
    extension: str
    about: str
    write: Callable[[Material], bytes]


FORMATS: Mapping[str, Format] = MappingProxyType(
    {
        "json": Format(
            "application/json",
            ".json",
            "the answer of /api/compare: spec, version of torch, trajectories",
            lambda material: dump(material.compared.json()),
        ),
        "csv": Format(
            "text/csv; charset=utf-8",
            ".csv",
            "a table with a row for each run and step",
            lambda material: write_csv(material.compared),
        ),
        "parquet": Format(
            "application/vnd.apache.parquet",
            ".parquet",
            "the same table in Apache Parquet (needs pyarrow)",
            lambda material: write_parquet(material.compared),
        ),
        "figure": Format(
            "application/vnd.plotly.v1+json",
            ".plotly.json",
            "a Plotly figure as JSON",
            lambda material: write_figure(material.compared, material.landscape),
        ),
        "gif": Format(
            "image/gif",
            ".gif",
            "the playback as an animated GIF",
            lambda material: write_gif(material.compared, material.landscape),
        ),
    }
)


def format_of(identifier: str) -> Format:
    """The format of that id, or a `Refusal` that names those there are."""
    if identifier not in FORMATS:
        message = f"there is no format {identifier[:40]!r}; expected one of {', '.join(FORMATS)}"
        raise Refusal("unknown_format", message, "format", 404)
    return FORMATS[identifier]


def format_of_name(name: str) -> str:
    """The id of the format that a file's name asks for by its ending; the longest that fits."""
    fitting = [id for id, format in FORMATS.items() if name.lower().endswith(format.extension)]
    if not fitting:
        endings = ", ".join(format.extension for format in FORMATS.values())
        message = f"cannot tell a format from the name {name[-60:]!r}; expected it to end in one of {endings}"
        raise Refusal("unknown_format", message, "out", 404)
    return max(fitting, key=lambda id: len(FORMATS[id].extension))


def export(identifier: str, material: Material) -> bytes:
    """The file of that format; what it needs is computed as it is needed."""
    return format_of(identifier).write(material)
