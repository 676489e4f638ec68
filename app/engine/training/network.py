"""What is trained? The model with its loss's head, from the seed's weights or from a checkpoint's."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from functools import reduce
from typing import Any

import torch
from safetensors.torch import load, save
from torch import Tensor, nn

from app.catalog.build import Group
from app.catalog.datasets import DataShape
from app.catalog.losses import Pairing
from app.catalog.models import build_model
from app.errors import Refusal
from app.sentences import told
from app.spec import ModelObjective, RunSpec
from app.spec.layers import belongs

OUTPUT_LAYER = "output."
MOST_NAMED = 6


def initial_model(
    objective: ModelObjective, run: RunSpec, pairing: Pairing, shape: DataShape, seed: int
) -> tuple[nn.Module, Tensor]:
    """The model with the weights that torch draws for `seed`, and the state of torch's generator after that.

    What dropout draws begins there, as in a plain program that seeds, builds and trains. The generator of
    this process is left as it was. For SparseAdam the gradients of an embedding table are sparse.
    """
    sparse = run.optimizer == "SparseAdam"
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        spec = objective.model
        model = build_model(spec.id, spec.params, shape, pairing.outputs, sparse=sparse)
        return model, torch.get_rng_state()


def with_head(model: nn.Module, pairing: Pairing) -> nn.Module:
    """What the loss is asked about: the model, and behind it the head that the loss needs."""
    return model if pairing.head is None else nn.Sequential(model, pairing.head)


def use_batch_statistics(network: nn.Module) -> None:
    """Let batch normalisation always look at the samples at hand: what it remembers is of other weights."""
    for module in network.modules():
        if isinstance(module, nn.modules.batchnorm._BatchNorm):
            module.running_mean = module.running_var = None
            module.track_running_stats = False


class SummedEmbeddings(nn.Module):
    """What a bag of embeddings that sums them says, in operations that torch can differentiate twice."""

    def __init__(self, weight: Tensor) -> None:
        super().__init__()
        self.weight = nn.Parameter(weight)

    def forward(self, tokens: Tensor) -> Tensor:
        """Tokens int64 (N, tokens) to (N, outputs)."""
        return nn.functional.embedding(tokens, self.weight).sum(dim=1)


def unfold_bags(network: nn.Module) -> None:
    """Let each bag of embeddings be one that has a second derivative; weights and their names stay."""
    for parent in list(network.modules()):
        for name, module in parent.named_children():
            if isinstance(module, nn.EmbeddingBag):
                setattr(parent, name, SummedEmbeddings(module.weight))


def load_checkpoint(model: nn.Module, file: bytes, replace_head: bool) -> None:
    """Copy a checkpoint's weights into `model`; with `replace_head` its output layer keeps its own.

    Raises `Refusal` (`checkpoint_mismatch`) that names the layers that differ.
    """
    state = load(file)
    wanted = model.state_dict()
    if replace_head:
        state, wanted = _without_output(state), _without_output(wanted)
    differences = {
        **{
            name: told(
                "{name} is {size}, expected {expected}",
                name=name,
                size=_size(state[name]),
                expected=_size(wanted[name]),
            )
            for name in wanted
            if name in state and state[name].shape != wanted[name].shape
        },
        **{name: told("{name} is not in this model", name=name) for name in state if name not in wanted},
        **{name: told("{name} is missing", name=name) for name in wanted if name not in state},
    }
    if differences:
        more = len(differences) - MOST_NAMED
        first, *others = [*differences.values()][:MOST_NAMED]
        named = reduce(lambda whole, part: told("{whole}; {part}", whole=whole, part=part), others, first)
        if more > 0:
            named = told("{named}; and {more} more", named=named, more=more)
        output_alone = all(name.startswith(OUTPUT_LAYER) for name in differences)
        hint = told(". Only the output layer differs: replace it") if output_alone else ""
        raise Refusal(
            "checkpoint_mismatch",
            told("the checkpoint does not fit this model: {named}{hint}", named=named, hint=hint),
            None,
        )
    broken = [name for name, tensor in state.items() if not tensor.to(wanted[name].dtype).isfinite().all()]
    if broken:
        message = told("expected a checkpoint of finite float32 numbers; {name} has others", name=broken[0])
        raise Refusal("checkpoint_mismatch", message, None)
    model.load_state_dict(state, strict=False)


def freeze(model: nn.Module, frozen: Sequence[str]) -> None:
    """Let the parameters of the named layers be: they get no gradient and no step."""
    for name, parameter in model.named_parameters():
        if any(belongs(name, layer) for layer in frozen):
            parameter.requires_grad_(False)


def group_of(name: str, run: RunSpec) -> int:
    """The optimizer's group that a parameter is in: 0 unless one of the run's groups names it."""
    for number, group in enumerate(run.groups, start=1):
        if any(belongs(name, layer) for layer in group.parameters):
            return number
    return 0


def parameter_groups(model: nn.Module, run: RunSpec) -> list[Group]:
    """The trainable parameters in the run's groups, the run's own first; empty ones are left out."""
    members: dict[int, list[Tensor]] = {}
    for name, parameter in model.named_parameters():
        if parameter.requires_grad:
            members.setdefault(group_of(name, run), []).append(parameter)
    overrides: list[Mapping[str, Any]] = [{}, *(group.params for group in run.groups)]
    return [(members[number], overrides[number]) for number in sorted(members)]


def packed(state: Mapping[str, Tensor]) -> tuple[str, bytes]:
    """Named tensors as a safetensors file, and the SHA-256 of it."""
    data = save({name: tensor.contiguous() for name, tensor in state.items()})
    return hashlib.sha256(data).hexdigest(), data


def _without_output(state: Mapping[str, Tensor]) -> dict[str, Tensor]:
    return {name: tensor for name, tensor in state.items() if not name.startswith(OUTPUT_LAYER)}


def _size(tensor: Tensor) -> str:
    return " x ".join(map(str, tensor.shape)) or "one number"
