"""Decision letters as pages and as PDF, one content for both."""

from django.apps import AppConfig


class LettersConfig(AppConfig):
    name = "daman.interfaces.letters"
    label = "letters"
