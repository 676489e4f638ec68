"""How does one run learn? Its own model, optimizer, schedule and dropout, a plain loop cut into slices."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import torch
from torch import Tensor, nn
from torch.optim import LBFGS
from torch.optim.lr_scheduler import LRScheduler, ReduceLROnPlateau

from app.catalog import MODELS
from app.catalog.build import build_optimizer, build_schedule, changes_momentum, momentum_of
from app.engine.pace import Clock
from app.engine.stepper import FAILURES, bare_step
from app.engine.training.batches import Batches
from app.engine.training.course import Course, CourseRecord, flat
from app.engine.training.network import (
    freeze,
    initial_model,
    load_checkpoint,
    parameter_groups,
    with_head,
)
from app.engine.training.record import TrainingRecord
from app.engine.training.task import LearningTask
from app.errors import is_want_of_memory
from app.spec import ModelObjective, RunSpec


class Learner:
    """One run in the middle of its training, bit-equal to a plain PyTorch loop of its own.

    The loop is: seed torch, build the model, then for each batch forward, data loss and penalty, backward,
    optimizer step, schedule step. `step` counts the steps made. Dropout draws from torch's generator, whose
    state each run keeps for itself while others have their turn. With `accumulate` a step takes so many
    batches, and each adds its share to the gradients.
    """

    def __init__(
        self,
        number: int,
        spec: RunSpec,
        objective: ModelObjective,
        task: LearningTask,
        batches: Batches,
        seed: int,
        checkpoint: bytes | None,
        clock: Clock,
    ) -> None:
        self.number = number
        self.spec = spec
        self.task = task
        self.step = 0
        self.batches = batches
        self._gathered = spec.accumulate
        self._clock = clock
        self.model, generator = initial_model(objective, spec, task.pairing, task.data.shape, seed)
        if checkpoint is not None and spec.start_from is not None:
            load_checkpoint(self.model, checkpoint, spec.start_from.replace_head)
        freeze(self.model, spec.frozen)
        self.network = with_head(self.model, task.pairing)
        self.network.train()
        self.parameters: list[Tensor] = [each for each in self.model.parameters() if each.requires_grad]
        groups = parameter_groups(self.model, spec)
        self.optimizer = build_optimizer(spec.optimizer, spec.params, groups)
        self._own = [frozenset(different) for _, different in groups]
        self._generator = generator if _draws(self.network) else None
        self._schedule: LRScheduler | None = None
        cycles = False
        if spec.schedule is not None:
            self._schedule = build_schedule(spec.schedule.id, spec.schedule.params, self.optimizer)
            cycles = changes_momentum(spec.schedule.id, spec.schedule.params)
        # The bare step passes by the counter that torch's schedulers hang on `optimizer.step` for a warning.
        self.optimizer._opt_called = True  # type: ignore[attr-defined]
        self._closes = isinstance(self.optimizer, LBFGS)
        self._move: Callable[..., Any] = self.optimizer.step if self._closes else bare_step(self.optimizer)
        self._changes: dict[int, list[Mapping[str, Any]]] = {}
        for change in spec.changes:
            self._changes.setdefault(change.step, []).append(change.params)
        self.batched = objective.batch_size is not None or task.data.shape.ordered
        plane = self.parameters[0] if MODELS[objective.model.id].two_weight else None
        self.record = TrainingRecord(plane, task.penalised, cycles)
        self._positions = CourseRecord(list(self.model.parameters()), self.optimizer)
        self._before: list[Tensor] | None = None
        self.updates: list[float] | None = None
        self.restored = False  # and does not know where it came by

    @property
    def ended(self) -> bool:
        """Whether the run has left the range of floats."""
        return self.record.ending is not None

    @property
    def next_batch(self) -> int:
        """The number of the first batch that the next step sees."""
        return self.step * self._gathered

    @property
    def weights(self) -> Tensor:
        """All weights as they are now, laid out as in a `Position`."""
        return flat([each.detach() for each in self.model.parameters()])

    @property
    def course(self) -> Course:
        """Where the run came by so far."""
        return self._positions.course(self.record.next, self.ended)

    def change(self, step: int, params: Mapping[str, Any]) -> None:
        """Set hyperparameters of a run from `step` on, which is yet to be made."""
        self._changes.setdefault(step, []).append(params)

    def settle(self) -> None:
        """Let the changes take effect that are due before the next step."""
        self._apply_changes()

    def advance(self, steps: int, until: float) -> None:
        """Make steps up to `steps` in all or until the clock says `until`: at least one, unless it has ended.

        Where torch or Python raises, a plain loop would end with that exception, and so does the run: it
        counts as diverged. Want of memory is no such end: it is raised.
        """
        if self._generator is not None:
            torch.set_rng_state(self._generator)
        try:
            while self.step < steps and not self.ended:
                self._step()
                if self._clock() >= until:
                    break
        finally:
            if self._generator is not None:
                self._generator = torch.get_rng_state()

    def close(self) -> None:
        """Record the entry after the last step: the loss of the next batch, without learning from it."""
        if self.ended or self.record.next > self.step:
            return
        evaluations = self.record.evaluations
        buffers = [buffer.clone() for buffer in self.model.buffers()]
        gradients = [None if each.grad is None else each.grad.clone() for each in self.parameters]
        if self._generator is not None:
            torch.set_rng_state(self._generator)
        self._apply_changes()
        if not self.restored:
            self._positions.note(self.step)
        try:
            self._note(self._objective())
        except FAILURES as error:
            self._fail(error)
        for buffer, former in zip(self.model.buffers(), buffers, strict=True):
            buffer.copy_(former)
        if not self.spec.zero_grad:
            for each, gradient in zip(self.parameters, gradients, strict=True):
                each.grad = gradient
        self.record.evaluations = evaluations

    def state(self) -> dict[str, Any]:
        """All that decides what it does from here on, as tensors that are still its own and plain values."""
        optimizer, record = self.optimizer, self.record
        members = [each for group in optimizer.param_groups for each in group["params"]]
        return {
            "step": self.step,
            "model": self.model.state_dict(),
            "gradients": None if self.spec.zero_grad else [each.grad for each in self.parameters],
            "gathered": [dict(optimizer.state.get(each, {})) for each in members],
            "groups": [
                {name: value for name, value in group.items() if name != "params"}
                for group in optimizer.param_groups
            ],
            "schedule": None if self._schedule is None else self._schedule.state_dict(),
            "generator": self._generator,
            "record": (record.next, record.evaluations, record.spent),
            "updates": self.updates,
        }

    def restore(self, state: Mapping[str, Any]) -> None:
        """Go on from that state of the same run; changes before it are in it, later ones are to come."""
        self.restored = True
        self.step = state["step"]
        self.model.load_state_dict(state["model"])
        if state["gradients"] is not None:
            for each, gradient in zip(self.parameters, state["gradients"], strict=True):
                each.grad = gradient
        members = [each for group in self.optimizer.param_groups for each in group["params"]]
        for each, gathered in zip(members, state["gathered"], strict=True):
            if gathered:
                self.optimizer.state[each] = gathered
        for group, former in zip(self.optimizer.param_groups, state["groups"], strict=True):
            group.update(former)
        if self._schedule is not None:
            self._schedule.load_state_dict(state["schedule"])
        self._generator = state["generator"]
        self.record.go_on_from(*state["record"])
        self.updates = state["updates"]
        self._changes = {step: changes for step, changes in self._changes.items() if step >= self.step}

    def watch(self) -> None:
        """Measure how far the next step moves each parameter, for `updates`."""
        self._before = []

    def _step(self) -> None:
        k, began = self.step, self._clock()
        self._apply_changes()
        if not self.restored and self._positions.due(k):
            self._positions.note(k)
        if self._before is not None:
            self._before = [each.detach().clone() for each in self.parameters]
        try:
            loss = self._closed_step() if self._closes else self._open_step()
            if isinstance(self._schedule, ReduceLROnPlateau):
                self._schedule.step(loss.item())
            elif self._schedule is not None:
                self._schedule.step()
        except FAILURES as error:
            self._fail(error)
            return
        if self.ended:
            return
        if self._before is not None:
            pairs = zip(self.parameters, self._before, strict=True)
            self.updates = [float((now.detach() - then).norm()) for now, then in pairs]
            self._before = None
        self.step = k + 1
        self.record.spent += self._clock() - began

    def _open_step(self) -> Tensor:
        loss = self._objective()
        self._note(loss)
        with torch.no_grad():
            self._move()
        return loss[0]

    def _closed_step(self) -> Tensor:
        """A step of LBFGS, which asks for the loss and its gradient several times."""

        def closure() -> Tensor:
            loss = self._objective()
            self._note(loss)
            self.record.evaluations += self._gathered
            return loss[0]

        return self._move(closure)  # type: ignore[no-any-return]

    def _objective(self) -> tuple[Tensor, Tensor, Tensor | None]:
        """The objective with its gradient, its data loss, its penalty if any: means of the batches."""
        if self.spec.zero_grad:
            for each in self.parameters:
                each.grad = None
        if self._gathered == 1:
            losses = self._losses(self.step)
            torch.autograd.backward(losses[0])
            return losses
        objective, data_loss, penalty = torch.zeros(()), torch.zeros(()), None
        for number in range(self.next_batch, self.next_batch + self._gathered):
            losses = self._losses(number)
            torch.autograd.backward(losses[0] / self._gathered)
            objective = objective + losses[0].detach()
            data_loss = data_loss + losses[1].detach()
            penalty = None if losses[2] is None else losses[2].detach()
        return objective / self._gathered, data_loss / self._gathered, penalty

    def _losses(self, number: int) -> tuple[Tensor, Tensor, Tensor | None]:
        """One forward pass over a batch: the objective, its data loss, its penalty if there is one."""
        task, batches = self.task, self.batches
        rows = batches.rows(number)
        targets = task.targets.training
        data_loss = task.data_loss(
            self.network, batches.inputs(number), targets if rows is None else targets[rows]
        )
        penalty = task.penalty(self.parameters) if task.penalised else None
        return data_loss if penalty is None else data_loss + penalty, data_loss, penalty

    def _note(self, losses: tuple[Tensor, Tensor, Tensor | None]) -> None:
        group = self.optimizer.param_groups[0]
        momentum = momentum_of(group) if self.record.cycles else None
        self.record.entry(self.step, losses[1], losses[2], self.parameters, group["lr"], momentum)
        if not self._closes:
            self.record.evaluations += self._gathered

    def _apply_changes(self) -> None:
        for params in self._changes.pop(self.step, ()):
            for group, own in zip(self.optimizer.param_groups, self._own, strict=True):
                for name, value in params.items():
                    if name not in own:
                        group[name] = tuple(value) if isinstance(value, list) else value

    def _fail(self, error: Exception) -> None:
        if is_want_of_memory(error):
            raise error
        # A position with an entry was all right: it is the next one that cannot be.
        self.record.end(self.record.next)


def _draws(network: nn.Module) -> bool:
    """Whether a forward pass draws random numbers."""
    return any(isinstance(each, nn.Dropout) and each.p > 0 for each in network.modules())
