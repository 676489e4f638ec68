"""How is a comparison shown? A Plotly figure: the landscape with all paths beside the curves of the loss."""

from __future__ import annotations

from typing import Any

import numpy as np

from app.export.curve import column, losses, scale_of, title_of
from app.export.height import height_of
from app.export.material import Compared
from app.export.palette import MARKERS, Theme, dash_text, own, theme_of
from app.messages import FloatArray, Landscape, Trajectory, dump
from app.spec import Comparison, ModelObjective, minima_of, plane_of

Trace = dict[str, Any]

HOVER = "step %{customdata[0]}<br>x %{x:.6g}, y %{y:.6g}<br>loss %{customdata[1]:.6g}"
HOVER += "<br>gradient %{customdata[2]:.3g}"
# Shares of the figure's width.
STAGE, CURVES = (0.0, 0.54), (0.62, 1.0)
ON_STAGE = {"xaxis": "x", "yaxis": "y"}
ON_CURVES = {"xaxis": "x2", "yaxis": "y2"}


def write_figure(compared: Compared, landscape: Landscape | None, dark: bool = False) -> bytes:
    """The figure as Plotly's JSON, strictly: what is not finite is null."""
    return dump(figure_document(compared, landscape, dark))


def draw_figure(compared: Compared, landscape: Landscape | None, dark: bool = False) -> Any:
    """The figure as a `plotly.graph_objects.Figure`."""
    import plotly.graph_objects as go

    return go.Figure(figure_document(compared, landscape, dark))


def figure_document(compared: Compared, landscape: Landscape | None, dark: bool = False) -> dict[str, Any]:
    """What Plotly draws of a comparison, as plain values.

    On the left the landscape with paths, start and minima; for a model with more than two weights, which has
    no landscape of its own, the loss on validation samples. On the right the loss after each step.
    """
    theme = theme_of(dark)
    if landscape is None:
        stage = _validations(compared, theme)
    else:
        ground = _ground(compared.comparison, landscape, theme)
        stage = [ground, *_paths(compared, theme), *_marks(compared.comparison, theme)]
    layout = {**_look_of_all(theme), **_axes(compared, landscape, theme)}
    return {"data": [*stage, *_curves(compared, theme)], "layout": layout}


def _ground(comparison: Comparison, landscape: Landscape, theme: Theme) -> Trace:
    height = height_of(landscape, comparison.objective)
    levels = {"start": height.levels[0], "end": height.levels[-1], "size": height.size}
    return {
        "type": "contour",
        "name": "landscape",
        "x": _numbers(landscape.x),
        "y": _numbers(landscape.y),
        "z": [_numbers(row) for row in height.values],
        "zmin": height.low,
        "zmax": height.high,
        "autocontour": False,
        "contours": {"coloring": "heatmap", **{name: float(value) for name, value in levels.items()}},
        "line": {"width": 0.8, "color": theme.contour},
        "colorscale": [list(stop) for stop in theme.landscape],
        "showscale": False,
        "hoverinfo": "skip",
        **ON_STAGE,
    }


def _paths(compared: Compared, theme: Theme) -> list[Trace]:
    """The path of each run and, above all paths, the marker at its end."""
    paths, ends = [], []
    for number, run in enumerate(compared.runs):
        x, y = column(run, "x"), column(run, "y")
        if x is None or y is None or not len(x):
            continue
        told = zip(range(len(x)), _numbers(losses(run)), _numbers(column(run, "grad_norm")), strict=True)
        common = {"type": "scatter", **_named(run, number), "showlegend": False, **ON_STAGE}
        paths.append(
            {
                **common,
                "mode": "lines",
                "x": _numbers(x),
                "y": _numbers(y),
                "line": _look(number, theme),
                "customdata": [list(entry) for entry in told],
                "hovertemplate": HOVER,
            }
        )
        marker = {"symbol": own(MARKERS, number), "size": 10, "color": own(theme.runs, number)}
        edge = {"width": 1, "color": theme.surface}
        last = {"x": _numbers(x[-1:]), "y": _numbers(y[-1:]), "marker": {**marker, "line": edge}}
        ends.append({**common, "mode": "markers", "hoverinfo": "skip", **last})
    return [*paths, *ends]


def _marks(comparison: Comparison, theme: Theme) -> list[Trace]:
    """The known minima and the start of a function."""
    if isinstance(comparison.objective, ModelObjective):
        return []
    objective = plane_of(comparison.objective)
    minima = [(x, y) for x, y, _ in minima_of(objective)]
    marks = []
    for name, points, symbol in (("minimum", minima, "star"), ("start", [objective.start], "circle-open")):
        if points:
            marks.append(
                {
                    "type": "scatter",
                    "mode": "markers",
                    "name": name,
                    "x": [float(x) for x, _ in points],
                    "y": [float(y) for _, y in points],
                    "marker": {"symbol": symbol, "size": 12, "color": theme.minimum, "line": {"width": 2}},
                    "hovertemplate": f"{name}<br>x %{{x:.6g}}, y %{{y:.6g}}<extra></extra>",
                    "showlegend": False,
                    **ON_STAGE,
                }
            )
    return marks


def _validations(compared: Compared, theme: Theme) -> list[Trace]:
    return [
        {
            "type": "scatter",
            "mode": "lines",
            "x": run.evaluations.step.tolist(),
            "y": _numbers(run.evaluations.validation_loss),
            "line": _look(number, theme),
            **_named(run, number),
            "showlegend": False,
            **ON_STAGE,
        }
        for number, run in enumerate(compared.runs)
        if run.evaluations is not None
    ]


def _curves(compared: Compared, theme: Theme) -> list[Trace]:
    return [
        {
            "type": "scatter",
            "mode": "lines",
            "x": list(range(len(losses(run)))),
            "y": _numbers(losses(run)),
            "line": _look(number, theme),
            **_named(run, number),
            "showlegend": True,
            **ON_CURVES,
        }
        for number, run in enumerate(compared.runs)
    ]


def _look_of_all(theme: Theme) -> dict[str, Any]:
    font = {"family": "system-ui, sans-serif", "size": 13, "color": theme.ink}
    return {
        "font": font,
        "paper_bgcolor": theme.surface,
        "plot_bgcolor": theme.surface,
        "margin": {"l": 56, "r": 24, "t": 48, "b": 48},
        "legend": {"orientation": "h", "y": -0.12, "yanchor": "top"},
        "hoverlabel": {"font": {"family": font["family"]}},
        "height": 540,
    }


def _axes(compared: Compared, landscape: Landscape | None, theme: Theme) -> dict[str, Any]:
    common = {"linecolor": theme.line, "gridcolor": theme.grid, "zeroline": False, "showline": True}
    scale = scale_of([losses(run) for run in compared.runs])
    # A tick at whole decades, at most about eight of them.
    decades = {"type": "log", "dtick": max(1, round((scale.high - scale.low) / 8)), "exponentformat": "power"}
    kind = decades if scale.logarithmic else {"type": "linear"}
    x: dict[str, Any] = {**common, "domain": list(STAGE), "anchor": "y"}
    y: dict[str, Any] = {**common, "anchor": "x"}
    if landscape is None:
        x["title"] = {"text": "step"}
    else:
        x |= {"range": _ends(landscape.x), "showgrid": False}
        y |= {"range": _ends(landscape.y), "showgrid": False}
    left = "validation loss" if landscape is None else _plain(title_of(compared))
    return {
        "xaxis": x,
        "yaxis": y,
        "xaxis2": {**common, "domain": list(CURVES), "anchor": "y2", "title": {"text": "step"}},
        "yaxis2": {**common, "anchor": "x2", **kind, "range": [scale.low, scale.high]},
        "annotations": [_title(left, STAGE), _title("loss", CURVES)],
    }


def _title(text: str, place: tuple[float, float]) -> dict[str, Any]:
    """A title above a part of the figure."""
    paper = {"xref": "paper", "yref": "paper", "xanchor": "left", "yanchor": "bottom"}
    return {"text": text, "x": place[0], "y": 1.0, "showarrow": False, "font": {"size": 15}, **paper}


def _look(number: int, theme: Theme) -> dict[str, Any]:
    return {"color": own(theme.runs, number), "width": 2.5, "dash": dash_text(number)}


def _named(run: Trajectory, number: int) -> dict[str, str]:
    """What joins the path of a run and its curve: the legend hides both."""
    return {"name": _plain(run.label), "legendgroup": str(number)}


def _plain(text: str) -> str:
    """A text that Plotly shows as it is written: in it, < would begin a tag."""
    return text.replace("&", "&amp;").replace("<", "&lt;")


def _ends(axis: FloatArray) -> list[float]:
    return [float(axis[0]), float(axis[-1])]


def _numbers(values: FloatArray | None) -> list[float | None]:
    """Plain numbers, None for what is not finite."""
    if values is None:
        return []
    if np.isfinite(values).all():
        return list(values.tolist())
    return [value if np.isfinite(value) else None for value in values.tolist()]
