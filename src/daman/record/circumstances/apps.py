"""Dated facts of a person's life with their source: housing, income, wealth, work, health."""

from django.apps import AppConfig


class CircumstancesConfig(AppConfig):
    name = "daman.record.circumstances"
    label = "circumstances"
