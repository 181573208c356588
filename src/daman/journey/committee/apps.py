"""Step 6: three members or more vote on what none of them recommended (S003-51)."""

from django.apps import AppConfig


class CommitteeConfig(AppConfig):
    name = "daman.journey.committee"
    label = "committee"

    def ready(self) -> None:
        """Register the keepers of this step's promises."""
        from daman.journey.committee import tasks  # noqa: F401
