"""The law over a caseload that lives in PostgreSQL: facts out and answers in by binary COPY."""
