"""What does each optimizer of torch do in one step? Its rule, line by line."""

from __future__ import annotations

from app.catalog.rules.adam import adam, adamax, adamw, nadam, radam
from app.catalog.rules.adaptive import adadelta, adafactor, adagrad, rmsprop
from app.catalog.rules.gradient import asgd, rprop, sgd
from app.catalog.rules.line import Line, Moment, Part, Rule, State, Term, Update
from app.catalog.rules.second_order import lbfgs
from app.catalog.rules.symbols import HYPERPARAMETERS, SYMBOLS
from app.catalog.rules.writing import compute, in_symbols, to_fill

RULES: dict[str, Rule] = {
    "SGD": sgd,
    "Adagrad": adagrad,
    "RMSprop": rmsprop,
    "Adam": adam,
    "AdamW": adamw,
    "Adadelta": adadelta,
    "Adamax": adamax,
    "NAdam": nadam,
    "RAdam": radam,
    "ASGD": asgd,
    "Rprop": rprop,
    "Adafactor": adafactor,
    "LBFGS": lbfgs,
}

__all__ = [
    "HYPERPARAMETERS",
    "RULES",
    "SYMBOLS",
    "Line",
    "Moment",
    "Part",
    "Rule",
    "State",
    "Term",
    "Update",
    "compute",
    "in_symbols",
    "to_fill",
]
