"""How is a comparison shown? A Plotly figure: the landscape with all paths beside the curves of the loss."""

from __future__ import annotations

from typing import Any

import numpy as np
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from app.export.curve import column, losses, scale_of, title_of
from app.export.height import height_of
from app.export.material import Compared
from app.export.palette import MARKERS, Theme, dash_text, own, theme_of
from app.messages import FloatArray, Landscape, Trajectory, dump
from app.spec import Comparison, ModelObjective, minima_of, plane_of

HOVER = "step %{customdata[0]}<br>x %{x:.6g}, y %{y:.6g}<br>loss %{customdata[1]:.6g}"
HOVER += "<br>gradient %{customdata[2]:.3g}"


def write_figure(compared: Compared, landscape: Landscape | None, dark: bool = False) -> bytes:
    """The figure as Plotly's JSON, strictly: what is not finite is null."""
    return dump(draw_figure(compared, landscape, dark).to_plotly_json())


def draw_figure(compared: Compared, landscape: Landscape | None, dark: bool = False) -> Any:
    """A `plotly.graph_objects.Figure` of a comparison.

    On the left the landscape with paths, start and minima; for a model with more than two weights, which has
    no landscape of its own, the loss on validation samples. On the right the loss after each step.
    """
    theme = theme_of(dark)
    left = "validation loss" if landscape is None else title_of(compared)
    figure = make_subplots(1, 2, column_widths=[0.58, 0.42], subplot_titles=[left, "loss"])
    if landscape is None:
        _add_validation(figure, compared, theme)
    else:
        _add_landscape(figure, compared.comparison, landscape, theme)
        _add_paths(figure, compared, theme)
        _add_marks(figure, compared, theme)
    _add_losses(figure, compared, theme)
    _lay_out(figure, compared, landscape, theme)
    return figure


def _add_landscape(figure: Any, comparison: Comparison, landscape: Landscape, theme: Theme) -> None:
    height = height_of(landscape, comparison.objective)
    levels = {"start": height.levels[0], "end": height.levels[-1], "size": height.size}
    figure.add_trace(
        go.Contour(
            x=_numbers(landscape.x),
            y=_numbers(landscape.y),
            z=[_numbers(row) for row in height.values],
            zmin=height.low,
            zmax=height.high,
            autocontour=False,
            contours={"coloring": "heatmap", **levels},
            line={"width": 0.8, "color": theme.contour},
            colorscale=[list(stop) for stop in theme.landscape],
            showscale=False,
            hoverinfo="skip",
            name="landscape",
        ),
        row=1,
        col=1,
    )


def _add_paths(figure: Any, compared: Compared, theme: Theme) -> None:
    for number, run in enumerate(compared.runs):
        x, y = column(run, "x"), column(run, "y")
        if x is None or y is None:
            continue
        told = zip(range(len(x)), _numbers(losses(run)), _numbers(column(run, "grad_norm")), strict=True)
        look = _look(number, theme)
        figure.add_trace(
            go.Scatter(
                x=_numbers(x),
                y=_numbers(y),
                mode="lines+markers",
                marker={
                    "symbol": own(MARKERS, number),
                    "size": [0] * (len(x) - 1) + [10],
                    "color": look["color"],
                    "line": {"width": 1, "color": theme.surface},
                },
                customdata=[list(entry) for entry in told],
                hovertemplate=HOVER,
                showlegend=False,
                **_named(run, number),
                line=look,
            ),
            row=1,
            col=1,
        )


def _add_marks(figure: Any, compared: Compared, theme: Theme) -> None:
    """The start, and the known minima."""
    objective = plane_of(compared.comparison.objective) if _is_plane(compared) else None
    minima = [] if objective is None else [(x, y) for x, y, _ in minima_of(objective)]
    starts = [] if objective is None else [objective.start]
    for name, points, symbol, size in (("minimum", minima, "star", 13), ("start", starts, "circle-open", 12)):
        if not points:
            continue
        figure.add_trace(
            go.Scatter(
                x=[float(x) for x, _ in points],
                y=[float(y) for _, y in points],
                mode="markers",
                name=name,
                marker={"symbol": symbol, "size": size, "color": theme.minimum, "line": {"width": 2}},
                hovertemplate=f"{name}<br>x %{{x:.6g}}, y %{{y:.6g}}<extra></extra>",
                showlegend=False,
            ),
            row=1,
            col=1,
        )


def _add_validation(figure: Any, compared: Compared, theme: Theme) -> None:
    for number, run in enumerate(compared.runs):
        if run.evaluations is None:
            continue
        figure.add_trace(
            go.Scatter(
                x=run.evaluations.step.tolist(),
                y=_numbers(run.evaluations.validation_loss),
                mode="lines",
                line=_look(number, theme),
                showlegend=False,
                **_named(run, number),
            ),
            row=1,
            col=1,
        )


def _add_losses(figure: Any, compared: Compared, theme: Theme) -> None:
    for number, run in enumerate(compared.runs):
        loss = losses(run)
        figure.add_trace(
            go.Scatter(
                x=list(range(len(loss))),
                y=_numbers(loss),
                mode="lines",
                line=_look(number, theme),
                **_named(run, number),
            ),
            row=1,
            col=2,
        )


def _lay_out(figure: Any, compared: Compared, landscape: Landscape | None, theme: Theme) -> None:
    font = {"family": "system-ui, sans-serif", "size": 13, "color": theme.ink}
    figure.update_layout(
        template="none",
        font=font,
        paper_bgcolor=theme.surface,
        plot_bgcolor=theme.surface,
        margin={"l": 56, "r": 24, "t": 48, "b": 48},
        legend={"orientation": "h", "y": -0.12, "yanchor": "top"},
        hoverlabel={"font": {"family": font["family"]}},
        height=540,
    )
    axes = {"gridcolor": theme.grid, "linecolor": theme.line, "zeroline": False, "showline": True}
    figure.update_xaxes(**axes)
    figure.update_yaxes(**axes)
    scale = scale_of([losses(run) for run in compared.runs])
    kind = "log" if scale.logarithmic else "linear"
    figure.update_xaxes(title="step", row=1, col=2)
    figure.update_yaxes(type=kind, range=[scale.low, scale.high], row=1, col=2)
    if landscape is None:
        figure.update_xaxes(title="step", row=1, col=1)
        return
    figure.update_xaxes(range=_ends(landscape.x), constrain="domain", showgrid=False, row=1, col=1)
    figure.update_yaxes(range=_ends(landscape.y), showgrid=False, row=1, col=1)


def _look(number: int, theme: Theme) -> dict[str, Any]:
    return {"color": own(theme.runs, number), "width": 2.5, "dash": dash_text(number)}


def _named(run: Trajectory, number: int) -> dict[str, str]:
    """What joins the path of a run and its curve: the legend hides both."""
    return {"name": _plain(run.label), "legendgroup": str(number)}


def _plain(label: str) -> str:
    """A label that Plotly shows as it is written: in it, < would begin a tag."""
    return label.replace("&", "&amp;").replace("<", "&lt;")


def _is_plane(compared: Compared) -> bool:
    return not isinstance(compared.comparison.objective, ModelObjective)


def _ends(axis: FloatArray) -> list[float]:
    return [float(axis[0]), float(axis[-1])]


def _numbers(values: FloatArray | None) -> list[float | None]:
    assert values is not None
    return [value if np.isfinite(value) else None for value in np.asarray(values, dtype=np.float64).tolist()]
