"""How is a comparison on a function written? The formula, the loop that goes down it, and the runs."""

from __future__ import annotations

from app.catalog import FUNCTIONS
from app.catalog.formula import read_formula
from app.export.script import loop
from app.export.script.expressions import returned
from app.export.script.layout import text
from app.export.script.parts import Part
from app.export.script.runs import Needs, needs_of, paths_of
from app.export.script.wording import introduction
from app.spec import Comparison, FunctionObjective, PlaneObjective


def descent_parts(comparison: Comparison, objective: PlaneObjective) -> list[Part]:
    """The script of a comparison on a function or a formula."""
    needs = needs_of(comparison)
    return [
        Part(introduction(name_of(objective), comparison), (_imports(needs),)),
        Part("What all runs have in common.", _constants(comparison, objective)),
        Part("What is minimised.", (_function(objective),)),
        Part(
            "The loop is the one that everybody writes: an optimizer of torch on a tensor of two numbers.",
            (_descend(needs, bool(objective.noise)),),
        ),
        Part(
            "The runs. Each path is a list of (x, y, loss), the start first.",
            (paths_of(comparison, "descend"), _PRINT),
        ),
    ]


def name_of(objective: PlaneObjective) -> str:
    """What the objective is called."""
    return FUNCTIONS[objective.id].name.en if isinstance(objective, FunctionObjective) else "A formula"


def _imports(needs: Needs) -> str:
    return "import torch" + ("\nfrom torch.optim import lr_scheduler" if needs.schedules else "")


def _constants(comparison: Comparison, objective: PlaneObjective) -> tuple[str, ...]:
    lines = [f"START = {text(objective.start)}", f"STEPS = {comparison.steps}"]
    if not objective.noise:
        return ("\n".join(lines),)
    lines += [f"NOISE = {text(objective.noise)}", f"SEED = {comparison.seed}"]
    tilt = [
        "# Synthetic noise tilts the surface a little, at each step otherwise, for all runs alike.",
        "generator = torch.Generator().manual_seed(SEED)",
        "tilt = NOISE * torch.randn(STEPS, 2, generator=generator, dtype=torch.float64)",
    ]
    return "\n".join(lines), "\n".join(tilt)


def _function(objective: PlaneObjective) -> str:
    if isinstance(objective, FunctionObjective):
        formula = read_formula(FUNCTIONS[objective.id].formula, None)
    else:
        formula = read_formula(objective.expression, None)
    about = f'    """{name_of(objective)}, the function to go down."""'
    return "\n".join(["def f(x, y):", about, returned(formula.python)])


def _descend(needs: Needs, noisy: bool) -> str:
    tilted = ["        loss = loss + tilt[k, 0] * p[0] + tilt[k, 1] * p[1]"] if noisy else []
    without = "  # without the noise" if noisy else ""
    update = ["                optimizer.param_groups[0].update(change)"]
    loop_lines = [
        "    for k in range(STEPS + 1):",
        "        if not p.isfinite().all():",
        "            break  # diverged: the path ends with its last numbers",
        f"        path.append((*p.tolist(), f(p[0], p[1]).item())){without}",
        "        if k == STEPS:",
        "            break",
        *loop.changes(needs, update),
        *loop.step(needs),
    ]
    return "\n".join(
        [
            loop.signature("descend", needs),
            '    """The path of one optimizer: (x, y, loss) at the start and after each step."""',
            "    p = torch.tensor(START, dtype=torch.float64, requires_grad=True)",
            "    optimizer = optimizer_class([p], **params)",
            *loop.scheduler(needs),
            "",
            "    def closure():",
            *loop.zeroing(needs),
            "        loss = f(p[0], p[1])",
            *tilted,
            "        loss.backward()",
            "        return loss",
            "",
            "    path = []",
            *loop.guarded(needs, loop_lines),
            "    return path",
        ]
    )


_PRINT = """\
for label, path in paths.items():
    print(f"{label}: {path[-1][2]!r}")"""
