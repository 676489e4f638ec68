"""Formulas in other variables than x and y: the same grammar, with other names in what it says."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest
import torch

from app.catalog.formula import FormulaError, read_formula

NAMES = ("prediction", "target")


def refusal(text: str) -> str:
    with pytest.raises(FormulaError) as caught:
        read_formula(text, 200, NAMES)
    return str(caught.value)


def test_the_first_name_takes_the_first_tensor() -> None:
    formula = read_formula("prediction - 2*target", 200, NAMES)
    assert formula(torch.tensor([5.0]), torch.tensor([1.0])).tolist() == [3.0]
    assert formula.names == NAMES
    assert formula.python == "prediction - 2*target"


@pytest.mark.parametrize(
    ("named", "plain"),
    [
        ("(prediction - target)**2", "(x - y)**2"),
        ("max(0, 1 - prediction*target) + 3/prediction", "max(0, 1 - x*y) + 3/x"),
        ("target*log(target/abs(prediction)) - sigmoid(-target)", "y*log(y/abs(x)) - sigmoid(-y)"),
    ],
)
def test_a_formula_means_the_same_under_other_names(named: str, plain: str) -> None:
    first, second = torch.randn(9, dtype=torch.float64), torch.rand(9, dtype=torch.float64) + 0.1
    assert torch.equal(read_formula(named, 200, NAMES)(first, second), read_formula(plain)(first, second))


def test_numbers_leave_float32_as_it_is() -> None:
    formula = read_formula("max(0, 1.5 - prediction*target) + pi", 200, NAMES)
    assert formula(torch.ones(3, 1), torch.ones(3, 1)).dtype == torch.float32


def test_it_knows_which_of_its_variables_occur() -> None:
    assert read_formula("target + 0*3", 200, NAMES).used == {"target"}
    assert read_formula("x*y").used == {"x", "y"}


def test_the_same_text_under_other_names_is_another_formula() -> None:
    assert read_formula("a - b", 200, ("a", "b")) is read_formula("a - b", 200, ("a", "b"))
    swapped = read_formula("a - b", 200, ("b", "a"))
    assert swapped(torch.tensor(1.0), torch.tensor(5.0)).item() == 4.0


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "such as (prediction - target)**2, got nothing"),
        ("x + target", "x is not known; expected one of prediction, target, pi, e"),
        ("predicton", "perhaps prediction"),
        ("prediction^2", "write powers as **, as in prediction**2"),
        ("prediction = 2", "right of f(prediction, target) ="),
        ("prediction(2)", "prediction is not a function"),
        ("sin", "as in sin(prediction)"),
        ("3", "expected a function of prediction or target, got a formula of numbers alone"),
        ("prediction +", "such as (prediction - target)**2; it ends too early"),
        ("prediction $ 2", "use prediction, target, numbers"),
        ("prediction.__class__", "without a dot"),
        ("__import__(prediction)", "not known"),
    ],
)
def test_a_refusal_speaks_of_the_names_that_hold(text: str, said: str) -> None:
    assert said in refusal(text)


def test_words_stand_apart_in_mathematics() -> None:
    mathml = read_formula("2*prediction*target*pi + target*(1 - prediction)", 200, NAMES).mathml
    ElementTree.fromstring(mathml)
    assert mathml.count("<mi>prediction</mi>") == 2
    apart = '<mo>&#x2062;</mo><mspace width="0.17em"/>'
    assert f"<mn>2</mn>{apart}<mi>prediction</mi>{apart}<mi>target</mi>{apart}<mi" in mathml
    assert "<mi>target</mi><mo>⋅</mo><mrow><mo>(</mo>" in mathml
