"""Staff sign in with name, password and authenticator, and show it again before money moves."""
