"""The outside world: a port, an adapter and a simulated counterpart for each system."""
