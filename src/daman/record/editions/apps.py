"""Editions that the ministry drafts, signs and adopts, beside those that are shipped."""

from django.apps import AppConfig


class EditionsConfig(AppConfig):
    name = "daman.record.editions"
    label = "editions"
