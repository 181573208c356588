"""Notices as a Django app."""

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    """Messages to citizens: the inbox, and the SMS beside it."""

    name = "daman.exchange.notices"
    label = "notices"

    def ready(self) -> None:
        """Register the keeper that sends text messages."""
        from daman.exchange.notices import tasks  # noqa: F401 - importing registers.
