"""A few minima, so that start, rate and momentum decide the outcome."""

from __future__ import annotations

from math import pi

from app.catalog.entries import Function, Text

BASINS = (
    Function(
        id="himmelblau",
        name=Text("Himmelblau", "Himmelblau 函数"),
        about=Text(
            "Four equally good minima. Which one a run reaches depends on start, learning rate and "
            "momentum: colour the plane by the answer and you see the basins of attraction.",
            "四个同样好的最小值。最终到达哪一个，取决于起点、学习率和动量；按结果给平面着色，"
            "就能看到吸引域。",
        ),
        group="basins",
        formula="(x**2 + y - 11)**2 + (x + y**2 - 7)**2",
        domain=(-6.0, 6.0, -6.0, 6.0),
        start=(0.0, 0.0),
        minima=(
            (3.0, 2.0, 0.0),
            (-2.805118086952745, 3.131312518250573, 0.0),
            (-3.779310253377747, -3.2831859912861696, 0.0),
            (3.5844283403304917, -1.8481265269644036, 0.0),
        ),
        z_scale="log",
        suggested_lr={
            "SGD": 0.02,
            "Momentum": 0.02,
            "Nesterov": 0.005,
            "Adagrad": 1.0,
            "RMSprop": 0.05,
            "Adam": 0.2,
            "AdamW": 1.0,
        },
    ),
    Function(
        id="branin",
        name=Text("Branin", "Branin 函数"),
        about=Text(
            "Three equally deep minima along a wavy valley. The start lies between two of them, so a "
            "small change of optimizer decides which one wins.",
            "起伏的山谷里有三个同样深的最小值。起点位于其中两个之间，优化器稍有不同，结局就不同。",
        ),
        group="basins",
        formula="(y - 5.1/(4*pi**2)*x**2 + 5/pi*x - 6)**2 + 10*(1 - 1/(8*pi))*cos(x) + 10",
        domain=(-5.0, 10.0, 0.0, 15.0),
        start=(2.5, 12.5),
        minima=(
            (-pi, 12.275, 0.39788735772973816),
            (pi, 2.275, 0.39788735772973816),
            (3 * pi, 2.475, 0.39788735772973816),
        ),
        suggested_lr={
            "SGD": 0.05,
            "Momentum": 0.02,
            "Nesterov": 0.05,
            "Adagrad": 2.0,
            "RMSprop": 0.1,
            "Adam": 1.0,
            "AdamW": 5.0,
        },
    ),
    Function(
        id="three_hump_camel",
        name=Text("Three-hump camel", "三驼峰函数"),
        about=Text(
            "A deep basin in the middle and a shallow one on each side. Small steps stop in the side "
            "basin, as gradient descent does at 0.05; bolder ones or momentum get over the lip.",
            "中间是一个深谷，两侧各有一个浅谷。步子小会停在侧面的浅谷里，例如学习率为 0.05 的梯度下降；"
            "更大的步子或动量能越过谷沿。",
        ),
        group="basins",
        formula="2*x**2 - 1.05*x**4 + x**6/6 + x*y + y**2",
        domain=(-3.0, 3.0, -3.0, 3.0),
        start=(-2.2, 2.0),
        minima=((0.0, 0.0, 0.0),),
        local_minima=(
            (1.7475523458302888, -0.8737761729151444, 0.2986384422368598),
            (-1.7475523458302888, 0.8737761729151444, 0.2986384422368598),
        ),
        suggested_lr={
            "SGD": 0.2,
            "Momentum": 0.02,
            "Nesterov": 0.05,
            "Adagrad": 2.0,
            "RMSprop": 0.2,
            "Adam": 0.5,
            "AdamW": 0.5,
        },
    ),
    Function(
        id="six_hump_camel",
        name=Text("Six-hump camel", "六驼峰函数"),
        about=Text(
            "Six minima in pairs, two of them global, with saddles between. The symmetry makes ties, and "
            "small differences break them.",
            "六个两两对称的极小值，其中两个是全局最小值，彼此之间隔着鞍点。对称造成难分高下的局面，"
            "微小的差别就能打破它。",
        ),
        group="basins",
        formula="(4 - 2.1*x**2 + x**4/3)*x**2 + x*y + (4*y**2 - 4)*y**2",
        domain=(-2.2, 2.2, -1.3, 1.3),
        start=(-1.9, 0.1),
        minima=(
            (0.08984201310031806, -0.7126564030207396, -1.0316284534898774),
            (-0.08984201310031806, 0.7126564030207396, -1.0316284534898774),
        ),
        local_minima=(
            (-1.703606714969981, 0.7960835686726251, -0.21546382438371764),
            (1.703606714969981, -0.7960835686726251, -0.21546382438371764),
            (-1.6071047529201972, -0.5686514548841314, 2.1042503103112584),
            (1.6071047529201972, 0.5686514548841314, 2.1042503103112584),
        ),
        suggested_lr={
            "SGD": 0.2,
            "Momentum": 0.05,
            "Nesterov": 0.05,
            "Adagrad": 1.0,
            "RMSprop": 0.1,
            "Adam": 0.5,
            "AdamW": 0.5,
        },
    ),
    Function(
        id="styblinski_tang",
        name=Text("Styblinski–Tang", "Styblinski–Tang 函数"),
        about=Text(
            "Four basins of different depth. The slope at the start leads small steps into the "
            "shallowest one; only bold steps ever see the deepest.",
            "四个深浅不一的盆地。起点的坡度会把小步子引向最浅的那个，只有大胆的步子才有机会见到最深处。",
        ),
        group="basins",
        formula="0.5*(x**4 - 16*x**2 + 5*x + y**4 - 16*y**2 + 5*y)",
        domain=(-5.0, 5.0, -5.0, 5.0),
        start=(0.5, 0.5),
        minima=((-2.903534027771177, -2.903534027771177, -78.33233140754282),),
        local_minima=(
            (-2.903534027771177, 2.746802770990837, -64.19561235905536),
            (2.746802770990837, -2.903534027771177, -64.19561235905536),
            (2.746802770990837, 2.746802770990837, -50.05889331056789),
        ),
        suggested_lr={
            "SGD": 0.02,
            "Momentum": 0.005,
            "Nesterov": 0.001,
            "Adagrad": 0.2,
            "RMSprop": 0.02,
            "Adam": 2.0,
            "AdamW": 2.0,
        },
    ),
    Function(
        id="mccormick",
        name=Text("McCormick", "McCormick 函数"),
        about=Text(
            "A tilted trough with two basins. Outside the usual domain it falls without end, so leaving "
            "the box is not the same as failing.",
            "一条倾斜的沟槽，内有两个盆地。在惯用定义域之外它会无限下降，所以走出方框并不等于失败。",
        ),
        group="basins",
        formula="sin(x + y) + (x - y)**2 - 1.5*x + 2.5*y + 1",
        domain=(-1.5, 4.0, -3.0, 4.0),
        start=(3.0, 3.0),
        minima=((-0.5471975511965977, -1.5471975511965979, -1.9132229549810364),),
        local_minima=((2.5943951023931957, 1.5943951023931955, 1.2283696986087569),),
        suggested_lr={
            "SGD": 0.05,
            "Momentum": 0.02,
            "Nesterov": 0.01,
            "Adagrad": 0.5,
            "RMSprop": 0.1,
            "Adam": 0.1,
            "AdamW": 0.2,
        },
    ),
    Function(
        id="sharp_and_wide",
        name=Text("Sharp and wide minima", "尖谷与宽谷"),
        about=Text(
            "A deep narrow hole beside a shallower wide one. Gradient descent can settle in the "
            "narrow hole only with a rate below 0.05; 0.2 throws it out, into the wide basin.",
            "一个又深又窄的坑，旁边是一个较浅而宽的盆地。只有学习率小于 0.05，梯度下降才能在窄坑里"
            "安定下来；学习率为 0.2 时就会被甩出来，落入宽盆地。",
        ),
        group="basins",
        formula="1 - exp(-((x - 1.5)**2 + y**2)/0.05) - 0.8*exp(-((x + 1.5)**2 + y**2)/1.5)",
        domain=(-4.0, 4.0, -3.0, 3.0),
        start=(1.1, 0.2),
        minima=((1.4998015553334636, 0.0, -0.0019837887731995216),),
        local_minima=((-1.5, 0.0, 0.2),),
        suggested_lr={
            "SGD": 0.005,
            "Momentum": 0.005,
            "Nesterov": 0.005,
            "Adagrad": 0.1,
            "RMSprop": 0.002,
            "Adam": 0.05,
            "AdamW": 0.2,
        },
    ),
)
