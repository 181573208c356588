"""The way to the banks as a Django app; it keeps no tables."""

from django.apps import AppConfig


class BanksConfig(AppConfig):
    name = "daman.exchange.banks"
    label = "banks"
