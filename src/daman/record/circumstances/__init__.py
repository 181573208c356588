"""Dated facts of a person's life with their source: housing, income, wealth, work, health."""
