"""A person: identity, nationality, life and death, as the civil registry knows them."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "daman.record.people"
    label = "people"
