"""Can this plane be laid? Its runs, its steps and its weights must be there."""

from __future__ import annotations

import re
from collections.abc import Mapping

from app.errors import Refusal
from app.sentences import told
from app.spec.model_checks import network_sizes
from app.spec.models import ModelObjective
from app.spec.requests import PlaneSpec

_WEIGHT = re.compile(r"([\w.]+)\[(\d{1,9}(?:,\d{1,9})*)\]")

Shapes = Mapping[str, tuple[int, ...]]


def check_plane(plane: PlaneSpec, objective: ModelObjective) -> PlaneSpec:
    """A plane through checked runs with what its kind needs filled in."""
    last = len(plane.runs) - 1
    if plane.run > last:
        raise Refusal(
            "out_of_range",
            told("expected run to be one of 0 to {last}, got {run}", last=last, run=plane.run),
            "run",
        )
    if plane.step is not None and plane.step > plane.steps:
        message = told(
            "expected step to be at most {steps}, the number of steps, got {step}",
            steps=plane.steps,
            step=plane.step,
        )
        raise Refusal("out_of_range", message, "step")
    shapes = _common_shapes(plane, objective)
    if plane.kind == "weights":
        _check_weights(plane.weights, shapes)
    if plane.kind == "three_points":
        return plane.model_copy(update={"ends": _ends(plane)})
    return plane


def weight_of(name: str) -> tuple[str, tuple[int, ...]]:
    """`hidden1.weight[0,1]` as the name of its parameter and the place in it, once it was checked."""
    found = _WEIGHT.fullmatch(name)
    if found is None:
        raise ValueError(told("expected a single weight, got {name!r}", name=name[:40]))
    return found[1], tuple(int(number) for number in found[2].split(","))


def _common_shapes(plane: PlaneSpec, objective: ModelObjective) -> Shapes:
    """The shapes of all runs' parameters; a loss of its own may ask for other outputs."""
    shapes = network_sizes(objective, plane.runs[0])
    for number, run in enumerate(plane.runs[1:], start=1):
        others = network_sizes(objective, run)
        if others != shapes:
            name = next(name for name in others if shapes.get(name) != others[name])
            message = told(
                "its loss asks for another output layer than that of run 0: {name} is {size}, "
                "expected {expected}; such runs share no plane",
                name=name,
                size=_size(others[name]),
                expected=_size(shapes[name]),
            )
            raise Refusal("misfit", message, f"runs[{number}].loss")
    return shapes


def _check_weights(names: tuple[str, ...], shapes: Shapes) -> None:
    if len(names) != 2 or names[0] == names[1]:
        first, *_, final = shapes
        examples = " and ".join(_last(name, shapes[name]) for name in (first, final))
        message = told(
            "expected two single weights, such as {examples}, got {names!s:.80}",
            examples=examples,
            names=list(names),
        )
        raise Refusal("out_of_range", message, "weights")
    for place, name in enumerate(names):
        check_weight(name, shapes, f"weights[{place}]")


def check_weight(name: str, shapes: Shapes, field: str) -> None:
    """Whether `name` is a single weight of these parameters; otherwise a `Refusal` at `field`."""
    found = _WEIGHT.fullmatch(name)
    parameter = found[1] if found else name.partition("[")[0]
    if parameter not in shapes:
        message = told(
            "this model has no parameter {parameter!r}; expected one of {shapes}, with a place in it "
            "such as {last}",
            parameter=parameter[:40],
            shapes=", ".join(shapes),
            last=_last(*next(iter(shapes.items()))),
        )
        raise Refusal("unknown_weight", message, field)
    shape = shapes[parameter]
    index = weight_of(name)[1] if found else ()
    if len(index) != len(shape) or any(at >= size for at, size in zip(index, shape, strict=True)):
        message = told(
            "there is no {name!r}: {parameter} is {shape}; expected one of {first} to {last}",
            name=name[:60],
            parameter=parameter,
            shape=_size(shape),
            first=f"{parameter}[{','.join('0' for _ in shape)}]",
            last=_last(parameter, shape),
        )
        raise Refusal("unknown_weight", message, field)


def _ends(plane: PlaneSpec) -> tuple[int, ...]:
    """The runs whose ends the plane goes through: two with their common start, or three."""
    count, last = len(plane.runs), len(plane.runs) - 1
    if count < 2:
        message = told("expected two runs, whose common start is the third point, or three runs; got 1 run")
        raise Refusal("out_of_range", message, "runs")
    ends = plane.ends or tuple(range(min(3, count)))
    if len(ends) not in (2, 3) or len(set(ends)) != len(ends):
        message = told(
            "expected the numbers of two or three different runs, got {ends!s:.60}", ends=list(ends)
        )
        raise Refusal("out_of_range", message, "ends")
    for place, run in enumerate(ends):
        if run > last:
            message = told("expected the number of a run, one of 0 to {last}, got {run}", last=last, run=run)
            raise Refusal("out_of_range", message, f"ends[{place}]")
    return ends


def _last(parameter: str, shape: tuple[int, ...]) -> str:
    return f"{parameter}[{','.join(str(size - 1) for size in shape)}]"


def _size(shape: tuple[int, ...]) -> str:
    return " x ".join(map(str, shape)) or "one number"
