"""Presentation MathML read as a person reads it, and computed: what is displayed, and nothing else."""

from __future__ import annotations

import math
from typing import Any
from xml.etree import ElementTree

import numpy as np

NAMESPACE = "{http://www.w3.org/1998/Math/MathML}"
SIGNS = {"−": "-", "⋅": "*", "×": "*", "\u2062": "*", "\u2061": "", "<": "<", ">": ">"}


def evaluated(element: ElementTree.Element, at: int, known: dict[str, Any]) -> float:
    """What a template comes to for one coordinate, its places filled with what is shown."""
    return computed(said(element, at, known))


def said_filled(element: ElementTree.Element) -> tuple[float, float]:
    """What a formula that is full of numbers comes to, and the result that stands behind it."""
    formula, _, result = said(element, 0, {}).rpartition("=")
    return computed(formula), computed(result)


def computed(text: str) -> float:
    functions = {"sqrt": math.sqrt, "abs": abs, "float32": lambda v: float(np.float32(v)), "by_sign": by_sign}
    signs = {"max": max, "min": min, "sgn": lambda v: float((v > 0) - (v < 0))}
    return float(eval(text, {"__builtins__": {}}, {**functions, **signs}))


def by_sign(value: float, positive: float, zero: float, negative: float) -> float:
    return positive if value > 0 else negative if value < 0 else zero


def said(element: ElementTree.Element, at: int, known: dict[str, Any]) -> str:
    """Presentation MathML in Python's words."""
    if "data-value" in element.attrib:
        return f"({element.attrib['data-value']})"
    if "data-name" in element.attrib:
        value = known[element.attrib["data-name"]]
        place = int(element.attrib.get("data-at", at))
        return f"({(value[place] if isinstance(value, list) else value)!r})"
    children = [said(child, at, known) for child in element]
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
            rows = [[said(cell, at, known) for cell in row] for row in element]
            condition = rows[0][1].removesuffix(">0")
            return f"by_sign({condition}, {rows[0][0]}, {rows[1][0]}, {rows[2][0]})"
    if inside.startswith("{by_sign"):
        return inside[1:]
    if inside.startswith("|") and inside.endswith("|"):
        return f"abs({inside[1:-1]})"
    return inside
