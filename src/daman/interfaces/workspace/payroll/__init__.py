"""The month's runs as the staff see them: build, sign, release, follow and reconcile."""
