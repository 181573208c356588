"""The law's own book as public pages: editions, contradictions, differences, cases."""
