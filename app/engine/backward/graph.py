"""The graph of autograd as a person draws it: one node for each call, with torch's own numbers."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.autograd.graph import Node

from app.engine.backward.recorder import Call, Origin, Recorder
from app.engine.backward.words import operation

ROOT = "f"


@dataclass(frozen=True, slots=True)
class Place:
    """A node of the graph: a leaf, or what one call gave. `depth` is its greatest distance from a leaf."""

    id: int
    name: str
    operation: str
    value: Tensor
    gradient: Tensor
    depth: int


@dataclass(frozen=True, slots=True)
class Flow:
    """An edge backward: the gradient that flows from a place to one that it was made of."""

    source: int
    target: int
    gradient: Tensor


@dataclass(frozen=True, slots=True)
class Graph:
    """Places in the order of their making, leaves first, the flows between them, and what came of it."""

    places: tuple[Place, ...]
    flows: tuple[Flow, ...]
    value: Tensor


def graph_of(
    compute: Callable[[], Tensor], leaves: Mapping[str, Tensor], names: Sequence[tuple[Tensor, str]] = ()
) -> Graph:
    """The graph of a scalar that is made of `leaves`, which get their gradients as by any backward pass.

    Nodes of autograd that no call of its own has made, such as those within a loss, are part of the one that
    holds them. `names` are of tensors without a gradient.
    """
    with torch.enable_grad(), Recorder(names) as recorder:
        root = compute()
    origins: dict[Origin, int] = {leaf: number for number, leaf in enumerate(leaves.values())}
    reached = list(_reached(root.grad_fn))
    made = [node for node in recorder.calls if node in set(reached)]
    origins |= {node: len(leaves) + number for number, node in enumerate(made)}
    heard = _Heard(reached)
    if root.requires_grad:
        torch.autograd.backward(root)
    labels = [*leaves, *(f"v{number}" for number in range(1, len(made))), *([ROOT] if made else [])]
    # From what was made to what it was made of: the way that gradients go.
    links = [(origins[node], origins[to], slope) for node in made for to, slope in heard.flows(node, origins)]
    depths = _depths(len(labels), [(target, source) for source, target, _ in links])
    places = [
        Place(number, name, name, leaf.detach().clone(), _slope(leaf), 0)
        for number, (name, leaf) in enumerate(leaves.items())
    ]
    for node in made:
        number, call = origins[node], recorder.calls[node]
        told = operation(call, lambda origin: labels[origins[origin]] if origin in origins else "...")
        places.append(
            Place(number, labels[number], told, call.value, heard.gradient(node, call), depths[number])
        )
    flows = tuple(Flow(source, target, slope) for source, target, slope in links)
    return Graph(tuple(places), flows, root.detach().clone())


class _Heard:
    """What flows through nodes of autograd while they are worked through."""

    def __init__(self, nodes: Sequence[Node]) -> None:
        self._arrived: dict[Node, tuple[Tensor | None, ...]] = {}
        self._passed: dict[Node, tuple[Tensor | None, ...]] = {}
        for node in nodes:
            node.register_prehook(lambda slopes, node=node: self._arrived.update({node: _copies(slopes)}))
            if node.next_functions:
                node.register_hook(lambda passed, _, node=node: self._passed.update({node: _copies(passed)}))

    def gradient(self, node: Node, call: Call) -> Tensor:
        """What has arrived at a node."""
        arrived = [slope for slope in self._arrived.get(node, ()) if slope is not None]
        return arrived[0] if arrived else torch.zeros_like(call.value)

    def flows(self, node: Node, known: Mapping[Origin, int]) -> Iterator[tuple[Origin, Tensor]]:
        """What a node passes on, and to which of the known ones, through those that are not."""
        passed = self._passed.get(node, ())
        for number, (child, _) in enumerate(node.next_functions):
            slope = passed[number] if number < len(passed) else None
            if child is None or slope is None:
                continue
            origin: Origin = getattr(child, "variable", child)
            if origin in known:
                yield origin, slope
            else:
                yield from self.flows(child, known)


def _reached(root: Node | None) -> Iterator[Node]:
    """All nodes of autograd behind one, each once."""
    seen: set[Node] = set()
    ahead = [] if root is None else [root]
    while ahead:
        node = ahead.pop()
        if node not in seen:
            seen.add(node)
            yield node
            ahead += [child for child, _ in node.next_functions if child is not None]


def _depths(count: int, links: Sequence[tuple[int, int]]) -> list[int]:
    """The greatest distance of each place from a leaf; links (source, target) lead forward."""
    depths = [0] * count
    for source, target in sorted(links, key=lambda link: link[1]):
        depths[target] = max(depths[target], depths[source] + 1)
    return depths


def _copies(slopes: Sequence[Tensor | None]) -> tuple[Tensor | None, ...]:
    return tuple(None if slope is None else slope.detach().to_dense().clone() for slope in slopes)


def _slope(leaf: Tensor) -> Tensor:
    return torch.zeros_like(leaf) if leaf.grad is None else leaf.grad.detach().clone()
