"""What can be asked of a model? The losses of torch, each with the task it fits."""
