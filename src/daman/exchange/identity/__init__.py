"""Who is at the other end: the national sign-in and one-time codes."""
