"""What do all loops have in common? The lines for schedules, changes on the way and runs that break."""

from __future__ import annotations

from app.export.script.layout import call, laid_out
from app.export.script.runs import Needs

_FAILURES = "(ArithmeticError, ValueError, RuntimeError, IndexError)"


def signature(function: str, needs: Needs, *more: str) -> str:
    """The first line of the loop's function, with the arguments that some run gives."""
    options = [
        *more,
        *(["schedule=None"] if needs.schedules else []),
        *(["changes=()"] if needs.changes else []),
        *(["zero_grad=True"] if needs.keeps else []),
        *(["accumulate=1"] if needs.gathers else []),
    ]
    return laid_out(call(f"def {function}", "optimizer_class", *options, "**params"), after=":")


def scheduler(needs: Needs) -> list[str]:
    """Builds the schedule on the optimizer."""
    return ["    scheduler = schedule(optimizer) if schedule else None"] if needs.schedules else []


def changes(needs: Needs, update: list[str]) -> list[str]:
    """Sets what changes before step k; `update` are the lines that do so."""
    if not needs.changes:
        return []
    return ["        for step, change in changes:", "            if step == k:", *update]


def zeroing(needs: Needs) -> list[str]:
    """Forgets the gradients of the step before, unless a run is to show what happens without that."""
    if not needs.keeps:
        return ["        optimizer.zero_grad()"]
    return ["        if zero_grad:", "            optimizer.zero_grad()"]


def step(needs: Needs) -> list[str]:
    """One step of the optimizer, and of the schedule after it."""
    if not needs.schedules:
        lines = ["optimizer.step(closure)"]
    elif needs.plateaus:
        lines = ["loss = optimizer.step(closure)", *_after(needs)]
    else:
        lines = ["optimizer.step(closure)", "if scheduler:", "    scheduler.step()"]
    return [f"        {line}" for line in lines]


def guarded(needs: Needs, lines: list[str]) -> list[str]:
    """The loop; where torch may raise in the middle of it, the run ends there and the next has its turn."""
    if not needs.fragile:
        return lines
    return [
        "    try:",
        *(f"    {line}" for line in lines),
        f"    except {_FAILURES} as error:",
        '        print(f"step {k} could not be made: {error!r}")',
    ]


def _after(needs: Needs) -> list[str]:
    if needs.only_plateaus:
        return ["if scheduler:", "    scheduler.step(loss.item())"]
    return [
        "if isinstance(scheduler, lr_scheduler.ReduceLROnPlateau):",
        "    scheduler.step(loss.item())",
        "elif scheduler:",
        "    scheduler.step()",
    ]
