"""Step 7: accept or refuse with reasons, in time; the entitlement (articles 6, 16)."""

from django.apps import AppConfig


class DecisionsConfig(AppConfig):
    name = "daman.journey.decisions"
    label = "decisions"
