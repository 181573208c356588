"""Editions that the ministry drafts, signs and adopts, beside those that are shipped."""
