"""Roles that must not meet in one person (the authorization matrix)."""

from django.db import migrations

GUARD = """
CREATE FUNCTION accounts_guard_roles() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.until_at IS NOT NULL THEN RETURN NEW; END IF;
    PERFORM 1 FROM accounts_account WHERE id = NEW.account_id AND kind = 'STAFF' FOR UPDATE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'roles are for staff' USING ERRCODE = 'check_violation';
    END IF;
    IF EXISTS (
        SELECT 1 FROM accounts_rolegrant held
         WHERE held.account_id = NEW.account_id AND held.until_at IS NULL
           AND held.id IS DISTINCT FROM NEW.id
           AND (held.role IN ('AUDITOR', 'ADMIN') OR NEW.role IN ('AUDITOR', 'ADMIN')
             OR (held.role IN ('PAYMENTS_OFFICER', 'POLICY') AND NEW.role = 'PAYMENTS_APPROVER')
             OR (NEW.role IN ('PAYMENTS_OFFICER', 'POLICY') AND held.role = 'PAYMENTS_APPROVER')
             OR (held.role = 'CASEWORKER' AND NEW.role IN ('REVIEWER', 'CHAIR'))
             OR (NEW.role = 'CASEWORKER' AND held.role IN ('REVIEWER', 'CHAIR')))
    ) THEN
        RAISE EXCEPTION 'these roles must not meet' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER accounts_role_guard BEFORE INSERT OR UPDATE ON accounts_rolegrant
    FOR EACH ROW EXECUTE FUNCTION accounts_guard_roles();
"""
UNDO = """
DROP TRIGGER accounts_role_guard ON accounts_rolegrant;
DROP FUNCTION accounts_guard_roles();
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]
    operations = [migrations.RunSQL(GUARD, UNDO)]
