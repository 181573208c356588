"""What drafts of editions would do to the caseload or to an invented population."""
