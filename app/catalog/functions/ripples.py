"""Many minima: the slope underfoot misleads."""

from __future__ import annotations

from app.catalog.entries import Function, Text

RIPPLES = (
    Function(
        id="rastrigin",
        name=Text("Rastrigin", "Rastrigin 函数"),
        about=Text(
            "A bowl covered with a regular grid of 121 dimples. Small steps stop in the nearest dimple; "
            "larger steps, momentum or noise pass over some of them.",
            "一个碗面上规则地排着 121 个小坑。小步子会停在最近的坑里，更大的步子、"
            "动量或噪声可以越过其中一些。",
        ),
        group="ripples",
        formula="20 + x**2 - 10*cos(2*pi*x) + y**2 - 10*cos(2*pi*y)",
        domain=(-5.12, 5.12, -5.12, 5.12),
        start=(-2.2, 3.3),
        minima=((0.0, 0.0, 0.0),),
        suggested_lr={
            "SGD": 0.0002,
            "Momentum": 0.005,
            "Nesterov": 0.002,
            "Adagrad": 2.0,
            "RMSprop": 0.1,
            "Adam": 0.05,
            "AdamW": 0.2,
        },
    ),
    Function(
        id="ackley",
        name=Text("Ackley", "Ackley 函数"),
        about=Text(
            "A bumpy, almost flat plain around one deep funnel. The tip of the funnel is a cusp: exactly "
            "at the minimum, autograd gives NaN.",
            "一片坑洼而近乎平坦的原野，中央是一个深漏斗。漏斗的尖端是尖点：恰好在最小值处，"
            "自动求导会给出 NaN。",
        ),
        group="ripples",
        formula="-20*exp(-0.2*sqrt(0.5*(x**2 + y**2))) - exp(0.5*(cos(2*pi*x) + cos(2*pi*y))) + e + 20",
        domain=(-5.0, 5.0, -5.0, 5.0),
        start=(-3.3, 2.6),
        minima=((0.0, 0.0, 0.0),),
        at_minimum="cusp",
        suggested_lr={
            "SGD": 0.1,
            "Momentum": 0.02,
            "Nesterov": 0.05,
            "Adagrad": 1.0,
            "RMSprop": 0.1,
            "Adam": 1.0,
            "AdamW": 1.0,
        },
    ),
    Function(
        id="griewank",
        name=Text("Griewank (zoomed in)", "Griewank 函数（局部放大）"),
        about=Text(
            "Regular ripples on a bowl so wide that it looks flat. The global trend is there, but the "
            "local gradient does not show it.",
            "宽得近乎平坦的碗面上布满规则的波纹。整体趋势确实存在，局部梯度却看不出来。",
        ),
        group="ripples",
        formula="(x**2 + y**2)/4000 - cos(x)*cos(y/sqrt(2)) + 1",
        domain=(-10.0, 10.0, -10.0, 10.0),
        start=(-7.0, 6.0),
        minima=((0.0, 0.0, 0.0),),
        suggested_lr={
            "SGD": 0.2,
            "Momentum": 0.02,
            "Nesterov": 0.1,
            "Adagrad": 0.5,
            "RMSprop": 0.02,
            "Adam": 2.0,
            "AdamW": 1.0,
        },
    ),
    Function(
        id="levy13",
        name=Text("Lévy N. 13", "Lévy N. 13 函数"),
        about=Text(
            "A slope with many ripples, small beside the overall trend. Plain gradient descent sticks in "
            "one of them; momentum and adaptive steps average them out and come much further.",
            "一个布满波纹的斜坡，波纹相对整体趋势很小。普通梯度下降会卡在其中一道里，"
            "动量和自适应步长能把波纹平均掉，走得远得多。",
        ),
        group="ripples",
        formula="sin(3*pi*x)**2 + (x - 1)**2*(1 + sin(3*pi*y)**2) + (y - 1)**2*(1 + sin(2*pi*y)**2)",
        domain=(-4.0, 6.0, -4.0, 6.0),
        start=(-3.0, 4.0),
        minima=((1.0, 1.0, 0.0),),
        suggested_lr={
            "SGD": 0.005,
            "Momentum": 0.005,
            "Nesterov": 0.002,
            "Adagrad": 2.0,
            "RMSprop": 0.1,
            "Adam": 1.0,
            "AdamW": 2.0,
        },
    ),
    Function(
        id="drop_wave",
        name=Text("Drop-wave", "水滴波函数"),
        about=Text(
            "Ring-shaped waves around a drop. Runs settle on a ring rather than in a point. The formula "
            "takes the root of x² + y², so autograd gives NaN exactly in the centre.",
            "水滴激起的一圈圈环形波。优化器往往停在某个环上，而不是某个点。公式里有 x² + y² 的平方根，"
            "所以恰好在中心处自动求导给出 NaN。",
        ),
        group="ripples",
        formula="-(1 + cos(12*sqrt(x**2 + y**2)))/(0.5*(x**2 + y**2) + 2)",
        domain=(-5.12, 5.12, -5.12, 5.12),
        start=(-1.7, 1.2),
        minima=((0.0, 0.0, -1.0),),
        at_minimum="cusp",
        suggested_lr={
            "SGD": 0.005,
            "Momentum": 0.001,
            "Nesterov": 0.0001,
            "Adagrad": 0.5,
            "RMSprop": 0.05,
            "Adam": 0.01,
            "AdamW": 0.002,
        },
    ),
    Function(
        id="eggholder",
        name=Text("Eggholder", "蛋托函数"),
        about=Text(
            "Rugged and huge: distances in hundreds, learning rates of 0.5 to 200. The lowest point of the "
            "square lies on its edge, where the gradient is not zero, and still lower ones lie outside.",
            "崎岖而巨大：距离以百计，学习率要到 0.5 至 200。方块内的最低点落在边界上，那里梯度不为零，"
            "而边界之外还有更低的点。",
        ),
        group="ripples",
        formula="-(y + 47)*sin(sqrt(abs(y + 0.5*x + 47))) - x*sin(sqrt(abs(x - (y + 47))))",
        domain=(-512.0, 512.0, -512.0, 512.0),
        start=(100.0, -100.0),
        minima=((512.0, 404.2318051137578, -959.6406627208509),),
        at_minimum="boundary",
        suggested_lr={
            "SGD": 0.5,
            "Momentum": 2.0,
            "Nesterov": 2.0,
            "Adagrad": 200.0,
            "RMSprop": 10.0,
            "Adam": 10.0,
            "AdamW": 5.0,
        },
    ),
    Function(
        id="holder_table",
        name=Text("Hölder table", "Hölder 桌面函数"),
        about=Text(
            "Four equally deep holes near the corners, and creases between the bumps where no gradient "
            "is defined. From the middle, descent ends in one of the shallow dents.",
            "四角附近有四个同样深的洞，起伏之间的折痕上梯度没有定义。从中部出发，下降会停在某个浅坑里。",
        ),
        group="ripples",
        formula="-abs(sin(x)*cos(y)*exp(abs(1 - sqrt(x**2 + y**2)/pi)))",
        domain=(-10.0, 10.0, -10.0, 10.0),
        start=(4.0, 4.0),
        minima=(
            (8.055023475736563, 9.664590019241272, -19.208502567886732),
            (-8.055023475736563, 9.664590019241272, -19.208502567886732),
            (8.055023475736563, -9.664590019241272, -19.208502567886732),
            (-8.055023475736563, -9.664590019241272, -19.208502567886732),
        ),
        suggested_lr={
            "SGD": 0.2,
            "Momentum": 0.2,
            "Nesterov": 0.05,
            "Adagrad": 0.5,
            "RMSprop": 0.01,
            "Adam": 0.2,
            "AdamW": 5.0,
        },
    ),
    Function(
        id="cross_in_tray",
        name=Text("Cross-in-tray", "托盘十字函数"),
        about=Text(
            "Values between −2.06 and 0, computed by way of exp(100). That overflows 32-bit floats but "
            "not 64-bit ones: a lesson in numerical precision.",
            "函数值在 −2.06 到 0 之间，计算时却要经过 exp(100)。它在 32 位浮点数中溢出，在 64 "
            "位中则不会，是一堂数值精度课。",
        ),
        group="ripples",
        formula="-0.0001*(abs(sin(x)*sin(y)*exp(abs(100 - sqrt(x**2 + y**2)/pi))) + 1)**0.1",
        domain=(-10.0, 10.0, -10.0, 10.0),
        start=(4.0, 3.5),
        minima=(
            (1.3494066171539107, 1.3494066171539107, -2.062611870822737),
            (-1.3494066171539107, 1.3494066171539107, -2.062611870822737),
            (1.3494066171539107, -1.3494066171539107, -2.062611870822737),
            (-1.3494066171539107, -1.3494066171539107, -2.062611870822737),
        ),
        suggested_lr={
            "SGD": 1.0,
            "Momentum": 0.1,
            "Nesterov": 0.1,
            "Adagrad": 0.5,
            "RMSprop": 0.02,
            "Adam": 0.1,
            "AdamW": 0.5,
        },
    ),
    Function(
        id="schwefel",
        name=Text("Schwefel", "Schwefel 函数"),
        about=Text(
            "The deepest basin lies far from the next best ones, near a corner. Following the slope "
            "leads away from it, and small steps stop in the basin nearby.",
            "最深的盆地靠近一角，远离其他较好的盆地。顺着坡走反而会离它越来越远，步子小就停在最近的盆地里。",
        ),
        group="ripples",
        formula="837.9657745448674 - x*sin(sqrt(abs(x))) - y*sin(sqrt(abs(y)))",
        domain=(-500.0, 500.0, -500.0, 500.0),
        start=(-100.0, -100.0),
        minima=((420.96874635998205, 420.96874635998205, 0.0),),
        suggested_lr={
            "SGD": 0.5,
            "Momentum": 10.0,
            "Nesterov": 0.05,
            "Adagrad": 5.0,
            "RMSprop": 0.5,
            "Adam": 100.0,
            "AdamW": 200.0,
        },
    ),
)
