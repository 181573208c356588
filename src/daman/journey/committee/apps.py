"""Step 6: three members or more vote on what none of them recommended (S003-51)."""

from django.apps import AppConfig


class CommitteeConfig(AppConfig):
    name = "daman.journey.committee"
    label = "committee"
