"""What is told instead of an answer: a refusal for each status, for people to see."""

from __future__ import annotations

from app.errors import Refusal
from app.sentences import told
from app.spec.fields import absent
from app.spec.model_checks import unknown_checkpoint

REFUSALS = {
    "403": (
        "a page of another site",
        Refusal(
            "wrong_origin",
            told(
                "expected a page of this server, got Origin {given!r}; THALWEG_ORIGINS can name it",
                given="https://elsewhere.example",
            ),
        ),
    ),
    "408": (
        "a body that did not come in time",
        Refusal("too_slow", told("expected the whole body within {seconds:g} seconds", seconds=10)),
    ),
    "503": (
        "not now; see Retry-After",
        Refusal("stopping", told("the server is shutting down; try again in a moment")),
    ),
    "400": (
        "not JSON",
        Refusal(
            "not_json",
            told("expected JSON, got {fault} at character {pos}", fault="expecting value", pos=0),
        ),
    ),
    "404": ("not here (any more)", unknown_checkpoint("5b0c3f0e9a4d", None, 404)),
    "413": (
        "too many bytes",
        Refusal("too_large", told("expected a body of at most {most} bytes, got more", most=65536)),
    ),
    "415": (
        "not a file of weights",
        Refusal(
            "not_safetensors",
            told(
                "expected a safetensors file as a body of {file}, got {given!r}",
                file="application/octet-stream",
                given="text/plain",
            ),
        ),
    ),
    "422": (
        "cannot be run",
        Refusal(
            "unknown_optimizer",
            absent("optimizer", "Adma", ("ASGD", "Adadelta", "Adam")),
            "runs[0].optimizer",
        ),
    ),
    "429": (
        "busy; see Retry-After",
        Refusal(
            "busy",
            told("the server is busy: {limit} requests wait already; try again in a second", limit=64),
        ),
    ),
}
