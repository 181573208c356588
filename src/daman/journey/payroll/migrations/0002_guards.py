"""What the database itself refuses: edits of what was signed, moves that are not in the tables."""

from django.db import migrations

from daman.base.append_only import append_only

RUN = """
CREATE FUNCTION payroll_guard_run() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'a run is not deleted' USING ERRCODE = 'restrict_violation';
    END IF;
    IF (OLD.ref, OLD.month, OLD.sequence, OLD.pay_on)
       IS DISTINCT FROM (NEW.ref, NEW.month, NEW.sequence, NEW.pay_on) THEN
        RAISE EXCEPTION 'a run keeps its name and days' USING ERRCODE = 'restrict_violation';
    END IF;
    IF OLD.state <> NEW.state AND NOT (OLD.state || '>' || NEW.state) = ANY (ARRAY[
        'DRAFT>CALCULATED', 'CALCULATED>PREPARED', 'PREPARED>APPROVED',
        'PREPARED>CALCULATED', 'APPROVED>CALCULATED', 'APPROVED>RELEASED',
        'RELEASED>ACKNOWLEDGED', 'RELEASED>RECONCILED', 'ACKNOWLEDGED>RECONCILED',
        'DRAFT>CANCELLED', 'CALCULATED>CANCELLED']) THEN
        RAISE EXCEPTION 'a run does not go from % to %', OLD.state, NEW.state
            USING ERRCODE = 'check_violation';
    END IF;
    IF OLD.state NOT IN ('DRAFT', 'CALCULATED') AND NEW.state <> 'CALCULATED' AND
       (OLD.content_sha256, OLD.payments_count, OLD.payments_halalas, OLD.held_count,
        OLD.held_halalas, OLD.prepared_by_id, OLD.prepared_at)
       IS DISTINCT FROM
       (NEW.content_sha256, NEW.payments_count, NEW.payments_halalas, NEW.held_count,
        NEW.held_halalas, NEW.prepared_by_id, NEW.prepared_at) THEN
        RAISE EXCEPTION 'a prepared run is not edited' USING ERRCODE = 'restrict_violation';
    END IF;
    IF OLD.state IN ('APPROVED', 'RELEASED', 'ACKNOWLEDGED', 'RECONCILED')
       AND NEW.state <> 'CALCULATED' AND
       (OLD.approved_by_id, OLD.approved_at, OLD.approved_sha256)
       IS DISTINCT FROM (NEW.approved_by_id, NEW.approved_at, NEW.approved_sha256) THEN
        RAISE EXCEPTION 'an approval is not edited' USING ERRCODE = 'restrict_violation';
    END IF;
    IF OLD.released_by_id IS NOT NULL AND (OLD.released_by_id, OLD.released_at)
       IS DISTINCT FROM (NEW.released_by_id, NEW.released_at) THEN
        RAISE EXCEPTION 'a release is not edited' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER payroll_run_guard BEFORE UPDATE OR DELETE ON payroll_run
    FOR EACH ROW EXECUTE FUNCTION payroll_guard_run();
"""
PAYMENT = """
CREATE FUNCTION payroll_guard_payment() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE run_state text;
BEGIN
    SELECT state INTO run_state FROM payroll_run
     WHERE id = CASE WHEN TG_OP = 'DELETE' THEN OLD.run_id ELSE NEW.run_id END FOR SHARE;
    IF run_state IN ('DRAFT', 'CALCULATED') THEN
        RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
    END IF;
    IF TG_OP <> 'UPDATE' THEN
        RAISE EXCEPTION 'a signed run keeps its payments' USING ERRCODE = 'restrict_violation';
    END IF;
    IF (OLD.ref, OLD.run_id, OLD.file_id, OLD.entitlement_id, OLD.household_id, OLD.payee_id,
        OLD.month, OLD.kind, OLD.attempt, OLD.retry_of_id, OLD.amount_halalas, OLD.iban,
        OLD.iban_index, OLD.end_to_end_id)
       IS DISTINCT FROM
       (NEW.ref, NEW.run_id, NEW.file_id, NEW.entitlement_id, NEW.household_id, NEW.payee_id,
        NEW.month, NEW.kind, NEW.attempt, NEW.retry_of_id, NEW.amount_halalas, NEW.iban,
        NEW.iban_index, NEW.end_to_end_id) THEN
        RAISE EXCEPTION 'a signed payment is not edited' USING ERRCODE = 'restrict_violation';
    END IF;
    IF OLD.state <> NEW.state AND (
        run_state NOT IN ('RELEASED', 'ACKNOWLEDGED', 'RECONCILED')
        OR OLD.state = 'HELD' OR NEW.state IN ('HELD', 'READY')
        OR array_position(ARRAY['READY', 'SENT', 'ACCEPTED', 'REJECTED', 'BOOKED', 'RETURNED'],
                          NEW.state::text)
         < array_position(ARRAY['READY', 'SENT', 'ACCEPTED', 'REJECTED', 'BOOKED', 'RETURNED'],
                          OLD.state::text)) THEN
        RAISE EXCEPTION 'a payment does not go from % to %', OLD.state, NEW.state
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER payroll_payment_guard BEFORE INSERT OR UPDATE OR DELETE ON payroll_payment
    FOR EACH ROW EXECUTE FUNCTION payroll_guard_payment();
"""
FILE = """
CREATE FUNCTION payroll_guard_file() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE run_state text;
BEGIN
    SELECT state INTO run_state FROM payroll_run
     WHERE id = CASE WHEN TG_OP = 'DELETE' THEN OLD.run_id ELSE NEW.run_id END FOR SHARE;
    IF TG_OP = 'UPDATE' THEN
        IF (OLD.run_id, OLD.place, OLD.name, OLD.msg_id, OLD.sealed_content, OLD.sha256,
            OLD.size_bytes, OLD.payments_count, OLD.payments_halalas)
           IS DISTINCT FROM
           (NEW.run_id, NEW.place, NEW.name, NEW.msg_id, NEW.sealed_content, NEW.sha256,
            NEW.size_bytes, NEW.payments_count, NEW.payments_halalas) THEN
            RAISE EXCEPTION 'a written file is not edited' USING ERRCODE = 'restrict_violation';
        END IF;
        IF NEW.sent_at IS NOT NULL
           AND run_state NOT IN ('RELEASED', 'ACKNOWLEDGED', 'RECONCILED') THEN
            RAISE EXCEPTION 'only a released file leaves' USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
    END IF;
    IF run_state NOT IN ('DRAFT', 'CALCULATED') THEN
        RAISE EXCEPTION 'a signed run keeps its files' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER payroll_file_guard BEFORE INSERT OR UPDATE OR DELETE ON payroll_bankfile
    FOR EACH ROW EXECUTE FUNCTION payroll_guard_file();
"""


def undo(table: str, name: str) -> str:
    return (
        f"DROP TRIGGER payroll_{name}_guard ON payroll_{table};"
        f"DROP FUNCTION payroll_guard_{name}();"
    )


class Migration(migrations.Migration):
    dependencies = [("payroll", "0001_initial")]
    operations = [
        migrations.RunSQL(RUN, undo("run", "run")),
        migrations.RunSQL(PAYMENT, undo("payment", "payment")),
        migrations.RunSQL(FILE, undo("bankfile", "file")),
        append_only("payroll_bankmessage", "payroll_setasideline"),
    ]
