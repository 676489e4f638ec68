"""How does it leave? One function for each kind of file."""
