"""What the tables hold, as one value that two moments can be compared by."""

from collections import Counter

from django.apps import apps
from django.db import connection, models

# Not the product's own facts: sessions, counters, and what was read.
OUTSIDE = {
    "django_session",
    "guards_ratebucket",
    "guards_effect",
    "audit_auditevent",
}


def contents(*, without: set[str] = OUTSIDE) -> dict[str, tuple[int, int]]:
    """Return for each table of ours how many rows it has and a sum over all of them."""
    names = {
        model._meta.db_table
        for model in apps.get_models(include_auto_created=True)
        if not model._meta.db_table.startswith("procrastinate") and model._meta.managed
    }
    each = [
        f"SELECT '{name}', count(*), coalesce(sum(hashtextextended(t::text, 0)), 0) "
        f'FROM "{name}" t'
        for name in sorted(names - without)
    ]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(each))
        return {name: (count, int(total)) for name, count, total in cursor.fetchall()}


def differences(before: dict, after: dict) -> dict[str, tuple[int, int]]:
    """Return the tables whose rows changed, with how many there were and are."""
    return {
        name: (before[name][0], after[name][0]) for name in before if before[name] != after[name]
    }


def meanings(*, without: set[str] = OUTSIDE) -> dict[str, Counter]:
    """Return for each table its rows without what differs from one run to the next."""
    return {
        model._meta.db_table: Counter(model.objects.values_list(*names))
        for model in apps.get_models()
        if model._meta.app_config.name.startswith("daman.")
        and model._meta.db_table not in without
        and (names := _lasting_names(model))
    }


def _lasting_names(model: type[models.Model]) -> list[str]:
    """Return the fields that say what a row means: no keys, moments, references or seals."""
    passing = (models.DateTimeField, models.JSONField, models.BinaryField, models.ForeignKey)
    return [
        each.name
        for each in model._meta.concrete_fields
        if not each.primary_key
        and not each.unique
        and not isinstance(each, passing)
        and each.name not in ("password", "sha256", "content_sha256", "rows_sha256")
    ]
