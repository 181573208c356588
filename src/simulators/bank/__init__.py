"""The simulated bank: whose account it is, payment files in, answers out."""
