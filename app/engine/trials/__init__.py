"""What comes of other hyperparameters? One run over a grid of them, or each run's best of equal trials."""
