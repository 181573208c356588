"""The registries: civil status, social insurance, justice, health, commerce; facts in."""

from django.conf import settings

from daman.exchange.registries.dci import DciRegistries
from daman.exchange.registries.port import (
    CivilRecord,
    FactRecord,
    NotMatched,
    Registries,
    RegistryUnavailable,
)

__all__ = [
    "CivilRecord",
    "FactRecord",
    "NotMatched",
    "Registries",
    "RegistryUnavailable",
    "current",
]


def current() -> Registries:
    """Return the registries that the settings name; unset, every question is unavailable."""
    return DciRegistries(url=settings.DAMAN_REGISTRY_URL, token=settings.DAMAN_REGISTRY_TOKEN)
