"""Step 4: gather the facts, ask the law, keep its answer with the trace (article 5)."""

from django.apps import AppConfig


class AssessmentConfig(AppConfig):
    name = "daman.journey.assessment"
    label = "assessment"
