"""Presentation MathML read as a person reads it, and computed: what is displayed, and nothing else."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any
from xml.etree import ElementTree

import numpy as np

NAMESPACE = "{http://www.w3.org/1998/Math/MathML}"
SIGNS = {"−": "-", "⋅": "*", "×": "*", "\u2062": "*", "\u2061": ""}


def by_sign(value: float, positive: float, zero: float, negative: float) -> float:
    return positive if value > 0 else negative if value < 0 else zero


FUNCTIONS = {
    "ln": np.log,
    "exp": np.exp,
    "sqrt": np.sqrt,
    "abs": abs,
    "max": max,
    "min": min,
    "tanh": np.tanh,
    "sgn": np.sign,
    "σ": lambda value: 1 / (1 + np.exp(-value)),
    "float32": lambda value: float(np.float32(value)),
    "float64": np.float64,
    "by_sign": by_sign,
    "pi": math.pi,
}


def value_of(template: str, known: Mapping[str, Any], at: int = 0) -> float:
    """What a displayed formula comes to, its places filled with `known`, for coordinate `at`."""
    return computed(said(ElementTree.fromstring(template), known, at))


def both_sides(displayed: str) -> tuple[float, float]:
    """What a formula that is full of numbers comes to, and the result that stands behind it."""
    formula, _, result = said(ElementTree.fromstring(displayed), {}, 0).rpartition("=")
    return computed(formula), computed(result)


def computed(text: str) -> float:
    with np.errstate(all="ignore"):
        return float(eval(text, {"__builtins__": {}}, FUNCTIONS))


def said(element: ElementTree.Element, known: Mapping[str, Any], at: int) -> str:
    """The formula in Python's words."""
    if "data-value" in element.attrib:
        return _number(float(element.attrib["data-value"]))
    if "data-name" in element.attrib:
        value = known[element.attrib["data-name"]]
        place = int(element.attrib.get("data-at", at))
        return _number(value[place] if isinstance(value, list) else value)
    children = [said(child, known, at) for child in element]
    inside = "".join(children)
    match element.tag.removeprefix(NAMESPACE):
        case "mn" | "mi":
            return str(element.text)
        case "mo":
            return SIGNS.get(str(element.text), str(element.text))
        case "mfrac":
            return f"(({children[0]})/({children[1]}))"
        case "msqrt":
            return f"sqrt({inside})"
        case "msup":
            return f"(({children[0]})**({children[1]}))"
        case "mtable":
            rows = [[said(cell, known, at) for cell in row] for row in element]
            condition = rows[0][1].removesuffix(">0")
            return f"by_sign({condition}, {rows[0][0]}, {rows[1][0]}, {rows[2][0]})"
    if inside.startswith("{by_sign"):
        return inside[1:]
    if inside.startswith("|") and inside.endswith("|"):
        return f"abs({inside[1:-1]})"
    return inside


def _number(value: float) -> str:
    return f"float64({value!r})".replace("inf", "1e999")
