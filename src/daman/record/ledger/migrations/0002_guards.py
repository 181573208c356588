"""What was booked stays; a resolution fits its pending transfer; the programme's own accounts."""

from django.db import migrations

from daman.base.append_only import append_only

GUARD = """
CREATE FUNCTION ledger_guard_resolution() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE reserved ledger_transfer;
BEGIN
    SELECT * INTO reserved FROM ledger_transfer WHERE id = NEW.pending_id;
    IF reserved.kind IS DISTINCT FROM 'PENDING' THEN
        RAISE EXCEPTION 'only a pending transfer is resolved' USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.debit_id <> reserved.debit_id OR NEW.credit_id <> reserved.credit_id
       OR NEW.amount_halalas > reserved.amount_halalas
       OR (NEW.kind = 'VOID' AND NEW.amount_halalas <> reserved.amount_halalas) THEN
        RAISE EXCEPTION 'a resolution fits its pending transfer'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER ledger_resolution_guard BEFORE INSERT ON ledger_transfer
    FOR EACH ROW WHEN (NEW.pending_id IS NOT NULL) EXECUTE FUNCTION ledger_guard_resolution();
"""
UNDO = """
DROP TRIGGER ledger_resolution_guard ON ledger_transfer;
DROP FUNCTION ledger_guard_resolution();
"""
OWN_ACCOUNTS = """
INSERT INTO ledger_ledgeraccount (code, kind) VALUES
    ('fund:treasury', 'FUND'), ('fund:zakat', 'FUND'), ('fund:gifts', 'FUND'),
    ('bank:clearing', 'CLEARING'), ('suspense', 'SUSPENSE')
ON CONFLICT DO NOTHING;
"""


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_initial")]
    operations = [
        migrations.RunSQL(GUARD, UNDO),
        migrations.RunSQL(OWN_ACCOUNTS, migrations.RunSQL.noop),
        append_only("ledger_transfer", "ledger_ledgeraccount"),
    ]
