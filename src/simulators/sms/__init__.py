"""The SMS gateway, made up: it keeps what it is given and shows it like a phone."""
