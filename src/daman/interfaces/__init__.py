"""What is seen: it translates between people and the floors below, and decides nothing."""
