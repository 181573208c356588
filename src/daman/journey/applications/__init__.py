"""Step 3: apply by category, with income, account, documents, declaration (articles 3, 4)."""
