"""How is a comparison of models written? Data, network, loss, the loop that trains, and the runs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from app.catalog import DATASETS, MODELS
from app.catalog.datasets import DataShape, shape_of
from app.export.script import loop
from app.export.script.data import DataSource, data_source
from app.export.script.groups import frozen_names, groups_of
from app.export.script.layout import Labelled, Source, listed, text
from app.export.script.loss import LossSource, loss_source, snake
from app.export.script.model import Variant, model_function, two_weights_class
from app.export.script.parts import Part
from app.export.script.runs import Needs, needs_of, paths_of
from app.export.script.wording import introduction
from app.spec import Comparison, ModelObjective, RunSpec


@dataclass(frozen=True, slots=True)
class Plan:
    """What the runs of a comparison have in common, and in what they differ.

    `losses`: the objective's own first, then those of the runs that have another; `of_run` tells each run's
    place among them. `variants`: the networks that are needed, the usual one first, with their functions'
    names. `encoded`: all losses take the targets in one form. `frozen`, `grouped`: some run does that to its
    layers.
    """

    losses: tuple[LossSource, ...]
    of_run: tuple[int, ...]
    variants: dict[Variant, str]
    needs: Needs
    encoded: bool
    frozen: bool
    grouped: bool

    @property
    def named(self) -> bool:
        """Whether layers have names, to be told apart."""
        return self.frozen or self.grouped

    def variant(self, run: RunSpec, number: int) -> Variant:
        """The network of a run."""
        loss = self.losses[self.of_run[number]]
        return Variant(loss.outputs, loss.head, run.optimizer == "SparseAdam")


def training_parts(comparison: Comparison, objective: ModelObjective) -> list[Part]:
    """The script of a comparison of models."""
    shape = shape_of(objective.dataset.id, objective.dataset.params)
    plan = _plan(comparison, objective, shape)
    data = data_source(objective.dataset)
    made = [*data.statements, *_encoding(plan)]
    name = f"{MODELS[objective.model.id].name.en} on {DATASETS[objective.dataset.id].name.en}"
    own = [_own(plan, run, number, objective) for number, run in enumerate(comparison.runs)]
    samples = [
        *([Part("The measured numbers.", data.numbers)] if data.numbers else []),
        Part("The training samples, in the form that the loss takes.", ("\n".join(made),)),
    ]
    program = [
        Part("The network.", _networks(plan, objective, shape)),
        Part("The loss.", _losses(plan)),
        Part("The loop that trains.", (*_batches(objective, shape), _train(plan, objective))),
    ]
    # Long tables would stand between a reader and the loop, which may name their targets as a default.
    last = bool(data.numbers) and plan.encoded
    return [
        Part(introduction(name, comparison), (_imports(plan, data),)),
        Part("What all runs have in common.", _constants(comparison, objective)),
        Part("How the samples are made.", (*data.functions, *_encoders(plan))),
        *([*program, *samples] if last else [*samples, *program]),
        Part(
            "The runs. Each path is a list of losses, one for each step's batch.",
            (paths_of(comparison, "train", own), _PRINT),
        ),
    ]


def _plan(comparison: Comparison, objective: ModelObjective, shape: DataShape) -> Plan:
    specs = [objective.loss]
    for run in comparison.runs:
        if run.loss is not None and run.loss not in specs:
            specs.append(run.loss)
    used = [objective.loss if run.loss is None else run.loss for run in comparison.runs]
    specs = [spec for spec in specs if spec in used]
    names = [snake(spec.id) for spec in specs]
    named = [name if names.count(name) == 1 else f"{name}_{k}" for k, name in enumerate(names, start=1)]
    losses = tuple(loss_source(spec, shape, name) for spec, name in zip(specs, named, strict=True))
    needs = needs_of(comparison)
    plan = Plan(
        losses=losses,
        of_run=tuple(specs.index(spec) for spec in used),
        variants={},
        # This loss raises where an output is not a number.
        needs=replace(needs, fragile=needs.fragile or any(spec.id == "BCELoss" for spec in used)),
        encoded=len({loss.targets for loss in losses}) == 1,
        frozen=any(run.frozen for run in comparison.runs),
        grouped=any(run.groups for run in comparison.runs),
    )
    for number, run in enumerate(comparison.runs):
        plan.variants.setdefault(plan.variant(run, number), f"build_model_{len(plan.variants) + 1}")
    first = next(iter(plan.variants))
    plan.variants[first] = "build_model"
    return plan


def _own(plan: Plan, run: RunSpec, number: int, objective: ModelObjective) -> list[Source]:
    """The arguments of a run's own beside those of its optimizer."""
    items: list[Source] = []
    function, loss = plan.variants[plan.variant(run, number)], plan.losses[plan.of_run[number]]
    if function != "build_model":
        items.append(f"build={function}")
    if plan.of_run[number]:
        items.append(f"loss_function={loss.loss}")
    if not plan.encoded and loss.targets is not None:
        items.append(f"targets={loss.targets}")
    if run.frozen:
        items.append(Labelled("frozen=", listed(map(text, frozen_names(objective, run)))))
    if run.groups:
        items.append(Labelled("groups=", listed(groups_of(objective, run))))
    return items


def _imports(plan: Plan, data: DataSource) -> str:
    modules = [f"import {name}" for name in data.modules]
    modules += ["from collections import OrderedDict"] if plan.named else []
    definitions = [each for loss in plan.losses for each in loss.definitions]
    definitions += [*data.functions, *_encoders(plan)]
    typed = {"Tensor"} if any("Tensor" in each for each in definitions) else set()
    names = sorted({"nn", *data.names, *typed})
    own = ["import torch", f"from torch import {', '.join(names)}"]
    own += ["from torch.optim import lr_scheduler"] if plan.needs.schedules else []
    return "\n".join([*modules, *([""] if modules else []), *own])


def _constants(comparison: Comparison, objective: ModelObjective) -> tuple[str, ...]:
    lines = [f"STEPS = {comparison.steps}", f"SEED = {comparison.seed}"]
    if objective.batch_size is not None:
        lines.append(f"BATCH_SIZE = {objective.batch_size}")
    lines += [f"{name.upper()} = {text(weight)}" for name, weight in objective.penalty if weight]
    return "\n".join(lines), "torch.set_num_threads(1)  # with more, sums are taken in another order"


def _encoders(plan: Plan) -> list[str]:
    return _once([loss.encoder for loss in plan.losses if loss.encoder is not None])


def _encoding(plan: Plan) -> list[str]:
    targets = plan.losses[0].targets
    return [f"targets = {targets}"] if plan.encoded and targets is not None else []


def _networks(plan: Plan, objective: ModelObjective, shape: DataShape) -> tuple[str, ...]:
    classes = [two_weights_class(objective.model, shape, variant) for variant in plan.variants]
    functions = [
        model_function(name, objective.model, shape, variant, plan.named)
        for variant, name in plan.variants.items()
    ]
    definitions = [block for loss in plan.losses for block in loss.definitions if block.startswith("class ")]
    return (*_once([*definitions, *(each for each in classes if each is not None)]), *functions)


def _losses(plan: Plan) -> tuple[str, ...]:
    definitions = [block for loss in plan.losses for block in loss.definitions if block.startswith("def ")]
    return (*_once(definitions), f"loss_function = {plan.losses[0].loss}")


def _once(blocks: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(blocks))


def _batches(objective: ModelObjective, shape: DataShape) -> tuple[str, ...]:
    if objective.batch_size is None:
        return ()
    if shape.ordered:
        return (_STREAM,)
    return (_SHUFFLED,)


def _train(plan: Plan, objective: ModelObjective) -> str:
    needs, whole = plan.needs, objective.batch_size is None
    options = [
        *(["build=build_model"] if len(plan.variants) > 1 else []),
        *(["loss_function=loss_function"] if len(plan.losses) > 1 else []),
        *(["targets=targets"] if not plan.encoded else []),
        *(["frozen=()"] if plan.frozen else []),
        *(["groups=()"] if plan.grouped else []),
    ]
    lines = [
        "    for k in range(STEPS + 1):",
        *([] if whole else [_next_rows(needs)]),
        "        if not all(each.isfinite().all() for each in weights):",
        "            break  # diverged: the path ends with the last weights that are numbers",
        "        if k == STEPS:",
        "            closure()  # the loss where the run has come to, without a step",
        "            break",
        *loop.changes(needs, _update(plan)),
        *loop.step(needs),
    ]
    return "\n".join(
        [
            loop.signature("train", needs, *options),
            '    """The losses of one run: that of each step\'s batch, and of the next one at the end."""',
            "    torch.manual_seed(SEED)",
            f"    model = {'build' if len(plan.variants) > 1 else 'build_model'}()",
            *_optimizer(plan),
            *loop.scheduler(needs),
            *([] if whole else ["    rows_of_steps = batches()"]),
            "    losses = []",
            "",
            "    def closure():",
            *loop.zeroing(needs),
            *(_gathered(objective) if needs.gathers else _at_once(objective)),
            "",
            *loop.guarded(needs, lines),
            "    return losses",
        ]
    )


def _next_rows(needs: Needs) -> str:
    if needs.gathers:
        return "        rows_of_step = [next(rows_of_steps) for _ in range(accumulate)]"
    return "        rows = next(rows_of_steps)"


def _samples(objective: ModelObjective) -> str:
    whole = objective.batch_size is None
    return "model(inputs), targets" if whole else "model(inputs[rows]), targets[rows]"


def _at_once(objective: ModelObjective) -> list[str]:
    """The loss of the step's batch, and its gradient."""
    return [
        f"        loss = loss_function({_samples(objective)})",
        "        if len(losses) == k:  # some optimizers ask more than once in a step",
        "            losses.append(loss.item())",
        *_penalty(objective),
        "        loss.backward()",
        "        return loss",
    ]


def _gathered(objective: ModelObjective) -> list[str]:
    """The mean loss of several batches, each of which adds its share to the gradient."""
    whole = objective.batch_size is None
    return [
        "        data_loss = objective = torch.zeros(())",
        f"        for {'_ in range(accumulate)' if whole else 'rows in rows_of_step'}:",
        f"            loss = loss_function({_samples(objective)})",
        "            data_loss = data_loss + loss.detach()",
        *(f"    {line}" for line in _penalty(objective)),
        "            objective = objective + loss.detach()",
        "            (loss / accumulate).backward()",
        "        if len(losses) == k:  # some optimizers ask more than once in a step",
        "            losses.append((data_loss / accumulate).item())",
        "        return objective / accumulate",
    ]


def _optimizer(plan: Plan) -> list[str]:
    lines = []
    if plan.frozen:
        lines += [
            "    for name, each in model.named_parameters():",
            "        each.requires_grad_(name not in frozen)",
        ]
    trained = "[each for each in model.parameters() if each.requires_grad]"
    lines.append(f"    weights = {trained if plan.frozen else 'list(model.parameters())'}")
    if not plan.grouped:
        return [*lines, "    optimizer = optimizer_class(weights, **params)"]
    return [
        *lines,
        "    named = {name: each for name, each in model.named_parameters() if each.requires_grad}",
        "    groups = groups or [(list(named), {})]",
        '    members = [{"params": [named[name] for name in names], **own} for names, own in groups]',
        "    optimizer = optimizer_class(members, **params)",
    ]


def _update(plan: Plan) -> list[str]:
    """Sets a change in every group that has no value of its own for it."""
    if not plan.grouped:
        return ["                optimizer.param_groups[0].update(change)"]
    return [
        "                for group, (_, own) in zip(optimizer.param_groups, groups, strict=True):",
        "                    group.update({name: each for name, each in change.items() if name not in own})",
    ]


def _penalty(objective: ModelObjective) -> list[str]:
    """The price of weights, added to the loss of the data."""
    terms = []
    if objective.penalty.l1:
        terms.append("L1 * sum(each.abs().sum() for each in weights)")
    if objective.penalty.l2:
        terms.append("L2 * sum(each.square().sum() for each in weights)")
    if not terms:
        return []
    if len(terms) == 1:
        return [f"        loss = loss + {terms[0]}"]
    first, second = terms
    return [
        f"        penalty = {first}",
        f"        penalty = penalty + {second}",
        "        loss = loss + penalty",
    ]


_SHUFFLED = '''\
def batches():
    """The rows of each step's batch: all samples once in an epoch, each time in another order."""
    generator = torch.Generator().manual_seed(SEED)
    while True:
        yield from torch.randperm(len(inputs), generator=generator).split(BATCH_SIZE)'''

_STREAM = '''\
def batches():
    """The rows of each step's batch: the samples in their order in time, over and over."""
    while True:
        yield from torch.arange(len(inputs)).split(BATCH_SIZE)'''

_PRINT = """\
for label, path in paths.items():
    print(f"{label}: {path[-1]!r}")"""
