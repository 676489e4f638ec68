"""Scenes in which models learn."""

from __future__ import annotations

from app.catalog.entries import Json, Scene, Text
from app.catalog.scenes.common import run


def _entry(id: str, **params: Json) -> dict[str, Json]:
    return {"id": id, "params": params}


def _comparison(
    model: dict[str, Json],
    dataset: dict[str, Json],
    loss: dict[str, Json],
    batch_size: int | None,
    steps: int,
    *runs: dict[str, Json],
) -> dict[str, Json]:
    objective = {
        "kind": "model",
        "model": model,
        "dataset": dataset,
        "loss": loss,
        "batch_size": batch_size,
        "penalty": {"l1": 0.0, "l2": 0.0},
        "evaluation": None,
    }
    return {"objective": objective, "runs": list(runs), "steps": steps, "seed": 0}


MODEL_SCENES: tuple[Scene, ...] = (
    Scene(
        id="bending_a_boundary",
        name=Text("Bending a boundary", "弯曲的边界"),
        about=Text(
            "A small network learns to part two moons. With plain SGD the boundary is still nearly straight "
            "when the others have bent it round both moons. Watch it move, and change a rate meanwhile.",
            "一个小网络学习把两弯月亮分开。其他优化器已把边界绕过两弯月亮时，普通 SGD 的边界几乎还是直的。"
            "看边界如何移动，再在训练途中改变学习率。",
        ),
        comparison=_comparison(
            _entry("mlp", hidden=[16, 16], activation="tanh"),
            _entry("moons", samples=300, noise=0.25),
            _entry("BCEWithLogitsLoss"),
            32,
            400,
            run("SGD", "SGD", lr=0.1),
            run("Momentum", "SGD", lr=0.05, momentum=0.9),
            run("RMSprop", "RMSprop", lr=0.01),
            run("Adam", "Adam", lr=0.02),
        ),
        view={"layout": "side", "modelView": "data", "curve": "evaluation"},
    ),
    Scene(
        id="what_outliers_pull",
        name=Text("What outliers pull", "离群点的拉力"),
        about=Text(
            "One line, one optimizer, three losses. Squared error lets a few outliers drag the line away; "
            "L1 and Huber let them pull no harder than any other point. Each loss has its own scale, so "
            "compare the RMSE on clean samples.",
            "同一条直线、同一个优化器、三种损失。平方误差让几个离群点把直线拖走；L1 与 Huber "
            "让它们的拉力不超过其他点。各损失的尺度不同，请比较干净样本上的 RMSE。",
        ),
        comparison=_comparison(
            _entry("two_weight", start=[-2.0, 3.0]),
            _entry("outliers"),
            _entry("MSELoss"),
            None,
            200,
            run("squared", "Adam", lr=0.1),
            {**run("absolute", "Adam", lr=0.1), "loss": _entry("L1Loss")},
            {**run("Huber", "Adam", lr=0.1), "loss": _entry("HuberLoss")},
        ),
        view={"layout": "side", "modelView": "data", "curve": "metric"},
    ),
    Scene(
        id="rare_words",
        name=Text("Rare words", "罕见的词"),
        about=Text(
            "Most features are almost never there, and tell the most. SGD gives them as small a step as any; "
            "Adagrad, RMSprop, Adam and SparseAdam take large steps where gradients are rare.",
            "多数特征几乎从不出现，却最有用。SGD 给它们的步长和其他特征一样小；"
            "Adagrad、RMSprop、Adam 和 SparseAdam 在梯度罕见的地方迈大步。",
        ),
        comparison=_comparison(
            _entry("sparse_bag"),
            _entry("rare_features"),
            _entry("BCEWithLogitsLoss"),
            16,
            300,
            run("SGD", "SGD", lr=0.5),
            run("Adagrad", "Adagrad", lr=0.5),
            run("RMSprop", "RMSprop", lr=0.05),
            run("Adam", "Adam", lr=0.05),
            run("SparseAdam", "SparseAdam", lr=0.05),
        ),
        view={"layout": "side", "modelView": "data", "curve": "metric"},
    ),
    Scene(
        id="a_moving_target",
        name=Text("A moving target", "移动的目标"),
        about=Text(
            "The rule turns while it is being learned. At one common rate RMSprop, which forgets old "
            "gradients, keeps up; Adagrad adds them up and slows to a halt, and Adam's momentum still points "
            "where the target was.",
            "规律一边被学习一边旋转。在同一个学习率下，RMSprop 会忘掉旧梯度，因此跟得上；"
            "Adagrad 把梯度不断累加，越走越慢直到停下；Adam 的动量还指着目标先前的方向。",
        ),
        comparison=_comparison(
            _entry("two_weight", start=[0.0, 0.0]),
            _entry("drifting_target"),
            _entry("MSELoss"),
            4,
            375,
            run("Adagrad", "Adagrad", lr=0.2),
            run("RMSprop", "RMSprop", lr=0.2),
            run("Adam", "Adam", lr=0.2),
        ),
        view={"layout": "side", "modelView": "data", "curve": "loss", "curveScale": "log"},
    ),
    Scene(
        id="digits_with_lenet",
        name=Text("Digits with LeNet-5", "用 LeNet-5 识别数字"),
        about=Text(
            "LeNet-5 reads handwritten digits, twenty times through the data. Momentum and Adam are right "
            "in more than 95 of 100; SGD with momentum's rate, but without its momentum, lags far behind.",
            "LeNet-5 识别手写数字，把数据看二十遍。动量法与 Adam 的正确率超过 95%；"
            "SGD 用同样的学习率却没有动量，远远落后。",
        ),
        comparison=_comparison(
            _entry("lenet5", activation="tanh"),
            _entry("digits"),
            _entry("CrossEntropyLoss"),
            64,
            440,
            run("SGD", "SGD", lr=0.01),
            run("Momentum", "SGD", lr=0.01, momentum=0.9),
            run("Adam", "Adam", lr=0.001),
        ),
        view={"layout": "side", "modelView": "data", "curve": "metric"},
    ),
    Scene(
        id="network_at_the_edge",
        name=Text("A network at the edge of stability", "稳定性边缘上的网络"),
        about=Text(
            "Plain gradient descent on all samples. The largest curvature, the sharpness, grows until it "
            "meets 2/lr, beyond which steps overshoot, and hovers there: each rate finds its own line.",
            "在全部样本上做普通梯度下降。最大曲率（锐度）不断增大，直到碰上 2/lr，越过这条线步子就会冲过头，"
            "随后便在线附近徘徊：每个学习率都有自己的线。",
        ),
        comparison=_comparison(
            _entry("mlp", hidden=[16, 16], activation="tanh"),
            _entry("noisy_sine"),
            _entry("MSELoss"),
            None,
            2000,
            run("lr 0.2", "SGD", lr=0.2),
            run("lr 0.14", "SGD", lr=0.14),
            run("lr 0.1", "SGD", lr=0.1),
        ),
        view={"layout": "side", "modelView": "data", "curve": "sharpness", "curveScale": "linear"},
    ),
    Scene(
        id="adaptive_at_their_edge",
        name=Text("Adaptive methods at their edge", "自适应方法的稳定性边缘"),
        about=Text(
            "Adam, RMSprop and Adagrad divide each weight's step, and feel the curvature divided in the same "
            "way. Of this preconditioned Hessian the largest eigenvalue hovers at each one's own line: "
            "38/lr for Adam, 2/lr for the others.",
            "Adam、RMSprop 与 Adagrad 把每个权重的步子除以一个数，感受到的曲率也同样被除。"
            "这个预条件海森矩阵的最大特征值各自在自己的线附近徘徊：Adam 为 38/lr，另外两个为 2/lr。",
        ),
        comparison=_comparison(
            _entry("mlp", hidden=[16, 16], activation="tanh"),
            _entry("noisy_sine"),
            _entry("MSELoss"),
            None,
            1500,
            run("Adam", "Adam", lr=0.02),
            run("RMSprop", "RMSprop", lr=0.002),
            run("Adagrad", "Adagrad", lr=0.1),
        ),
        view={"layout": "side", "modelView": "data", "curve": "sharpness", "curveScale": "log"},
    ),
)
