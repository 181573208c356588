"""Step 2: the unified profile, eight sections, confirmed as a frozen snapshot."""

from django.apps import AppConfig


class ProfileConfig(AppConfig):
    name = "daman.journey.profile"
    label = "profile"

    def ready(self) -> None:
        """Register the keepers of this step's promises."""
        from daman.journey.profile import tasks  # noqa: F401
