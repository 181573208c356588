"""The government registries, made up: civil status first, and what others know of a person."""
