"""Step 5: study the case, check documents, recommend (article 5)."""
