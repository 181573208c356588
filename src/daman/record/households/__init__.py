"""Who depends on whom, from when until when; the provider (articles 1, 11 to 13)."""
