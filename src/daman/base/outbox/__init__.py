"""Work promised at commit and done after it: one row a message, delivered at least once."""
