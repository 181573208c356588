"""Guards of unsafe requests: an effect happens once, an attempt is counted."""
