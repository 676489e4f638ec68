"""Data that somebody measured; `real/README.md` says who."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import Generator, Tensor

from app.catalog.datasets.recipe import SEED, VALIDATION, Params, Recipe, suggested
from app.catalog.entries import Dataset, Parameter, Text

_FOLDER = Path(__file__).parent / "real"


def measurements(id: str) -> dict[str, Tensor]:
    """What the file of a measured dataset holds: `inputs` (samples, features) and `targets` (samples,)."""
    return load_file(_FOLDER / f"{id}.safetensors")


def _table(name: str, *, generator: Generator) -> tuple[Tensor, Tensor]:
    """Inputs float32 (samples, features) and classes int64 (samples,) as they were measured."""
    tensors = measurements(name)
    return tensors["inputs"], tensors["targets"].long()


def diabetes(*, generator: Generator) -> tuple[Tensor, Tensor]:
    """Inputs float32 (442, 10) and targets float32 (442, 1) as they were measured."""
    tensors = measurements("diabetes")
    return tensors["inputs"], tensors["targets"].unsqueeze(1)


def pixels() -> Tensor:
    """The pictures of the digits, float32 (1797, 64) from 0 to 16."""
    return measurements("digits")["inputs"].float()


def digits(*, size: str, generator: Generator) -> tuple[Tensor, Tensor]:
    """Pictures float32 (1797, 1, size, size), scaled bilinearly, and digits int64 (1797,)."""
    side = int(size)
    pictures = pixels().reshape(-1, 1, 8, 8)
    if side != 8:
        pictures = torch.nn.functional.interpolate(pictures, size=(side, side), mode="bilinear")
    return pictures, measurements("digits")["targets"].long()


def _species(params: Params) -> tuple[Text, ...]:
    return (Text("setosa", "山鸢尾"), Text("versicolor", "变色鸢尾"), Text("virginica", "维吉尼亚鸢尾"))


def _growers(params: Params) -> tuple[Text, ...]:
    return (Text("grower 1", "酒农 1"), Text("grower 2", "酒农 2"), Text("grower 3", "酒农 3"))


def _findings(params: Params) -> tuple[Text, ...]:
    return (Text("malignant", "恶性"), Text("benign", "良性"))


def _figures(params: Params) -> tuple[Text, ...]:
    return tuple(Text(str(digit), str(digit)) for digit in range(10))


_CELL = (
    "radius",
    "texture",
    "perimeter",
    "area",
    "smoothness",
    "compactness",
    "concavity",
    "concave points",
    "symmetry",
    "fractal dimension",
)

_SIZE = Parameter(
    name="size",
    kind="choice",
    default="28",
    choices=("8", "28"),
    steerable=False,
    about=Text(
        "Pixels along a side: 8 as scanned, or scaled up to the 28 that LeNet-5 was made for.",
        "图像的边长（像素）：原始的 8，或放大到 LeNet-5 所要求的 28。",
    ),
)

RECIPES = (
    Recipe(
        make=digits,
        samples=1797,
        classes=_figures,
        outputs=lambda params: 10,
        size=lambda params: int(params["size"]),
        pixels=pixels,
        entry=Dataset(
            id="digits",
            name=Text("Digits", "手写数字"),
            about=Text(
                "1,797 handwritten digits as pictures of 8 by 8 pixels, a small relative of MNIST. One mean "
                "and deviation standardise the whole picture.",
                "1797 个手写数字，每个是 8×8 像素的图像，相当于小型的 MNIST。"
                "整幅图像共用一个均值和标准差做标准化。",
            ),
            group="real",
            task="multiclass",
            kind="image",
            metric="accuracy",
            params=(_SIZE, VALIDATION, SEED),
            suggested=suggested(("lenet5", {}), ("CrossEntropyLoss", {}), 64, 440),
        ),
    ),
    Recipe(
        make=partial(_table, "iris"),
        samples=150,
        features=("sepal length (cm)", "sepal width (cm)", "petal length (cm)", "petal width (cm)"),
        classes=_species,
        outputs=lambda params: 3,
        informative=(2, 3),
        entry=Dataset(
            id="iris",
            name=Text("Iris", "鸢尾花"),
            about=Text(
                "Fisher's 150 flowers of three species, by the size of their petals and sepals. One species "
                "stands apart; the other two overlap a little.",
                "Fisher 的 150 朵鸢尾花，三个品种，按花瓣和花萼的尺寸区分。一种明显分开，另外两种略有重叠。",
            ),
            group="real",
            task="multiclass",
            metric="accuracy",
            params=(VALIDATION, SEED),
            suggested=suggested(("logistic", {}), ("CrossEntropyLoss", {}), 16, 300),
        ),
    ),
    Recipe(
        make=partial(_table, "wine"),
        samples=178,
        features=(
            "alcohol",
            "malic acid",
            "ash",
            "alcalinity of ash",
            "magnesium",
            "total phenols",
            "flavanoids",
            "nonflavanoid phenols",
            "proanthocyanins",
            "colour intensity",
            "hue",
            "OD280/OD315 of diluted wines",
            "proline",
        ),
        classes=_growers,
        outputs=lambda params: 3,
        informative=(12, 9),
        entry=Dataset(
            id="wine",
            name=Text("Wine", "葡萄酒"),
            about=Text(
                "178 wines from three growers of one region, by 13 chemical measurements, which differ a "
                "thousandfold in scale before they are standardised.",
                "同一产区三个酒农的 178 种葡萄酒，各有 13 项化学指标；标准化之前各项的量级相差上千倍。",
            ),
            group="real",
            task="multiclass",
            metric="accuracy",
            params=(VALIDATION, SEED),
            suggested=suggested(("logistic", {}), ("CrossEntropyLoss", {}), 16, 200),
        ),
    ),
    Recipe(
        make=partial(_table, "breast_cancer"),
        samples=569,
        features=tuple(f"{which} {name}" for which in ("mean", "error of", "worst") for name in _CELL),
        classes=_findings,
        informative=(23, 27),
        entry=Dataset(
            id="breast_cancer",
            name=Text("Breast cancer", "乳腺癌"),
            about=Text(
                "569 tumours, malignant or benign, by 30 measurements of their cells. Many measure nearly "
                "the same, so that the loss has long valleys.",
                "569 例肿瘤（恶性或良性），各有 30 项细胞测量值。许多指标几乎重复，因此损失有狭长的山谷。",
            ),
            group="real",
            task="binary",
            metric="accuracy",
            params=(VALIDATION, SEED),
            suggested=suggested(("logistic", {}), ("BCEWithLogitsLoss", {}), 32, 300),
        ),
    ),
    Recipe(
        make=diabetes,
        samples=442,
        features=(
            "age",
            "sex",
            "body mass index",
            "blood pressure",
            "total cholesterol",
            "LDL",
            "HDL",
            "cholesterol / HDL",
            "log triglycerides",
            "blood sugar",
        ),
        scaled_targets=True,
        informative=(2, 8),
        entry=Dataset(
            id="diabetes",
            name=Text("Diabetes", "糖尿病"),
            about=Text(
                "442 patients: ten measurements, and how far their illness had gone a year later. Hard to "
                "predict. The target is standardised too, so an RMSE of 1 is what the mean alone achieves.",
                "442 名患者的十项指标，以及一年后病情的进展程度，很难预测。目标值也做了标准化，"
                "所以 RMSE 为 1 相当于只猜平均值。",
            ),
            group="real",
            task="regression",
            metric="rmse",
            params=(VALIDATION, SEED),
            suggested=suggested(("linear", {}), ("MSELoss", {}), 32, 200),
        ),
    ),
)
