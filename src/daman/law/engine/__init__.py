"""Reads rules into expressions and answers them for one case; knows nothing of Saudi law."""
