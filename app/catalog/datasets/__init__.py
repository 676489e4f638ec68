"""What can be learned from? Datasets made here from a seed, and real ones."""
