"""Step 5: study the case, check documents, recommend (article 5)."""

from django.apps import AppConfig


class CaseworkConfig(AppConfig):
    name = "daman.journey.casework"
    label = "casework"

    def ready(self) -> None:
        """Register the keepers of this step's promises."""
        from daman.journey.casework import tasks  # noqa: F401
