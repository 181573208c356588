"""Tables that are only added to: the database refuses UPDATE, DELETE and TRUNCATE."""

from django.db import migrations

_FUNCTION = """
CREATE OR REPLACE FUNCTION daman_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
"""
_TRIGGERS = """
CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table}
    FOR EACH ROW EXECUTE FUNCTION daman_refuse_change();
CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION daman_refuse_change();
"""
_UNDO = """
DROP TRIGGER IF EXISTS {table}_append_only ON {table};
DROP TRIGGER IF EXISTS {table}_no_truncate ON {table};
"""


def append_only(*tables: str) -> migrations.RunSQL:
    """Return the migration step that makes the tables append-only."""
    return migrations.RunSQL(
        _FUNCTION + "".join(_TRIGGERS.format(table=table) for table in tables),
        "".join(_UNDO.format(table=table) for table in tables),
    )
