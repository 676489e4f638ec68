"""Formulas: what is read, what is refused and how fast, and that their bits are those of plain Python."""

from __future__ import annotations

import math
import time

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor

from app.catalog.formula import Formula, FormulaError, read_formula
from app.catalog.functions import FUNCTIONS
from tests.catalog.strategies import formulas
from tests.plain import Objective, read

WIDTHS = (1, 2, 6, 7, 8, 9, 16, 33, 64, 257)
EVERY_PRIMITIVE = (
    "exp(0.3*x) + log(abs(x)) + sqrt(abs(y)) + sin(x)*cos(y) - tan(0.1*x)",
    "tanh(x) + atan(y) - 3/x + y/3 + 2 - x",
    "sigmoid(x*y) + cosh(0.5*x) - sinh(y)",
    "sign(x)*y + min(x, y)*max(x, 0) + max(0.1, y) + min(2, x*y)",
    "2**x + x**y + abs(x)**1.5 + x**4 + x**-1 + x**-2 + x**0.5 + x**0 + x**1",
    "-x**2 + -(x - -2)*+y - (-x)**3 + x/(y/2) - (x - (y - 1))",
    "0*x + -0*y + 1e20*x + 1e-7*y + 12345678901234567890*x",
)
FORMULAS = tuple(function.formula for function in FUNCTIONS.values()) + EVERY_PRIMITIVE


def points(count: int, seed: int = 0, scale: float = 3.0) -> Tensor:
    """`count` rows of x and y, with the origin and a tie of x and y among them."""
    rows = scale * torch.randn(count, 2, generator=torch.Generator().manual_seed(seed), dtype=torch.float64)
    rows[0] = 0.0
    rows[-1] = 1.25
    return rows


def at_rows(f: Objective, rows: Tensor) -> Tensor:
    """Value and gradient of `f`, one row at a time, as the plain loop asks for them: (rows, 3)."""
    found = []
    for row in rows:
        point = row.clone().requires_grad_()
        loss = f(point[0], point[1])
        (gradient,) = torch.autograd.grad(loss, point)
        found.append(torch.stack([loss.detach(), *gradient]))
    return torch.stack(found)


def at_once(f: Objective, rows: Tensor) -> Tensor:
    """The same with x and y as vectors."""
    columns = rows.t().contiguous().requires_grad_()
    loss = f(columns[0], columns[1])
    (gradient,) = torch.autograd.grad(loss.sum(), columns)
    return torch.stack([loss.detach(), *gradient], dim=1)


def same_bits(a: Tensor, b: Tensor) -> bool:
    """Equal as float64 to the last bit, signs of zeros included; a NaN equals a NaN."""
    equal = a.contiguous().view(torch.int64) == b.contiguous().view(torch.int64)
    return bool((equal | (a.isnan() & b.isnan())).all())


def refusal(text: str, max_length: int | None = 200) -> str:
    with pytest.raises(FormulaError) as caught:
        read_formula(text, max_length)
    return str(caught.value)


@pytest.mark.parametrize("text", FORMULAS)
def test_value_and_gradient_have_the_bits_of_plain_python_and_torch(text: str) -> None:
    rows = points(40)
    assert same_bits(at_rows(read_formula(text, None), rows), at_rows(read(text), rows))


@pytest.mark.parametrize("text", FORMULAS)
def test_a_row_of_a_vector_has_the_bits_of_the_row_alone(text: str) -> None:
    formula = read_formula(text, None)
    for width in WIDTHS:
        rows = points(width, seed=width)
        blocks = torch.split(rows, width if formula.any_width else 7)
        together = torch.cat([at_once(formula, block) for block in blocks])
        assert same_bits(together, at_rows(formula, rows)), width


@pytest.mark.parametrize("text", FORMULAS)
def test_the_python_source_has_the_bits_of_the_formula(text: str) -> None:
    formula = read_formula(text, None)
    code = compile(formula.python, "<source>", "eval")
    rows = points(40, seed=1)
    plain = at_rows(lambda x, y: eval(code, {"torch": torch, "x": x, "y": y}), rows)
    assert same_bits(at_rows(formula, rows), plain)


def test_the_python_source_reads_as_a_person_would_write_it() -> None:
    assert read_formula("(1 - x)**2 + 100*(y - x**2)**2").python == "(1 - x)**2 + 100*(y - x**2)**2"
    assert read_formula("abs(x) + 5.0*max(0, sin(2*pi*y))").python == (
        "torch.abs(x) + 5*torch.maximum(torch.tensor(0, dtype=torch.float64), torch.sin(6.283185307179586*y))"
    )


@pytest.mark.parametrize(
    ("text", "any_width"),
    [
        ("x**2 + y**3 - x**0.5 + 1/x + x**-1", True),
        ("exp(x) + log(y) + tan(x)*tanh(y) + atan(x) + sign(x) + min(x, 1)", True),
        ("x**4 + y", False),
        ("x**y", False),
        ("2**x", False),
        ("x + sigmoid(y)", False),
        ("cosh(x)", False),
        ("y - 3*sinh(x)", False),
        ("x*cosh(2)", True),
    ],
)
def test_any_width_is_claimed_for_what_rounds_the_same_everywhere(text: str, any_width: bool) -> None:
    assert read_formula(text).any_width is any_width


def test_numbers_are_floats_and_fold_with_the_rounding_of_floats() -> None:
    assert read_formula("5.1/(4*pi**2)*x").python == f"{5.1 / (4 * math.pi**2)!r}*x"
    assert read_formula("x*2*pi").python == "x*2*3.141592653589793"
    assert read_formula("2**-1*x + min(3, 2)*y + sigmoid(-1000)*y").python == "0.5*x + 2*y + 0*y"
    assert read_formula("10**30/3*x").python == f"{1e30 / 3!r}*x"


def test_a_formula_read_in_inference_mode_can_still_be_differentiated() -> None:
    with torch.inference_mode():
        formula = read_formula("271.25*x + y**2 - 99.5")
    assert at_rows(formula, torch.ones(1, 2, dtype=torch.float64)).tolist() == [[172.75, 271.25, 2.0]]


def test_the_same_text_is_read_once() -> None:
    assert read_formula("x**2 + 3*y") is read_formula("x**2 + 3*y")


def test_blanks_and_line_breaks_do_not_matter() -> None:
    assert read_formula(" x**2\n  +\t3*y ").text == "x**2 + 3*y"
    assert read_formula("x\n+ y").python == "x + y"
    assert refusal("/\n0").endswith("got / 0")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "got nothing"),
        ("  \n", "got nothing"),
        ("3", "numbers alone"),
        ("pi*e", "numbers alone"),
        ("x + z", "z is not known; expected one of x, y, pi, e"),
        ("ln(x)", "perhaps log"),
        ("X + y", "perhaps x"),
        ("sine(x)", "perhaps sin"),
        ("sin", "needs its argument"),
        ("sin(x, y)", "sin takes one value, got 2"),
        ("max(x)", "max takes 2 values, got 1"),
        ("log(x, 10)", "log takes one value, got 2"),
        ("min(*x)", "plain arguments"),
        ("2x", "as in 2*x"),
        ("1.5e3y", "as in 1.5e3*y"),
        ("2(x)", "expected an operator"),
        ("x(y)", "x is not a function"),
        ("x y", "at character 3, got y"),
        ("x\ny", "at character 3, got y"),
        ("x*", "ends too early"),
        ("x + (y", "as many ( as )"),
        ("x^2", "write powers as **"),
        ("x²", "write powers as **"),
        ("x − y", "minus sign of the keyboard"),
        ("x = 2", "right of f(x, y) ="),
        ("x, y", "commas"),
        ("x//2", "got //"),
        ("x.real", "without a dot"),
        ("x.__class__", "without a dot"),
        ("__import__", "not known"),
        ("__import__(x)", "not known"),
        ("x if y else 1", "got Python's IfExp"),
        ("x and y", "got Python's BoolOp"),
        ("not x", "got Python's UnaryOp"),
        ("x is y", "got Python's Compare"),
        ("True*x", "expected a number, got True"),
        ("...", "expected a number"),
        ("1e309*x", "larger one"),
        ("9**9**9 + x", "overflows"),
        ("9**9**9**9 + x", "overflows"),
        ("exp(1000)*x", "overflows"),
        ("1e308*10*x", "overflows"),
        ("1/0*x", "divides by zero"),
        ("0**-1*x", "divides by zero"),
        ("(-8)**(1/3)*x", "complex"),
        ("sqrt(-1)*x", "undefined"),
        ("log(0)*x", "undefined"),
    ],
)
def test_a_refusal_says_what_was_expected(text: str, said: str) -> None:
    assert said in refusal(text)


@pytest.mark.parametrize(
    "text",
    [
        "lambda: x",
        "(y := x)",
        "[x for x in y]",
        "f'{x}'",
        "x < y",
        "x; y",
        "x # y",
        "x[0]",
        "{x}",
        "x @ y",
        "~x",
        "x\x00",
        "x\u2028+ y",
        "ｘ + y",
        "𝑥 + y",
        "ѕin(x)",
        "x\\\n+ y",
    ],
)
def test_a_character_outside_the_grammar_is_named(text: str) -> None:
    assert "(character " in refusal(text)


def test_a_typed_formula_has_at_most_200_characters_and_the_catalogs_may_be_longer() -> None:
    flat = "x" + "+y" * 99
    assert read_formula(flat + " ").text == flat
    assert "at most 200 characters, got 201" in refusal(flat + "  ")
    assert read_formula(f"({flat[:99]})*({flat[:99]})*({flat[:99]})", None)
    assert "levels of nesting" in refusal(flat + "+y", None)


@pytest.mark.parametrize(
    "text",
    [
        "9**9**9 + x",
        "(" * 10_000 + "x" + ")" * 10_000,
        "-" * 10_000 + "x",
        "-" * 200_000 + "x",
        "sin(" * 10_000 + "x" + ")" * 10_000,
        "x**" * 10_000 + "x",
        "x+" * 10_000 + "x",
        "9" * 100_000 + "*x",
        "z" * 100_000,
        "1." * 50_000,
        "x" * 99 + "(" * 99,
        "-" * 199 + "x",
        "(" * 99 + "x" + ")" * 99 + "**",
    ],
)
@pytest.mark.parametrize("max_length", [None, 200])
def test_a_hostile_formula_is_refused_within_50_ms(text: str, max_length: int | None) -> None:
    began = time.thread_time()
    refusal(text, max_length)
    assert time.thread_time() - began < 0.05


ALPHABET = "xye0123456789.+-*/(), _^=ab√²π\n"
PIECES = (
    "x",
    "y",
    "pi",
    "e",
    "sin(",
    "min(",
    "(",
    ")",
    "**",
    "*",
    "/",
    "-",
    "+",
    ",",
    "2",
    "0.5",
    "1e9",
    " ",
)


@settings(max_examples=300)
@given(
    st.one_of(
        st.text(max_size=220),
        st.text(ALPHABET, max_size=220),
        st.lists(st.sampled_from(PIECES), max_size=60).map("".join),
    )
)
def test_any_text_is_read_or_refused_with_a_sentence_within_50_ms(text: str) -> None:
    sentence = "read"
    began = time.thread_time()
    try:
        assert isinstance(read_formula(text), Formula)
    except FormulaError as error:
        (sentence,) = error.args
    assert sentence.isprintable()
    assert 0 < len(sentence) < 400
    assert time.thread_time() - began < 0.05


@settings(max_examples=200)
@given(formulas)
def test_any_formula_that_is_read_has_the_bits_of_plain_python_and_torch(text: str) -> None:
    try:
        formula = read_formula(text, None)
    except FormulaError:
        return
    rows = points(6, seed=2)
    code = compile(formula.python, "<source>", "eval")
    expected = at_rows(read(text), rows)
    assert same_bits(at_rows(formula, rows), expected)
    assert same_bits(at_rows(lambda x, y: eval(code, {"torch": torch, "x": x, "y": y}), rows), expected)
    assert same_bits(at_once(formula, rows), expected)
