"""What does a model's loss look like? Its values over planes through the space of its parameters."""
