"""Step 6: three members or more vote on what none of them recommended (S003-51)."""
