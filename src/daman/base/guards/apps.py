"""The guards as a Django app."""

from django.apps import AppConfig


class GuardsConfig(AppConfig):
    name = "daman.base.guards"
    label = "guards"
