"""Accounts of citizens and staff, their roles, and what each may do."""
