"""Step 8: the month's run: build, prepare, approve, release, read the bank's answers."""

from django.apps import AppConfig


class PayrollConfig(AppConfig):
    name = "daman.journey.payroll"
    label = "payroll"

    def ready(self) -> None:
        """Let the outbox know who keeps payroll's promises."""
        from daman.journey.payroll import tasks  # noqa: F401
