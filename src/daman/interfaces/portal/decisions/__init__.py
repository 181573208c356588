"""A citizen's decision as a letter, its print, and the check that a letter is genuine."""
