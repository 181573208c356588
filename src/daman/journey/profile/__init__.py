"""Step 2: the unified profile, eight sections, confirmed as a frozen snapshot."""
