"""The outside world, made up: registries, Nafath, SMS and the bank."""
