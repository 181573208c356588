"""Reads everything, changes nothing but its own tables: what reforms would do."""
