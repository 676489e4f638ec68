"""What any runner refuses, and in which words."""

from __future__ import annotations

from app.errors import Refusal
from app.sentences import told


def stopping() -> Refusal:
    """The server is about to end."""
    return Refusal("stopping", told("the server is shutting down; try again in a moment"), status=503)


def busy(limit: int) -> Refusal:
    """As many requests wait as may."""
    message = told("the server is busy: {limit} requests wait already; try again in a second", limit=limit)
    return Refusal("busy", message, status=429)


def address_busy(share: int) -> Refusal:
    """As many requests of one address wait as may."""
    message = told(
        "the server is busy: {share} requests of this address wait already; try again in a second",
        share=share,
    )
    return Refusal("busy", message, status=429)


def too_many_resting(limit: int) -> Refusal:
    """As many requests of one client rest as may."""
    message = told(
        "expected at most {limit} paused requests of one client; continue one, or cancel one", limit=limit
    )
    return Refusal("busy", message, status=429)


def out_of_time(seconds: float) -> Refusal:
    """The work took longer than any may."""
    message = told(
        "the request took longer than {seconds:g} seconds; ask for fewer steps, runs or points",
        seconds=seconds,
    )
    return Refusal("time_limit", message)


def worker_lost() -> Refusal:
    """What worked on the request is gone, and so is its replacement."""
    message = told("the worker process of this request died; the others go on, and a new one is ready soon")
    return Refusal("worker_lost", message, status=503)


def broken() -> Refusal:
    """A mistake of the server's own, which its log describes."""
    return Refusal("internal_error", told("the server failed to compute this; its log says why"), status=500)


def out_of_memory() -> Refusal:
    """The work needs more than a worker may have."""
    message = told("the request needs more memory than a worker may use; ask for fewer steps, runs or points")
    return Refusal("out_of_memory", message)
