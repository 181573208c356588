"""Step 8: the month's run: build, prepare, approve, release, read the bank's answers."""
