"""What is a script made of? Parts that stand one under the other, or in the cells of a notebook."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise


@dataclass(frozen=True, slots=True)
class Part:
    """Lines of Python that belong together, and what they do, in words.

    `blocks` are statements and definitions, each without blank lines at its ends; two blank lines part them
    where one of them is a definition.
    """

    about: str
    blocks: tuple[str, ...]

    @property
    def code(self) -> str:
        """The blocks, one under the other."""
        return joined(self.blocks)


def joined(blocks: Sequence[str]) -> str:
    """Blocks with one blank line between statements, two around functions and classes."""
    code = blocks[0]
    for former, block in pairwise(blocks):
        code += ("\n\n\n" if _defines(former) or _defines(block) else "\n\n") + block
    return code


def _defines(block: str) -> bool:
    own = next((line for line in block.splitlines() if not line.startswith("#")), "")
    return own.startswith(("def ", "class "))
