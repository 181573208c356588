"""Step 4: gather the facts, ask the law, keep its answer with the trace (article 5)."""
