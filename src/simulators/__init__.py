"""The outside world, made up: registries, Nafath, SMS and the bank, for demonstrations and tests."""
