"""Recovery points: the newest of each run, within a budget that all jobs share."""

from __future__ import annotations

from app.runner.points import PointBudget, RecoveryPoints


def test_a_newer_point_takes_the_place_of_the_older() -> None:
    points = RecoveryPoints(PointBudget(10))
    for point in (b"aaaa", b"bbbbbb", b"c" * 10):
        points.put(0, point)
        assert points.all == {0: point}


def test_what_has_no_room_leaves_the_older_point_where_it_is() -> None:
    budget = PointBudget(10)
    one, other = RecoveryPoints(budget), RecoveryPoints(budget)
    one.put(0, b"aaaa")
    other.put(0, b"bbbb")
    other.put(1, b"ccc")
    other.put(0, b"d" * 7)
    assert (one.all, other.all) == ({0: b"aaaa"}, {0: b"bbbb"})
    one.drop()
    other.put(0, b"d" * 7)
    other.put(1, b"ccc")
    assert (one.all, other.all) == ({}, {0: b"d" * 7, 1: b"ccc"})


def test_without_a_budget_nothing_is_kept() -> None:
    budget = PointBudget(0)
    points = RecoveryPoints(budget)
    points.put(0, b"a")
    assert (points.all, budget.any) == ({}, False)
