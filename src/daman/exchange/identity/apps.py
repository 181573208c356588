"""Identity as a Django app."""

from django.apps import AppConfig


class IdentityConfig(AppConfig):
    """Codes by SMS, and Nafath."""

    name = "daman.exchange.identity"
    label = "identity"
