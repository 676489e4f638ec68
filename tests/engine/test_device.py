"""Landscapes are computed where the settings say, and there workers have the memory that it needs."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
import torch

from app.engine import device as place
from app.runner import worker
from app.settings import Settings

Chosen = Callable[[str, bool], torch.device]


@pytest.fixture
def chosen(monkeypatch: pytest.MonkeyPatch) -> Iterator[Chosen]:
    """The device for a setting, with or without a graphics card."""

    def choose(setting: str, card: bool) -> torch.device:
        place.device.cache_clear()
        monkeypatch.setenv("THALWEG_DEVICE", setting)
        monkeypatch.setattr(place, "settings", Settings)
        monkeypatch.setattr(torch.cuda, "is_available", lambda: card)
        return place.device()

    yield choose
    place.device.cache_clear()


@pytest.mark.parametrize(
    ("setting", "card", "expected"),
    [
        ("auto", True, "cuda"),
        ("auto", False, "cpu"),
        ("cpu", True, "cpu"),
        ("cuda", True, "cuda"),
        ("cuda", False, "cuda"),
    ],
)
def test_a_graphics_card_is_taken_where_there_is_one_unless_told(
    chosen: Chosen, setting: str, card: bool, expected: str
) -> None:
    assert chosen(setting, card).type == expected


def test_only_without_a_graphics_card_a_worker_has_a_memory_cap(chosen: Chosen) -> None:
    chosen("auto", True)
    assert worker.on_graphics()
    chosen("auto", False)
    assert not worker.on_graphics()


def test_other_words_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("THALWEG_DEVICE", "tpu")
    with pytest.raises(ValueError, match="auto"):
        Settings()
