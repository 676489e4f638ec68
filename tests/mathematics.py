"""Presentation MathML read as a person reads it: the value of a formula whose places are filled."""

from __future__ import annotations

import math
from collections.abc import Mapping
from xml.etree import ElementTree

import numpy as np

NAMESPACE = "{http://www.w3.org/1998/Math/MathML}"
SIGNS = {"−": "-", "⋅": "*", "×": "*", "\u2062": "*", "\u2061": ""}
FUNCTIONS = {
    "ln": np.log,
    "exp": np.exp,
    "sqrt": np.sqrt,
    "abs": abs,
    "max": max,
    "min": min,
    "tanh": np.tanh,
    "σ": lambda value: 1 / (1 + np.exp(-value)),
    "float64": np.float64,
    "pi": math.pi,
}


def value_of(template: str, known: Mapping[str, float]) -> float:
    """What a displayed formula comes to."""
    text = said(ElementTree.fromstring(template), known)
    with np.errstate(all="ignore"):
        return float(eval(text, {"__builtins__": {}}, FUNCTIONS))


def said(element: ElementTree.Element, known: Mapping[str, float]) -> str:
    """The formula in Python's words."""
    children = [said(child, known) for child in element]
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
        case "mrow" if "data-name" in element.attrib:
            return f"float64({known[element.attrib['data-name']]!r})".replace("inf", "1e999")
    if inside.startswith("|") and inside.endswith("|"):
        return f"abs({inside[1:-1]})"
    return inside
