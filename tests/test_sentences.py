"""Every refusal is one sentence in two languages: English in the code, Chinese in the catalog."""

from __future__ import annotations

import ast
import pickle
import string
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from app.errors import Refusal
from app.sentences import Pair, Sentence, in_chinese, listed, told, told_by
from app.translation import FOLDER

ROOT = Path(__file__).parent.parent
APP = ROOT / "app"
# The command line, the settings and Python speak English: nobody there has a page with a language.
ENGLISH_ALONE = {"cli", "python.py", "settings.py"}
# Mistakes of ours, which no request can bring about.
PROGRAMMING = {"messages", "__init__.py"}
# Whatever takes words that become a refusal's, with the places of these words.
SAYING = {
    "Refusal": [1],
    "FormulaError": [0],
    "ValueError": [0],
    "TypeError": [0],
    "_refusal": [0],
    "_refuse": [1],
    "_refuse_first": [1],
    "_check_sum": [1],
    "_wrong": [2],
    "_unreadable": [1],
    "_functions_only": [1],
    "at_most": [3],
}


def chinese_templates() -> dict[str, str]:
    """The Chinese of each English template."""
    with (FOLDER / "zh" / "LC_MESSAGES" / "errors.po").open("rb") as file:
        return {str(found.id): str(found.string) for found in read_po(file) if found.id and found.string}


def trees() -> Iterator[tuple[Path, ast.Module]]:
    for path in sorted(APP.rglob("*.py")):
        yield path, ast.parse(path.read_text())


def calls(tree: ast.AST, name: str) -> Iterator[ast.Call]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == name:
            yield node


def templates() -> Iterator[tuple[str, str]]:
    """Where a sentence is told, and its template."""
    for path, tree in trees():
        for call in calls(tree, "told"):
            place = f"{path.relative_to(ROOT)}:{call.lineno}"
            template = call.args[0]
            assert isinstance(template, ast.Constant), f"{place}: a template must be a literal"
            yield place, str(template.value)


def gaps(template: str) -> Counter[str]:
    """The names of a template's gaps with how they are filled."""
    return Counter(
        f"{name}!{conversion or ''}:{form or ''}"
        for _, name, form, conversion in string.Formatter().parse(template)
        if name is not None
    )


def values_of(function: ast.AST, name: str) -> Iterator[ast.expr]:
    """What a name stands for within a function."""
    for node in ast.walk(function):
        if isinstance(node, ast.Assign) and any(
            isinstance(target, ast.Name) and target.id == name for target in node.targets
        ):
            yield node.value


def english_alone(expression: ast.expr, function: ast.AST) -> bool:
    """Whether an expression is plain text, of which there can be no Chinese."""
    match expression:
        case ast.JoinedStr():
            return True
        case ast.Constant(value=str()):
            return True
        case ast.Name(id=name):
            return any(english_alone(value, function) for value in values_of(function, name))
        case ast.IfExp(body=body, orelse=other):
            return english_alone(body, function) or english_alone(other, function)
        case ast.BinOp(left=left, right=right):
            return english_alone(left, function) or english_alone(right, function)
    return False


def test_every_template_has_its_chinese_with_the_same_gaps() -> None:
    chinese = chinese_templates()
    for place, template in templates():
        assert template in chinese, f"{place}: no Chinese for {template!r}"
        assert set(gaps(chinese[template])) == set(gaps(template)), f"{place}: {template!r}"


def test_no_chinese_is_left_without_its_sentence() -> None:
    assert set(chinese_templates()) == {template for _, template in templates()}


def test_no_chinese_has_english_words_of_its_own() -> None:
    known = {"TRUE", "JSON", "PyTorch", "Python", "THALWEG_SCRIPTS"}
    for template, chinese in chinese_templates().items():
        plain = "".join(text for text, *_ in string.Formatter().parse(chinese))
        words = [word for word in plain.replace("（", " ").replace("，", " ").split() if word.isascii()]
        run = longest = 0
        for word in words:
            run = run + 1 if word.isalpha() and word not in known else 0
            longest = max(longest, run)
        assert longest < 4, template


def test_every_refusal_is_told() -> None:
    for path, tree in trees():
        if (ENGLISH_ALONE | PROGRAMMING) & set(path.relative_to(APP).parts):
            continue
        functions = [
            node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        ]
        for function in functions:
            for name, places in SAYING.items():
                for call in calls(function, name):
                    said = [call.args[place] for place in places if place < len(call.args)]
                    wrong = any(english_alone(one, function) for one in said)
                    assert not wrong, f"{path.relative_to(ROOT)}:{call.lineno}: tell it by told()"


def test_a_sentence_is_english_to_everyone_and_chinese_on_request() -> None:
    what = told("hyperparameters tuned together")
    sentence = told("expected at most {limit} {what}, got {value}", limit=4, what=what, value=5)
    assert sentence == "expected at most 4 hyperparameters tuned together, got 5"
    assert sentence.zh == "同时调节的超参数个数最多为 4，收到的是 5"
    assert in_chinese(7) == 7


def test_a_list_in_words_is_one_in_both_languages() -> None:
    parts = [told("regression"), told("counts"), told("triplets")]
    assert listed(parts) == "regression, counts and triplets"
    assert in_chinese(listed(parts)) == "回归、计数 和 三元组"
    assert listed(["lr"]) == "lr"


@pytest.mark.parametrize("sentence", [told("{name} is missing", name="output.bias"), Pair("words", "词")])
def test_a_sentence_survives_the_way_between_processes(sentence: Sentence) -> None:
    again = pickle.loads(pickle.dumps(sentence))
    assert (again, again.zh) == (sentence, sentence.zh)


def test_a_refusal_keeps_its_chinese_on_every_way() -> None:
    first = Refusal("missing", told("the field {name} is required, and was left out", name="steps"), "steps")
    for other in (Refusal(**first.fields()), pickle.loads(pickle.dumps(first)), first.within("comparison")):
        assert other.body()["error"]["zh"] == "缺少必填的 steps"
        assert other.message == first.message


def test_words_that_are_not_ours_are_quoted() -> None:
    said = told_by(ValueError("Invalid learning rate: -1"))
    assert said == "Invalid learning rate: -1"
    assert said.zh == "PyTorch 不接受这样的取值（Invalid learning rate: -1）"
