"""Step 1: open an account with national number, birth date, mobile and a code."""

from django.apps import AppConfig


class RegistrationConfig(AppConfig):
    name = "daman.journey.registration"
    label = "registration"
