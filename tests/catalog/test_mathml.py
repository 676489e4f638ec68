"""Mathematics to look at: well-formed, exact for a few, and meaning what the formula means for all."""

from __future__ import annotations

import re
from typing import TypeAlias
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings

from app.catalog.formula import FormulaError, read_formula
from app.catalog.formula.grammar import read_tree
from app.catalog.formula.tree import Binary, Call, Name, Negative, Node, Number
from app.catalog.functions import FUNCTIONS
from tests.catalog.strategies import formulas

NAMESPACE = "{http://www.w3.org/1998/Math/MathML}"
WORDS = {"ln": "log", "arctan": "atan", "sgn": "sign", "σ": "sigmoid", "π": "pi"}
Meaning: TypeAlias = "float | str | tuple[Meaning, ...]"
SIGNS = {"−": "-", "⋅": "*", "×": "*", "\u2062": "*", "\u2061": ""}


def parse(text: str) -> ElementTree.Element:
    return ElementTree.fromstring(read_formula(text, None).mathml)


def inside(text: str) -> str:
    """The markup within <math><mrow>, with invisible signs spelled out."""
    mathml = read_formula(text, None).mathml
    start, end = '<math xmlns="http://www.w3.org/1998/Math/MathML"><mrow>', "</mrow></math>"
    assert mathml.startswith(start)
    assert mathml.endswith(end)
    return mathml[len(start) : -len(end)].replace("&#x2062;", "times").replace("&#x2061;", "of")


def said(element: ElementTree.Element) -> str:
    """What a reader sees in presentation MathML, as a Python expression; nothing is added but what is drawn.

    The lines, roots and heights of the drawing group what is under, over or in them; a row groups nothing.
    """
    children = list(element)
    match element.tag.removeprefix(NAMESPACE):
        case "mn":
            return str(element.text)
        case "mi":
            return WORDS.get(str(element.text), str(element.text))
        case "mo":
            return SIGNS.get(str(element.text), str(element.text))
        case "mspace":
            return ""
        case "mfrac":
            return f"(({said(children[0])})/({said(children[1])}))"
        case "msqrt":
            return f"sqrt({said_in_row(children)})"
        case "mroot":
            return f"(({said(children[0])})**(1/({said(children[1])})))"
        case "msup":
            return f"{said(children[0])}**({said(children[1])})"
    return said_in_row(children)


def said_in_row(children: list[ElementTree.Element]) -> str:
    """A row read from left to right; sin² (u) is the square of sin(u), and |u| is abs(u)."""
    texts = [said(child) for child in children]
    marks = [index for index, child in enumerate(children) if child.text == "|"]
    if marks:
        assert marks == [0, len(children) - 1]
        return f"abs({''.join(texts[1:-1])})"
    for index, child in enumerate(children):
        if (
            child.tag == f"{NAMESPACE}msup"
            and child[0].tag == f"{NAMESPACE}mi"
            and len(str(child[0].text)) > 1
        ):
            texts[index + 2] = f"{said(child[0])}{texts[index + 2]}**({said(child[1])})"
            texts[index] = ""
    row = "".join(texts)
    assert not re.search(r"[-+*]-", row), f"a minus right after another sign: {row}"
    return row


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("x - y", "<mi>x</mi><mo>−</mo><mi>y</mi>"),
        ("-2*x", '<mo form="prefix">−</mo><mn>2</mn><mo>times</mo><mi>x</mi>'),
        ("x/2", "<mfrac><mrow><mi>x</mi></mrow><mrow><mn>2</mn></mrow></mfrac>"),
        ("x**2", "<msup><mrow><mi>x</mi></mrow><mrow><mn>2</mn></mrow></msup>"),
        (
            "-x/2",
            '<mo form="prefix">−</mo><mfrac><mrow><mi>x</mi></mrow><mrow><mn>2</mn></mrow></mfrac>',
        ),
        ("sqrt(x)", "<msqrt><mi>x</mi></msqrt>"),
        ("x**(1/3)", "<mroot><mrow><mi>x</mi></mrow><mrow><mn>3</mn></mrow></mroot>"),
        ("x*2.50", "<mi>x</mi><mo>⋅</mo><mn>2.5</mn>"),
        (
            "abs(x)",
            '<mrow><mo fence="true" form="prefix" stretchy="true">|</mo><mi>x</mi>'
            '<mo fence="true" form="postfix" stretchy="true">|</mo></mrow>',
        ),
        (
            "pi*e + x",
            '<mi mathvariant="normal">π</mi><mo>times</mo><mi mathvariant="normal">e</mi>'
            "<mo>+</mo><mi>x</mi>",
        ),
        (
            "sin(x)**2",
            '<msup><mi mathvariant="normal">sin</mi><mrow><mn>2</mn></mrow></msup><mo>of</mo>'
            "<mrow><mo>(</mo><mi>x</mi><mo>)</mo></mrow>",
        ),
        (
            "1e-7*x",
            "<mn>1</mn><mo>×</mo><msup><mn>10</mn><mrow><mo>−</mo><mn>7</mn></mrow></msup>"
            "<mo>times</mo><mi>x</mi>",
        ),
    ],
)
def test_a_piece_of_mathematics_is_marked_up_as_mathematics(text: str, expected: str) -> None:
    assert inside(text) == expected


def test_rosenbrock_reads_as_in_a_book() -> None:
    mathml = "".join(parse("(1 - x)**2 + 100*(y - x**2)**2").itertext())
    assert mathml == "(1−x)2+100\u2062(y−x2)2"


@pytest.mark.parametrize("text", [function.formula for function in FUNCTIONS.values()], ids=list(FUNCTIONS))
def test_what_is_shown_of_a_catalog_function_means_its_formula(text: str) -> None:
    assert meaning(read_tree(said(parse(text)), None)) == meaning(read_tree(text, None))


@settings(max_examples=300)
@given(formulas)
def test_what_is_shown_of_any_formula_means_the_formula(text: str) -> None:
    try:
        shown = said(parse(text))
    except FormulaError:
        return
    assert meaning(read_tree(shown, None)) == meaning(read_tree(text, None))


def meaning(node: Node) -> Meaning:
    """The tree with sums and products flat, for those the drawing need not group: nested tuples."""
    match node:
        case Number(value):
            return value
        case Name(id):
            return id
        case Negative() | Binary("*" | "/"):
            sign, factors = product(node)
            return ("*", sign, *factors)
        case Binary("+" | "-"):
            return ("+", *terms(node, 1))
        case Binary("**", base, Binary("/", Number(1.0), Number(2.0))):
            return ("sqrt", meaning(base))
        case Binary(symbol, left, right):
            return (symbol, meaning(left), meaning(right))
        case Call(function, arguments):
            return (function, *map(meaning, arguments))


def terms(node: Node, sign: int) -> list[Meaning]:
    match node:
        case Binary("+", left, right):
            return terms(left, sign) + terms(right, sign)
        case Binary("-", left, right):
            return terms(left, sign) + terms(right, -sign)
    return [(sign, meaning(node))]


def product(node: Node) -> tuple[int, list[Meaning]]:
    match node:
        case Negative(operand):
            sign, factors = product(operand)
            return -sign, factors
        case Binary("/", left, right):
            sign, factors = product(left)
            return sign, [("/", ("*", *factors), meaning(right))]
        case Binary("*", left, right):
            (one, first), (other, second) = product(left), product(right)
            return one * other, first + second
    return 1, [meaning(node)]
