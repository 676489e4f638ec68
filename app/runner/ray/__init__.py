"""Work spread over a Ray cluster: imported only where that is asked for."""
