"""Step 1 as a Django app."""

from django.apps import AppConfig


class RegistrationConfig(AppConfig):
    """Open an account with national number, birth date, mobile and a code."""

    name = "daman.journey.registration"
    label = "registration"

    def ready(self) -> None:
        """Register the keeper of this step's promises."""
        from daman.journey.registration import tasks  # noqa: F401 - importing registers.
