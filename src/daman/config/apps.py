"""The installation as an app, so that its checks run before each of Django's commands."""

from importlib import import_module

from django.apps import AppConfig


class InstallationConfig(AppConfig):
    name = "daman.config"
    label = "installation"

    def ready(self) -> None:
        """Register the checks."""
        import_module("daman.config.checks")
