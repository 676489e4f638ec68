"""How does a model learn? Each run a plain PyTorch loop of its own, taking turns; measured as it goes."""
