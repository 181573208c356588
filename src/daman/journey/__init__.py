"""What happens, in order: each step is one Django app; imports point backward."""
