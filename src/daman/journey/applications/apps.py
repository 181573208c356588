"""Step 3: apply by category, with income, account, documents, declaration (articles 3, 4)."""

from django.apps import AppConfig


class ApplicationsConfig(AppConfig):
    name = "daman.journey.applications"
    label = "applications"

    def ready(self) -> None:
        """Register the keepers of this step's promises."""
        from daman.journey.applications import tasks  # noqa: F401
