"""Nafath, made up: an OpenID Connect provider with the number-choosing step of the app."""
