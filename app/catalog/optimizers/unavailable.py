"""Optimizers of torch that cannot step the two coordinates of a function, with the reason."""

from __future__ import annotations

from dataclasses import replace

from app.catalog.entries import Optimizer, Parameter, Text
from app.catalog.optimizers.common import (
    MAXIMIZE,
    SQUARED_GRADIENTS,
    betas,
    decoupled_weight_decay,
    eps,
    learning_rate,
    memory,
    switch,
)


def _coefficient(name: str, default: float) -> Parameter:
    return Parameter(
        name=name,
        kind="float",
        default=default,
        low=-10.0,
        high=10.0,
        about=Text(
            "One coefficient of the polynomial that pushes singular values towards 1.",
            "把奇异值推向 1 的多项式的一个系数。",
        ),
    )


MUON = Optimizer(
    id="Muon",
    name=Text("Muon", "Muon"),
    available=False,
    needs="matrices",
    elementwise=False,
    reason=Text(
        "Muon makes the momentum of a weight matrix orthogonal; x and y are two numbers, not a matrix.",
        "Muon 对权重矩阵的动量做正交化；而 x 和 y 只是两个数，不是矩阵。",
    ),
    about=Text(
        "Momentum for weight matrices: the velocity is made nearly orthogonal, to move all directions alike.",
        "用于权重矩阵的动量法：把速度变得接近正交，使各个方向移动得同样多。",
    ),
    params=(
        learning_rate(1e-3, 1e-5, 10.0),
        decoupled_weight_decay(0.1),
        memory(
            "momentum",
            0.95,
            Text(
                "Memory of the running average of gradients that is then orthogonalised.",
                "随后被正交化的梯度滑动平均的记忆长度。",
            ),
            high=0.999,
        ),
        switch(
            "nesterov",
            True,
            Text(
                "Looks ahead: mixes the new gradient into the velocity once more.",
                "前瞻一步：把新梯度再一次混入速度。",
            ),
        ),
        Parameter(
            name="ns_coefficients",
            kind="tuple",
            default=(3.4445, -4.775, 2.0315),
            about=Text(
                "The polynomial of the Newton-Schulz iteration that makes the matrix nearly orthogonal.",
                "使矩阵接近正交的 Newton-Schulz 迭代所用的多项式。",
            ),
            items=(_coefficient("a", 3.4445), _coefficient("b", -4.775), _coefficient("c", 2.0315)),
        ),
        eps(1e-7),
        Parameter(
            name="ns_steps",
            kind="int",
            default=5,
            low=1,
            high=20,
            about=Text("How many Newton-Schulz iterations are made.", "进行多少次 Newton-Schulz 迭代。"),
        ),
        Parameter(
            name="adjust_lr_fn",
            kind="choice",
            default=None,
            choices=("original", "match_rms_adamw"),
            nullable=True,
            about=Text(
                "How the rate depends on the matrix's shape; null means original.",
                "学习率如何随矩阵形状调整；null 表示 original。",
            ),
        ),
    ),
)

SPARSE_ADAM = Optimizer(
    id="SparseAdam",
    name=Text("SparseAdam", "SparseAdam"),
    available=False,
    needs="sparse_gradients",
    reason=Text(
        "SparseAdam takes sparse gradients only, such as an embedding table's; those of x and y are dense.",
        "SparseAdam 只接受稀疏梯度（例如嵌入表的梯度）；x 和 y 的梯度是稠密的。",
    ),
    about=Text(
        "Adam for sparse gradients: only entries that got a gradient move and update their averages.",
        "用于稀疏梯度的 Adam：只有得到梯度的元素才移动并更新其平均。",
    ),
    # Unlike its relatives it refuses an eps of 0.
    params=(
        learning_rate(1e-3, 1e-5, 1000.0),
        betas(SQUARED_GRADIENTS),
        replace(eps(1e-8), scale="log"),
        MAXIMIZE,
    ),
)
