"""Step 1: open an account with national number, birth date, mobile and a code."""
