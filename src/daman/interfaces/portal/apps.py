"""The citizen's pages, one package a step."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "daman.interfaces.portal"
    label = "portal"
