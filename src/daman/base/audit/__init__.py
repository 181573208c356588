"""Who did what to what, when and why: append-only, strings only, so that it depends on nothing."""
