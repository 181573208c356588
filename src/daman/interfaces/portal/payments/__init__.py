"""A citizen's payments: what was paid, what waits and why, and how each amount came about."""
