"""The models, as the page offers them."""

from __future__ import annotations

from app.catalog.entries import Model, Parameter, Task, Text

_CLASSIFICATION: tuple[Task, ...] = ("binary", "multiclass", "multilabel", "soft_labels")

# Hidden layers: at least one, at most this many, each of 1 to WIDEST units.
MOST_LAYERS = 4
WIDEST = 256


def _weight(name: str, default: float, about: Text) -> Parameter:
    return Parameter(
        name=name, kind="float", default=default, low=-10.0, high=10.0, about=about, steerable=False
    )


def _hidden(*default: int) -> Parameter:
    width = Parameter(
        name="width",
        kind="int",
        default=None,
        low=1,
        high=WIDEST,
        scale="log",
        steerable=False,
        about=Text("How many units the layer has.", "这一层的单元数。"),
    )
    return Parameter(
        name="hidden",
        kind="list",
        default=default,
        low=1,
        high=MOST_LAYERS,
        items=(width,),
        steerable=False,
        about=Text(
            f"The hidden layers' widths, from the input on: one to {MOST_LAYERS} layers.",
            f"从输入端起各隐藏层的宽度：1 到 {MOST_LAYERS} 层。",
        ),
    )


def _activation(default: str, *choices: str) -> Parameter:
    return Parameter(
        name="activation",
        kind="choice",
        default=default,
        choices=choices,
        steerable=False,
        about=Text(
            "The bend after each hidden layer, without which all layers together would be a single one.",
            "每个隐藏层之后的非线性；没有它，所有层叠起来也只相当于一层。",
        ),
    )


_ANY_ACTIVATION = ("relu", "tanh", "sigmoid", "gelu", "leaky_relu", "silu")

TWO_WEIGHT = Model(
    id="two_weight",
    name=Text("Two weights", "两个权重"),
    about=Text(
        "A model with exactly two parameters, so that its loss is a landscape that can be drawn as it is: "
        "slope and height of a line, or one weight for each of two features.",
        "恰好两个参数的模型，损失就是一张可以如实画出的地形图：直线的斜率和截距，或两个特征各一个权重。",
    ),
    tasks=("regression", "counts", *_CLASSIFICATION, "ranking", "similarity", "triplets"),
    params=(
        Parameter(
            name="start",
            kind="tuple",
            default=(-2.5, 2.0),
            steerable=False,
            about=Text("The weights at the start.", "两个权重的初始值。"),
            items=(
                _weight("x", -2.5, Text("The first weight: x on the plane.", "第一个权重：平面上的 x。")),
                _weight("y", 2.0, Text("The second weight: y on the plane.", "第二个权重：平面上的 y。")),
            ),
        ),
    ),
    two_weight=True,
    domain=(-6.0, 6.0, -6.0, 6.0),
    suggested_lr={
        "SGD": 0.05,
        "Momentum": 0.05,
        "Nesterov": 0.02,
        "Adagrad": 0.5,
        "RMSprop": 0.02,
        "Adam": 0.05,
        "AdamW": 0.05,
        "NAdam": 0.05,
        "RAdam": 0.05,
        "Adamax": 0.1,
    },
)

LINEAR = Model(
    id="linear",
    name=Text("Linear", "线性模型"),
    about=Text(
        "One weight for each feature and a bias: under squared error a convex bowl with one minimum.",
        "每个特征一个权重，外加一个偏置：在平方误差下损失是只有一个最小值的凸碗。",
    ),
    tasks=("regression", "counts"),
    suggested_lr={
        "SGD": 0.01,
        "Momentum": 0.001,
        "Nesterov": 0.001,
        "Adagrad": 0.05,
        "RMSprop": 0.005,
        "Adam": 0.01,
        "AdamW": 0.01,
        "NAdam": 0.01,
        "RAdam": 0.05,
        "Adamax": 0.02,
    },
)

LOGISTIC = Model(
    id="logistic",
    name=Text("Logistic", "逻辑回归"),
    about=Text(
        "One layer of weights whose outputs are scores: logits of the classes, cut by straight boundaries.",
        "只有一层权重，输出各类别的得分（logit），边界都是直的。",
    ),
    tasks=(*_CLASSIFICATION, "ranking"),
    kinds=("vector", "image"),
    suggested_lr={
        "SGD": 0.5,
        "Momentum": 0.2,
        "Nesterov": 0.2,
        "Adagrad": 0.5,
        "RMSprop": 0.05,
        "Adam": 0.1,
        "AdamW": 0.1,
        "NAdam": 0.1,
        "RAdam": 0.5,
        "Adamax": 0.2,
    },
)

MLP = Model(
    id="mlp",
    name=Text("Multilayer perceptron", "多层感知机"),
    about=Text(
        "Hidden layers with a bend after each: it fits curves and bent boundaries, and its loss is no "
        "longer convex.",
        "若干隐藏层，每层之后接非线性：能拟合曲线和弯曲的边界，损失不再是凸的。",
    ),
    tasks=("regression", "counts", *_CLASSIFICATION, "ranking"),
    kinds=("vector", "image"),
    params=(
        _hidden(32, 32),
        _activation("relu", *_ANY_ACTIVATION),
        Parameter(
            name="dropout",
            kind="float",
            default=0.0,
            low=0.0,
            high=0.9,
            steerable=False,
            about=Text(
                "The share of hidden units that a training step leaves out at random, against overfitting.",
                "每个训练步随机丢弃的隐藏单元比例，用来防止过拟合。",
            ),
        ),
        Parameter(
            name="batch_norm",
            kind="bool",
            default=False,
            steerable=False,
            about=Text(
                "Normalises each hidden unit over the batch, which evens out the landscape; it needs batches "
                "of two samples or more.",
                "在批内对每个隐藏单元做归一化，使损失地形更平缓；每批至少要有两个样本。",
            ),
        ),
        Parameter(
            name="bias",
            kind="bool",
            default=True,
            steerable=False,
            about=Text(
                "Whether each layer adds a constant to its units; without, and without normalisation, all "
                "parameters are matrices, as Muon needs.",
                "每一层是否给各单元加上一个常数；去掉它且不用批归一化时，所有参数都是矩阵，Muon 要求如此。",
            ),
        ),
    ),
    suggested_lr={
        "SGD": 0.1,
        "Momentum": 0.02,
        "Nesterov": 0.02,
        "Adagrad": 0.05,
        "RMSprop": 0.002,
        "Adam": 0.005,
        "AdamW": 0.005,
    },
)

LENET5 = Model(
    id="lenet5",
    name=Text("LeNet-5", "LeNet-5"),
    about=Text(
        "LeCun's network for handwritten digits: two convolutions, each averaged down, and three dense "
        "layers; 61,706 parameters for ten classes.",
        "LeCun 为手写数字设计的网络：两次卷积加平均池化，再接三个全连接层；十个类别时共 61706 个参数。",
    ),
    tasks=("multiclass",),
    kinds=("image",),
    params=(_activation("tanh", "tanh", "relu"),),
    suggested_lr={
        "SGD": 0.1,
        "Momentum": 0.02,
        "Nesterov": 0.02,
        "Adagrad": 0.01,
        "RMSprop": 0.001,
        "Adam": 0.001,
        "AdamW": 0.001,
    },
)

EMBEDDING = Model(
    id="embedding",
    name=Text("Embedding", "嵌入模型"),
    about=Text(
        "A small network that gives every part of a sample a place of its own, where distance or angle means "
        "likeness; for ranking, a score.",
        "一个小网络，把样本的每个部分映射到嵌入空间中的一点，用距离或夹角表示相似；用于排序时则输出得分。",
    ),
    tasks=("ranking", "similarity", "triplets"),
    params=(
        _hidden(32),
        Parameter(
            name="dimension",
            kind="int",
            default=2,
            low=1,
            high=16,
            steerable=False,
            about=Text(
                "The embedding's dimension: two can be drawn; a ranking has one score instead.",
                "嵌入的维数：二维可以画出来；排序任务则只输出一个得分。",
            ),
        ),
        _activation("relu", *_ANY_ACTIVATION),
    ),
    suggested_lr={
        "SGD": 0.1,
        "Momentum": 0.02,
        "Nesterov": 0.01,
        "Adagrad": 0.05,
        "RMSprop": 0.005,
        "Adam": 0.005,
        "AdamW": 0.005,
        "NAdam": 0.005,
        "RAdam": 0.02,
        "Adamax": 0.02,
    },
)

SPARSE_BAG = Model(
    id="sparse_bag",
    name=Text("Bag of words", "词袋模型"),
    about=Text(
        "A weight for each word; a sample's score is the sum over its words. Only words that occur get a "
        "gradient, which is what SparseAdam is made for.",
        "每个词一个权重，样本的得分是其中各词权重之和。只有出现的词才有梯度，SparseAdam 正是为此设计的。",
    ),
    tasks=("binary",),
    kinds=("bag",),
    suggested_lr={
        "SGD": 0.02,
        "Momentum": 0.05,
        "Nesterov": 0.05,
        "Adagrad": 0.2,
        "RMSprop": 0.01,
        "Adam": 0.02,
        "AdamW": 0.02,
        "NAdam": 0.02,
        "RAdam": 0.05,
        "Adamax": 0.05,
        "SparseAdam": 0.02,
    },
)
