"""What can learn? Small networks, each declared in one place."""
