"""Thalweg: real PyTorch optimizers on loss landscapes, seen live in the browser."""

__version__ = "0.1.0"
