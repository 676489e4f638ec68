"""A loss that somebody typed: a formula in prediction and target."""

from __future__ import annotations

from torch import Tensor, nn

from app.catalog.entries import Loss, Parameter, Text
from app.catalog.formula import FormulaError, read_formula
from app.catalog.losses.common import REDUCTION
from app.catalog.notation import apply, formula, hat, mean, sub
from app.sentences import told
from app.settings import settings

NAMES = ("prediction", "target")

CUSTOM = Loss(
    id="formula",
    name=Text("Custom formula", "自定义公式"),
    about=Text(
        "A loss of your own: a formula in prediction and target, taken for each number and then reduced.",
        "自己写的损失：关于 prediction 和 target 的公式，逐个数计算，再做 reduction。",
    ),
    trap=Text(
        "Nothing says that it has a minimum where prediction equals target, or one at all: draw it first.",
        "没有谁保证它在 prediction 等于 target 处取最小，甚至未必有最小值：先画出来看看。",
    ),
    needs=Text(
        "One output per sample and a target of the same shape (N, 1); for two classes "
        "the target is -1 or +1.",
        "每个样本一个输出，目标形状相同，(N, 1)；二分类时目标为 -1 或 +1。",
    ),
    tasks=("regression", "counts", "binary"),
    mathml=formula("L", "=", mean(apply("f", sub(hat("y"), "n"), ",", sub("y", "n")))),
    params=(
        Parameter(
            name="expression",
            kind="text",
            default="(prediction - target)**2",
            about=Text(
                "The formula: prediction, target, numbers, + - * / ** ( ) and functions such "
                "as abs, min, max, exp.",
                "公式：可用 prediction、target、数字、+ - * / ** ( ) 以及 abs、min、max、exp 等函数。",
            ),
            steerable=False,
        ),
        REDUCTION,
    ),
    example={"output": [[2.5], [0.0], [2.0], [8.0]], "target": [[3.0], [-0.5], [2.0], [5.0]]},
    may_be_negative=True,
)


class FormulaLoss(nn.Module):
    """The typed formula as a criterion: taken for each element of two tensors of one shape, then reduced.

    Raises `FormulaError` for a text outside the grammar, or without the prediction.
    """

    def __init__(self, expression: str = "(prediction - target)**2", reduction: str = "mean") -> None:
        super().__init__()
        self.formula = read_formula(expression, settings().max_formula_length, NAMES)
        self.reduction = reduction
        if "prediction" not in self.formula.used:
            raise FormulaError(
                told("expected a formula in which prediction occurs, or there is nothing to learn")
            )

    def forward(self, prediction: Tensor, target: Tensor) -> Tensor:
        each = self.formula(prediction, target)
        return reduced(each, self.reduction)


def reduced(each: Tensor, reduction: str) -> Tensor:
    """The mean or the sum of what each sample costs, or all of it."""
    match reduction:
        case "mean":
            return each.mean()
        case "sum":
            return each.sum()
    return each
