"""Step 7: accept or refuse with reasons, in time; the entitlement (articles 6, 16)."""
