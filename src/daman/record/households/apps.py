"""Who depends on whom, from when until when; the provider (articles 1, 11 to 13)."""

from django.apps import AppConfig


class HouseholdsConfig(AppConfig):
    name = "daman.record.households"
    label = "households"
