"""Registers the shared look as a Django application."""

from django.apps import AppConfig


class UiConfig(AppConfig):
    """Templates, styles, tags and error pages."""

    name = "daman.interfaces.ui"
    label = "ui"
