"""What drafts of editions would do to the caseload or to an invented population."""

from django.apps import AppConfig


class SimulationConfig(AppConfig):
    name = "daman.insight.simulation"
    label = "simulation"

    def ready(self) -> None:
        """Let the worker know who keeps the promises of a simulation."""
        from daman.insight.simulation import tasks  # noqa: F401
