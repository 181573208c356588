"""Accounts of citizens and staff, their roles, and what each may do."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "daman.record.accounts"
    label = "accounts"
