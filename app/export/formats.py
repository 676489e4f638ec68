"""Which files can a comparison become? One row a format."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from app import __version__
from app.errors import Refusal
from app.export.material import Material
from app.messages import dump
from app.sentences import Sentence, told


@dataclass(frozen=True, slots=True)
class Format:
    """A kind of file: how it is told from others, and what writes it.

    `write` asks the material for no more than it needs: what is not asked for is not computed.
    """

    media_type: str
    extension: str
    about: str
    write: Callable[[Material], bytes]


def _json(material: Material) -> bytes:
    return dump({**material.compared.json(), "thalweg": __version__})


# What draws and what packs is loaded when it is first wanted: a server that only names formats goes without.
def _csv(material: Material) -> bytes:
    from app.export.tables import write_csv

    return write_csv(material.compared)


def _parquet(material: Material) -> bytes:
    from app.export.tables import write_parquet

    return write_parquet(material.compared)


def _figure(material: Material) -> bytes:
    from app.export.figure import write_figure

    return write_figure(material.compared, material.landscape)


def _gif(material: Material) -> bytes:
    from app.export.gif import write_gif

    return write_gif(material.compared, material.landscape)


def _page(material: Material) -> bytes:
    from app.export.page import write_page

    return write_page(material)


def _script(material: Material) -> bytes:
    from app.export.script import write_script

    return write_script(material.comparison).encode()


def _notebook(material: Material) -> bytes:
    from app.export.notebook import write_notebook

    return write_notebook(material.comparison).encode()


FORMATS: Mapping[str, Format] = MappingProxyType(
    {
        "script": Format("text/x-python; charset=utf-8", ".py", "a program that needs only PyTorch", _script),
        "ipynb": Format("application/x-ipynb+json", ".ipynb", "the same as a Jupyter notebook", _notebook),
        "html": Format(
            "text/html; charset=utf-8", ".html", "one page that replays it without a server", _page
        ),
        "json": Format(
            "application/json", ".json", "the answer of /api/compare: spec, versions, trajectories", _json
        ),
        "csv": Format("text/csv; charset=utf-8", ".csv", "a table with a row for each run and step", _csv),
        "parquet": Format(
            "application/vnd.apache.parquet", ".parquet", "the same table (needs pyarrow)", _parquet
        ),
        "figure": Format(
            "application/vnd.plotly.v1+json", ".plotly.json", "a Plotly figure as JSON", _figure
        ),
        "gif": Format("image/gif", ".gif", "the playback as an animated GIF", _gif),
    }
)


def _made_in_the_browser() -> Sentence:
    return told("pictures of the stage (PNG, SVG) and films (WebM) are made in the browser")


def format_of(identifier: str) -> Format:
    """The format of that id, or a `Refusal` that names those there are."""
    if identifier not in FORMATS:
        message = told(
            "there is no format {identifier!r}; expected one of {formats}; {pictures}",
            identifier=identifier[:40],
            formats=", ".join(FORMATS),
            pictures=_made_in_the_browser(),
        )
        raise Refusal("unknown_format", message, "format", 404)
    return FORMATS[identifier]


def format_of_name(name: str) -> str:
    """The id of the format that a file's name asks for by its ending; the longest that fits."""
    fitting = [id for id, format in FORMATS.items() if name.lower().endswith(format.extension)]
    if not fitting:
        endings = ", ".join(format.extension for format in FORMATS.values())
        message = told(
            "cannot tell a format from the name {name!r}; expected it to end in one of {endings}; {pictures}",
            name=name[-60:],
            endings=endings,
            pictures=_made_in_the_browser(),
        )
        raise Refusal("unknown_format", message, "out", 404)
    return max(fitting, key=lambda id: len(FORMATS[id].extension))


def export(identifier: str, material: Material) -> bytes:
    """The file of that format; what it needs is computed as it is needed."""
    return format_of(identifier).write(material)
