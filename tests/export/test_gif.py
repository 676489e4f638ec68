"""The animation opens, ends with the final picture, and shows the paths where they were."""

from __future__ import annotations

import io
from typing import Any

import numpy as np
import pytest
from PIL import Image

from app.export import film, palette
from app.export.gif import FRAMES, steps_shown, write_gif, write_png
from app.export.material import Material
from app.export.strokes import clipped
from app.spec import read_request
from tests.export.test_tables import FUNCTION, MODEL


def animated(document: dict[str, Any], dark: bool = False) -> tuple[Image.Image, Material, bytes]:
    material = Material(read_request("compare", document))
    data = write_gif(material.compared, material.landscape, dark)
    return Image.open(io.BytesIO(data)), material, data


def frame(picture: Image.Image, number: int) -> np.ndarray[Any, Any]:
    picture.seek(number)
    return np.asarray(picture.convert("RGB")).astype(int)


def near(pixels: np.ndarray[Any, Any], colour: str, tolerance: int = 24) -> np.ndarray[Any, Any]:
    """Where the picture has a colour, or nearly."""
    close: np.ndarray[Any, Any] = np.abs(pixels - np.array(palette.rgb(colour))).max(axis=-1) <= tolerance
    return close


def place(material: Material, x: float, y: float) -> tuple[int, int]:
    """The pixel of a point of the landscape, worked out anew from the domain and the frame of the stage."""
    landscape = material.landscape
    assert landscape is not None
    left, top, right, bottom = film.STAGE
    across = left + (x - landscape.x[0]) / (landscape.x[-1] - landscape.x[0]) * (right - left)
    down = bottom - (y - landscape.y[0]) / (landscape.y[-1] - landscape.y[0]) * (bottom - top)
    return round(across), round(down)


@pytest.mark.parametrize(("document", "frames"), [(FUNCTION, 41), (MODEL, 13)], ids=["function", "model"])
def test_it_opens_with_a_frame_for_each_step_and_goes_round(document: dict[str, Any], frames: int) -> None:
    picture, _, _ = animated(document)
    assert (picture.format, picture.size) == ("GIF", (film.WIDTH, film.HEIGHT))
    assert (picture.n_frames, picture.info["loop"]) == (frames, 0)  # type: ignore[attr-defined]


@pytest.mark.parametrize("dark", [False, True])
def test_the_last_frame_shows_each_path_up_to_its_end(dark: bool) -> None:
    document = {**FUNCTION, "runs": [FUNCTION["runs"][0], FUNCTION["runs"][2]]}
    picture, material, _ = animated(document, dark)
    first, last = frame(picture, 0), frame(picture, picture.n_frames - 1)  # type: ignore[attr-defined]
    theme = palette.theme_of(dark)
    for number, run in enumerate(material.compared.runs):
        x, y = run.columns["x"], run.columns["y"]
        assert x is not None
        assert y is not None
        across, down = place(material, float(x[-1]), float(y[-1]))
        window = np.s_[down - 4 : down + 5, across - 4 : across + 5]
        assert near(last[window], theme.runs[number]).any()
        assert not near(first[window], theme.runs[number]).any()


def test_the_last_frame_is_the_final_picture() -> None:
    picture, material, _ = animated(FUNCTION)
    last = frame(picture, picture.n_frames - 1)  # type: ignore[attr-defined]
    still = Image.open(io.BytesIO(write_png(material.compared, material.landscape))).convert("RGB")
    assert still.size == picture.size
    assert (np.abs(last - np.asarray(still).astype(int)).max(axis=-1) > 40).mean() < 0.002


def test_many_long_restless_runs_stay_small() -> None:
    optimizers = ["Adam", "RMSprop", "Rprop", "NAdam", "SGD", "Adagrad"]
    document = {
        "objective": {"kind": "function", "id": "rosenbrock", "noise": 20.0},
        "runs": [{"optimizer": optimizers[k % 6], "params": {"lr": 0.001 * (k + 1)}} for k in range(12)],
        "steps": 3000,
    }
    picture, _, data = animated(document)
    assert picture.n_frames == FRAMES  # type: ignore[attr-defined]
    assert len(data) < 3_000_000


@pytest.mark.parametrize("last", [0, 1, 5, 119, 120, 1000, 20_000])
def test_frames_rise_from_the_start_to_the_last_step(last: int) -> None:
    steps = steps_shown(last)
    assert (steps[0], steps[-1]) == (0, last)
    assert len(steps) == min(FRAMES, last + 1) == len(set(steps))
    assert steps == sorted(steps)


def test_a_path_through_a_box_is_cut_at_its_edges() -> None:
    points = np.array(
        [[-10.0, 5.0], [20.0, 5.0], [5.0, 5.0], [5.0, 1e308], [np.nan, 0.0], [1.0, 1.0], [50.0, 50.0]]
    )
    starts, ends = clipped(points, (0.0, 0.0), (10.0, 10.0))
    seen = [
        (begin, end)
        for begin, end in zip(starts.tolist(), ends.tolist(), strict=True)
        if begin[0] == begin[0]
    ]
    assert seen == [
        ([0.0, 5.0], [10.0, 5.0]),
        ([10.0, 5.0], [5.0, 5.0]),
        ([5.0, 5.0], [5.0, pytest.approx(10.0)]),
        ([1.0, 1.0], [pytest.approx(10.0), pytest.approx(10.0)]),
    ]


def test_any_label_can_be_drawn() -> None:
    runs = [
        {"optimizer": "SGD", "label": label} for label in ("", "学习率 0.1", "🎿" * 40, "a\nb\tc", "W" * 80)
    ]
    picture, _, _ = animated({**FUNCTION, "runs": runs, "steps": 2})
    assert picture.n_frames == 3  # type: ignore[attr-defined]


def test_runs_without_a_loss_and_a_landscape_without_values_can_be_drawn() -> None:
    gone = {
        "objective": {"kind": "formula", "expression": "log(x)", "domain": [-3, -1, -1, 1]},
        "runs": [{"optimizer": "SGD", "params": {"lr": 1.0}}],
        "steps": 5,
    }
    picture, _, _ = animated(gone)
    assert picture.size == (film.WIDTH, film.HEIGHT)
