"""Scenes on functions; the first is what a first visit shows."""

from __future__ import annotations

from app.catalog.entries import Json, Scene, Text
from app.catalog.scenes.common import run


def _comparison(
    function: str, start: tuple[float, float], steps: int, *runs: dict[str, Json]
) -> dict[str, Json]:
    objective = {"kind": "function", "id": function, "start": list(start), "noise": 0.0}
    return {"objective": objective, "runs": list(runs), "steps": steps, "seed": 0}


FUNCTION_SCENES: tuple[Scene, ...] = (
    Scene(
        id="six_ways_down",
        name=Text("Six ways down", "六条下山路"),
        about=Text(
            "Six optimizers leave the same point and settle in two different minima. Adam and AdamW "
            "share one learning rate: weight decay alone parts them. Drag a rate and watch its path "
            "change sides.",
            "六个优化器从同一点出发，落入两个不同的最小值。Adam 与 AdamW 的学习率相同，"
            "只因权重衰减而分道扬镳。拖动学习率，看路径如何改换归宿。",
        ),
        comparison=_comparison(
            "branin",
            (6.0, 13.5),
            300,
            run("SGD", "SGD", lr=0.02),
            run("Momentum", "SGD", lr=0.007, momentum=0.9),
            run("Adagrad", "Adagrad", lr=2.0),
            run("RMSprop", "RMSprop", lr=0.05),
            run("Adam", "Adam", lr=0.3),
            run("AdamW", "AdamW", lr=0.3, weight_decay=0.05),
        ),
        view={"layout": "overlay", "background": "contours", "zScale": "log", "curve": "loss"},
    ),
    Scene(
        id="valley_by_curvature",
        name=Text("Curvature in the valley", "用曲率走山谷"),
        about=Text(
            "LBFGS measures the curvature and follows Rosenbrock's valley in a few steps. Each of its "
            "steps asks for several gradients, so the curves count gradient evaluations.",
            "LBFGS 估计曲率，几步就走完 Rosenbrock 山谷。它的每一步要计算多次梯度，"
            "因此曲线按梯度计算次数来比较。",
        ),
        comparison=_comparison(
            "rosenbrock",
            (-1.5, 2.0),
            300,
            run("LBFGS", "LBFGS", lr=1.0, max_iter=4, line_search_fn="strong_wolfe"),
            run("Momentum", "SGD", lr=0.001, momentum=0.9),
            run("Adam", "Adam", lr=0.1),
            run("RMSprop", "RMSprop", lr=0.02),
        ),
        view={
            "layout": "overlay",
            "zScale": "log",
            "curve": "loss",
            "curveScale": "log",
            "axis": "evaluations",
        },
    ),
    Scene(
        id="ravine",
        name=Text("The ravine", "峡谷"),
        about=Text(
            "A bowl a hundred times steeper across than along. SGD zigzags and crawls, momentum swings "
            "through, and Adagrad, RMSprop and Adam stretch each axis to its own scale.",
            "横向比纵向陡一百倍的碗。SGD 来回折返、缓慢爬行，动量一路摆荡而过，Adagrad、RMSprop 和 Adam "
            "则为每个坐标轴单独缩放。",
        ),
        comparison=_comparison(
            "stretched_bowl",
            (-9.0, 2.0),
            200,
            run("SGD", "SGD", lr=0.018),
            run("Momentum", "SGD", lr=0.01, momentum=0.9),
            run("Adagrad", "Adagrad", lr=1.0),
            run("RMSprop", "RMSprop", lr=0.1),
            run("Adam", "Adam", lr=0.5),
        ),
        view={"layout": "overlay", "zScale": "log", "curve": "loss", "curveScale": "log"},
    ),
    Scene(
        id="turned_ravine",
        name=Text("The ravine, turned", "转了向的峡谷"),
        about=Text(
            "The same ravine turned by 45 degrees, with the same settings. SGD and momentum take about "
            "as long as before; Adagrad, RMSprop and Adam fall behind, for no axis runs along the ravine "
            "any more.",
            "同一条峡谷旋转 45 度，设置不变。SGD 与动量所需步数和原来差不多，Adagrad、RMSprop 和 Adam "
            "却落在后面，因为不再有坐标轴与峡谷平行。",
        ),
        comparison=_comparison(
            "rotated_bowl",
            (-9.0, -5.0),
            200,
            run("SGD", "SGD", lr=0.018),
            run("Momentum", "SGD", lr=0.01, momentum=0.9),
            run("Adagrad", "Adagrad", lr=1.0),
            run("RMSprop", "RMSprop", lr=0.1),
            run("Adam", "Adam", lr=0.5),
        ),
        view={"layout": "overlay", "zScale": "log", "curve": "loss", "curveScale": "log"},
    ),
    Scene(
        id="leaving_a_saddle",
        name=Text("Leaving a saddle", "逃离鞍点"),
        about=Text(
            "All start a thousandth beside the ridge that leads to a saddle. SGD lingers there longest; "
            "methods that rescale their steps see the tiny sideways slope at once.",
            "起点都在通向鞍点的脊线旁千分之一处。SGD 在鞍点附近停留最久，"
            "会缩放步长的方法立刻就能感到那一点点侧向的坡度。",
        ),
        comparison=_comparison(
            "double_well",
            (1.5, 0.001),
            100,
            run("SGD", "SGD", lr=0.1),
            run("Momentum", "SGD", lr=0.1, momentum=0.9),
            run("RMSprop", "RMSprop", lr=0.05),
            run("Adam", "Adam", lr=0.1),
        ),
        view={"layout": "3d", "zScale": "linear", "curve": "loss", "curveScale": "linear"},
    ),
    Scene(
        id="edge_of_stability",
        name=Text("Edge of stability", "稳定性边缘"),
        about=Text(
            "The same SGD with four learning rates. Each can rest only where the sharpness x² + y² is "
            "below 2 / lr: larger rates are thrown to flatter minima, and the largest diverges.",
            "同样的 SGD，四个学习率。每一个都只能停在尖锐度 x² + y² 小于 2 / lr 的地方："
            "学习率较大的会被抛向更平坦的最小值，最大的则发散。",
        ),
        comparison=_comparison(
            "two_layer_linear",
            (2.9, 0.9),
            40,
            run("lr 0.05", "SGD", lr=0.05),
            run("lr 0.25", "SGD", lr=0.25),
            run("lr 0.4", "SGD", lr=0.4),
            run("lr 0.5", "SGD", lr=0.5),
        ),
        view={"layout": "side", "zScale": "log", "curve": "loss", "curveScale": "log"},
    ),
    Scene(
        id="decay_on_a_crease",
        name=Text("Decay on a crease", "折痕上的衰减"),
        about=Text(
            "On a crease a constant learning rate never comes to rest. Three schedules let the rate "
            "decay, each in its own way; the curves show what the loss gains by it.",
            "在折痕上，固定的学习率永远停不下来。三种学习率调度以各自的方式衰减，"
            "曲线显示损失因此降低了多少。",
        ),
        comparison=_comparison(
            "l1_valley",
            (-3.7, 2.83),
            300,
            run("constant", "SGD", lr=0.12),
            run("StepLR", "SGD", {"id": "StepLR", "params": {"step_size": 60, "gamma": 0.3}}, lr=0.12),
            run("ExponentialLR", "SGD", {"id": "ExponentialLR", "params": {"gamma": 0.985}}, lr=0.12),
            run("Cosine", "SGD", {"id": "CosineAnnealingLR", "params": {"T_max": 300}}, lr=0.12),
        ),
        view={"layout": "side", "zScale": "linear", "curve": "loss", "curveScale": "log"},
    ),
    Scene(
        id="basins_of_momentum",
        name=Text("Basins of attraction", "吸引域"),
        about=Text(
            "Every start is coloured by the minimum that SGD with momentum reaches from it. The borders "
            "are ragged: drag the start across one and see the path change its mind.",
            "每个起点都按带动量的 SGD 从那里到达的最小值着色。边界参差不齐：把起点拖过边界，"
            "看路径如何改变主意。",
        ),
        comparison=_comparison(
            "himmelblau",
            (0.0, 0.0),
            150,
            run("Momentum", "SGD", lr=0.005, momentum=0.9),
            run("SGD", "SGD", lr=0.01),
            run("Adam", "Adam", lr=0.5),
        ),
        view={
            "layout": "overlay",
            "background": "basins",
            "zScale": "log",
            "curve": "distance",
        },
    ),
)
