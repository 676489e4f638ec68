"""Every call of torch that makes a tensor with a gradient, overheard while a loss is computed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from torch import Tensor
from torch.autograd.graph import Node
from torch.overrides import TorchFunctionMode

# Where a tensor came from: the node of autograd that made it, or itself where it is a leaf.
Origin: TypeAlias = "Node | Tensor"


@dataclass(frozen=True, slots=True)
class Constant:
    """A tensor that no gradient flows to: its number, or its name where it is more than one number."""

    number: float | None
    name: str


@dataclass(frozen=True, slots=True)
class Call:
    """One call: a function's name, its arguments with tensors as what they are here, and what came out."""

    function: str
    arguments: tuple[Any, ...]
    value: Tensor


class Recorder(TorchFunctionMode):
    """Keeps a `Call` for each node of autograd that is made while it is on, in order.

    `names` are what known tensors without a gradient are called; what is cut out of one has its name.
    """

    def __init__(self, names: Sequence[tuple[Tensor, str]] = ()) -> None:
        super().__init__()
        self.calls: dict[Node, Call] = {}
        self._named = list(names)

    def __torch_function__(
        self,
        func: Callable[..., Any],
        types: Any,
        args: tuple[Any, ...] = (),
        kwargs: Mapping[str, Any] | None = None,
    ) -> Any:
        """The call itself, which is none of ours; before it, what it is given is looked at."""
        result = func(*args, **(kwargs or {}))
        if not isinstance(result, Tensor):
            return result
        node = result.grad_fn
        if node is None:
            name = next((self._name(each) for each in args if isinstance(each, Tensor)), "")
            if name and result.dim():
                self._named.append((result, name))
        elif node not in self.calls:
            given = [*args, *(kwargs or {}).values()]
            function = getattr(func, "__name__", str(func))
            if function == "__get__":  # an attribute such as T
                function = getattr(getattr(func, "__self__", None), "__name__", function)
            self.calls[node] = Call(function, tuple(map(self._seen, given)), result.detach().clone())
        return result

    def _seen(self, given: Any) -> Any:
        """An argument: a tensor is its origin or a `Constant`; all else stays."""
        if isinstance(given, list | tuple):
            return tuple(map(self._seen, given))
        if not isinstance(given, Tensor):
            return given
        if given.requires_grad:
            return given if given.grad_fn is None else given.grad_fn
        return Constant(given.item() if given.dim() == 0 else None, self._name(given) or "data")

    def _name(self, tensor: Tensor) -> str:
        return next((name for each, name in self._named if each is tensor), "")
