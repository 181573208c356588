"""The banks: whose account an IBAN is, payment files out, results and returns in."""
