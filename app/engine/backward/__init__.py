"""What does backward do? The chain rule of one loss as a graph: values forward, gradients backward."""

from app.engine.backward.work import show_backward

__all__ = ["show_backward"]
