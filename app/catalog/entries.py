"""What an entry of the catalog is made of: the forms that every declaration fills in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

Kind = Literal["float", "int", "bool", "choice", "tuple", "list", "schedules", "text"]
Scale = Literal["linear", "log", "log_or_zero", "log_to_one"]
MinimaKind = Literal["points", "continuum", "none"]
AtMinimum = Literal["smooth", "cusp", "kink", "boundary"]
Task = Literal[
    "regression",
    "counts",
    "binary",
    "multiclass",
    "multilabel",
    "soft_labels",
    "ranking",
    "similarity",
    "triplets",
]
InputKind = Literal["vector", "image", "bag"]
Metric = Literal["rmse", "accuracy", "f1", "pair_accuracy", "triplet_accuracy"]
Head = Literal["none", "sigmoid", "log_softmax", "distance", "two_outputs", "softplus"]
Needs = Literal["matrices", "sparse_gradients"]
Json = Any


@dataclass(frozen=True, slots=True)
class Text:
    """A text for people, in English and in Chinese."""

    en: str
    zh: str

    def json(self) -> dict[str, str]:
        return {"en": self.en, "zh": self.zh}


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """One keyword argument of a torch constructor, with torch's default and a range worth exploring.

    `low` and `high` bound the control on the page, not the value: torch's own check decides what is valid.
    `scale` is how a slider spreads them: `linear`; `log`; `log_or_zero` (zero at the left end, then log);
    `log_to_one` (logarithmic in 1 - value, for decay rates such as 0.9, 0.99, 0.999).
    `steerable` tells whether a run can change it after its start.
    """

    name: str
    kind: Kind
    default: Json
    about: Text
    low: float | None = None
    high: float | None = None
    scale: Scale = "linear"
    choices: tuple[str, ...] = ()
    items: tuple[Parameter, ...] = ()
    nullable: bool = False
    steerable: bool = True

    def json(self) -> dict[str, Json]:
        return {
            "name": self.name,
            "kind": self.kind,
            "default": self.default,
            "low": self.low,
            "high": self.high,
            "scale": self.scale,
            "about": self.about.json(),
            "choices": list(self.choices),
            "items": [item.json() for item in self.items],
            "nullable": self.nullable,
            "steerable": self.steerable,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Optimizer:
    """A `torch.optim` class.

    `elementwise`: it steps each coordinate alone, so that many starts can share a tensor.
    `needs`: what only some models give it, and no function does; `available` tells of functions.
    """

    id: str
    name: Text
    about: Text
    params: tuple[Parameter, ...] = ()
    available: bool = True
    reason: Text | None = None
    elementwise: bool = True
    needs: Needs | None = None

    def json(self) -> dict[str, Json]:
        return {
            "id": self.id,
            "name": self.name.json(),
            "about": self.about.json(),
            "available": self.available,
            "reason": self.reason.json() if self.reason else None,
            "params": [parameter.json() for parameter in self.params],
            "elementwise": self.elementwise,
            "needs": self.needs,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Preset:
    """A shorthand for an optimizer with settings that have a name of their own."""

    id: str
    name: Text
    about: Text
    optimizer: str
    params: dict[str, Json]

    def json(self) -> dict[str, Json]:
        return {
            "id": self.id,
            "name": self.name.json(),
            "about": self.about.json(),
            "optimizer": self.optimizer,
            "params": self.params,
            "available": True,
            "reason": None,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """A `torch.optim.lr_scheduler` class.

    `follows_loss`: its step takes the run's loss, so that many starts cannot share one.
    """

    id: str
    name: Text
    about: Text
    params: tuple[Parameter, ...] = ()
    available: bool = True
    reason: Text | None = None
    follows_loss: bool = False

    def json(self) -> dict[str, Json]:
        return {
            "id": self.id,
            "name": self.name.json(),
            "about": self.about.json(),
            "available": self.available,
            "reason": self.reason.json() if self.reason else None,
            "params": [parameter.json() for parameter in self.params],
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Function:
    """A test function of two parameters: a formula with its facts.

    `domain` is [xmin, xmax, ymin, ymax]; `minima` and `local_minima` are (x, y, value).
    `at_minimum` declares what the gradient does at the minima: below 1e-6 (`smooth`), NaN (`cusp`),
    undefined on a crease (`kink`), or non-zero at the edge of the domain (`boundary`).
    `suggested_lr` names, for each optimizer or preset, the lr with the lowest final loss after 300 steps from
    `start` among those whose whole path stays inside the domain; without minima, the smallest with which the
    path leaves the domain within 200 steps. Candidates are 1, 2, 5 in each decade of the slider.
    """

    id: str
    name: Text
    about: Text
    group: str
    formula: str
    domain: tuple[float, float, float, float]
    start: tuple[float, float]
    minima: tuple[tuple[float, float, float], ...] = ()
    local_minima: tuple[tuple[float, float, float], ...] = ()
    minima_kind: MinimaKind = "points"
    at_minimum: AtMinimum = "smooth"
    z_scale: Literal["linear", "log"] = "linear"
    suggested_lr: dict[str, float]

    def json(self, mathml: str) -> dict[str, Json]:
        """The wire form; the mathematics is made from the formula by the caller, once."""
        return {
            "id": self.id,
            "name": self.name.json(),
            "about": self.about.json(),
            "available": True,
            "reason": None,
            "params": [],
            "group": self.group,
            "formula": self.formula,
            "mathml": mathml,
            "domain": list(self.domain),
            "start": list(self.start),
            "minima": [list(minimum) for minimum in self.minima],
            "local_minima": [list(minimum) for minimum in self.local_minima],
            "minima_kind": self.minima_kind,
            "z_scale": self.z_scale,
            "suggested_lr": self.suggested_lr,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Dataset:
    """Samples to learn from: made here from a seed, or measured by somebody.

    `suggested` is worth starting with: `model` and `loss` as {"id", "params"}, `batch_size` and `steps`.
    """

    id: str
    name: Text
    about: Text
    group: Literal["made", "real"]
    task: Task
    kind: InputKind = "vector"
    metric: Metric
    params: tuple[Parameter, ...] = ()
    suggested: dict[str, Json]

    def json(self, losses: list[str], models: list[str]) -> dict[str, Json]:
        """The wire form; which losses and models fit is found out by the caller."""
        return {
            "id": self.id,
            "name": self.name.json(),
            "about": self.about.json(),
            "available": True,
            "reason": None,
            "params": [parameter.json() for parameter in self.params],
            "group": self.group,
            "task": self.task,
            "kind": self.kind,
            "metric": self.metric,
            "losses": losses,
            "models": models,
            "suggested": self.suggested,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """A small network, or as few as two weights.

    `tasks` and `kinds` are what it can learn from. `two_weight`: its two parameters are a plane, drawn over
    `domain` [xmin, xmax, ymin, ymax]. `suggested_lr` names, for each optimizer or preset, a learning rate to
    begin with.
    """

    id: str
    name: Text
    about: Text
    tasks: tuple[Task, ...]
    kinds: tuple[InputKind, ...] = ("vector",)
    params: tuple[Parameter, ...] = ()
    two_weight: bool = False
    domain: tuple[float, float, float, float] | None = None
    suggested_lr: dict[str, float]

    def json(self) -> dict[str, Json]:
        return {
            "id": self.id,
            "name": self.name.json(),
            "about": self.about.json(),
            "available": True,
            "reason": None,
            "params": [parameter.json() for parameter in self.params],
            "tasks": list(self.tasks),
            "kinds": list(self.kinds),
            "two_weight": self.two_weight,
            "domain": list(self.domain) if self.domain else None,
            "suggested_lr": self.suggested_lr,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Loss:
    """A loss of `torch.nn`, or one of ours made from it.

    `about` says when to use it and `trap` what goes wrong; `needs` is one sentence on output and target.
    `mathml` is a <math> element. `example` is a small `output` and `target` to compute by hand.
    `second_derivative`: whether autograd gives one. `may_be_negative`: it has no logarithmic axis.
    """

    id: str
    name: Text
    about: Text
    trap: Text
    needs: Text
    tasks: tuple[Task, ...]
    head: Head = "none"
    mathml: str
    params: tuple[Parameter, ...] = ()
    example: dict[str, Json]
    second_derivative: bool = True
    may_be_negative: bool = False

    def json(self) -> dict[str, Json]:
        return {
            "id": self.id,
            "name": self.name.json(),
            "about": self.about.json(),
            "trap": self.trap.json(),
            "needs": self.needs.json(),
            "available": True,
            "reason": None,
            "tasks": list(self.tasks),
            "head": self.head,
            "mathml": self.mathml,
            "params": [parameter.json() for parameter in self.params],
            "example": self.example,
            "second_derivative": self.second_derivative,
            "may_be_negative": self.may_be_negative,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """A comparison worth opening, with a story.

    `comparison` is one of the API, before any default is filled in. `view` are hints for the page, in its own
    words: layout, background, zScale, curve, curveScale, axis. A basin map is that of the first run.
    """

    id: str
    name: Text
    about: Text
    comparison: dict[str, Json]
    view: dict[str, Json]

    def json(self) -> dict[str, Json]:
        return {
            "id": self.id,
            "name": self.name.json(),
            "about": self.about.json(),
            "comparison": self.comparison,
            "view": self.view,
        }
