"""A figure that the product promises, with its bound."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Figure:
    """A value in its unit, which must be at least or at most `bound`; `detail` says where it comes from."""

    name: str
    value: float
    unit: str
    side: Literal["at least", "at most"]
    bound: float
    detail: str = ""

    @property
    def holds(self) -> bool:
        return self.value >= self.bound if self.side == "at least" else self.value <= self.bound

    def __str__(self) -> str:
        measured = f"{self.value:8.2f} {self.unit:<4} {self.side} {self.bound:g}"
        verdict = "" if self.holds else "   FALLS SHORT"
        return f"{self.name:44} {measured:32} {self.detail}{verdict}"
