"""One household, its neighbours and the whole office, made once for a file of tests."""

import httpx
import pytest
from django.db import transaction
from django.test import override_settings
from django.utils import timezone

from tests.integration.security.world import a_world


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker, simulators_server, tmp_path_factory):
    """Return the people, their papers and the office; everything is undone in the end."""
    from django.conf import settings

    httpx.post(f"{simulators_server}/simulators/control", json={"reset": True}).raise_for_status()
    documents = tmp_path_factory.mktemp("documents")
    stored = {**settings.STORAGES["default"], "OPTIONS": {"location": str(documents)}}
    outside = {
        "DAMAN_SIMULATORS_URL": simulators_server,
        "DAMAN_REGISTRY_URL": f"{simulators_server}/simulators/registry",
        "DAMAN_SMS_URL": f"{simulators_server}/simulators/sms",
        "DAMAN_BANK_URL": f"{simulators_server}/simulators/bank",
        "DAMAN_NAFATH_ISSUER": f"{simulators_server}/simulators/nafath",
        "STORAGES": {**settings.STORAGES, "default": stored},
    }
    with django_db_blocker.unblock(), override_settings(**outside), transaction.atomic():
        yield a_world(at=timezone.now())
        transaction.set_rollback(True)
