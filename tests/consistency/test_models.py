"""What the models promise: keys point down and backward, migrations are whole."""

import io
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db.models import ForeignKey, OneToOneField

RANKS = [
    "audit", "outbox", "guards", "people", "accounts", "households", "circumstances", "documents",
    "ledger", "editions", "banks", "identity", "notices", "registration", "profile",
    "applications", "assessment", "casework", "committee", "decisions", "payroll", "simulation",
    "ui", "letters", "portal", "workspace", "installation",
]  # fmt: skip


def our_models():
    return [model for model in apps.get_models() if model.__module__.startswith("daman.")]


def test_every_app_has_a_rank():
    ours = {config.label for config in apps.get_app_configs() if config.name.startswith("daman.")}
    assert ours == set(RANKS)


def test_foreign_keys_point_down_and_backward():
    wrong = [
        f"{model._meta.label}.{field.name}"
        for model in our_models()
        for field in model._meta.get_fields()
        if isinstance(field, ForeignKey)
        and RANKS.index(field.related_model._meta.app_label) > RANKS.index(model._meta.app_label)
    ]
    assert wrong == []


def test_keys_between_apps_leave_no_hidden_door():
    wrong = [
        f"{model._meta.label}.{field.name}"
        for model in our_models()
        for field in model._meta.get_fields()
        if isinstance(field, ForeignKey | OneToOneField)
        and field.related_model._meta.app_label != model._meta.app_label
        and not field.remote_field.hidden
    ]
    assert wrong == []


def test_no_model_orders_itself():
    assert [model._meta.label for model in our_models() if model._meta.ordering] == []


@pytest.mark.django_db
def test_no_migration_is_missing():
    out = io.StringIO()
    call_command("makemigrations", check=True, dry_run=True, stdout=out)
    assert "No changes detected" in out.getvalue()


def test_migrations_are_numbered_and_linear():
    for config in apps.get_app_configs():
        folder = Path(config.path) / "migrations"
        if config.name.startswith("daman.") and folder.exists():
            numbers = sorted(path.name[:4] for path in folder.glob("[0-9]*.py"))
            assert numbers == [f"{place:04d}" for place in range(1, len(numbers) + 1)], (
                config.label
            )
