"""What the database itself refuses: edits of a submitted edition, moves that are not in the table,
an adoption from a day that has come, a withdrawal after it."""

from django.db import migrations

DRAFT = """
CREATE FUNCTION editions_guard_draft() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'an edition is not deleted' USING ERRCODE = 'restrict_violation';
    END IF;
    IF TG_OP = 'INSERT' THEN
        IF NEW.state <> 'DRAFT' OR NEW.signed_by_id IS NOT NULL THEN
            RAISE EXCEPTION 'an edition begins as a draft' USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
    END IF;
    IF (OLD.ref, OLD.extends, OLD.drafted_by_id, OLD.drafted_at)
       IS DISTINCT FROM (NEW.ref, NEW.extends, NEW.drafted_by_id, NEW.drafted_at) THEN
        RAISE EXCEPTION 'an edition keeps its name and author' USING ERRCODE = 'restrict_violation';
    END IF;
    IF OLD.state <> NEW.state AND NOT (OLD.state || '>' || NEW.state) = ANY (ARRAY[
        'DRAFT>READY', 'READY>DRAFT', 'READY>SIGNED', 'SIGNED>ADOPTED', 'DRAFT>WITHDRAWN',
        'READY>WITHDRAWN', 'SIGNED>WITHDRAWN', 'ADOPTED>WITHDRAWN']) THEN
        RAISE EXCEPTION 'an edition does not go from % to %', OLD.state, NEW.state
            USING ERRCODE = 'check_violation';
    END IF;
    IF (OLD.state <> 'DRAFT' OR NEW.state <> 'DRAFT') AND
       (OLD.document, OLD.document_sha256, OLD.content_sha256, OLD.title_ar, OLD.title_en,
        OLD.valid_from)
       IS DISTINCT FROM
       (NEW.document, NEW.document_sha256, NEW.content_sha256, NEW.title_ar, NEW.title_en,
        NEW.valid_from) THEN
        RAISE EXCEPTION 'a submitted edition is not edited' USING ERRCODE = 'restrict_violation';
    END IF;
    IF OLD.signed_by_id IS NULL AND NEW.signed_by_id IS NOT NULL AND OLD.state <> 'READY' THEN
        RAISE EXCEPTION 'only a submitted edition is signed' USING ERRCODE = 'check_violation';
    END IF;
    IF OLD.signed_by_id IS NOT NULL AND (OLD.signed_by_id, OLD.signed_at, OLD.signed_sha256)
       IS DISTINCT FROM (NEW.signed_by_id, NEW.signed_at, NEW.signed_sha256) THEN
        RAISE EXCEPTION 'a signature is not edited' USING ERRCODE = 'restrict_violation';
    END IF;
    IF OLD.adopted_by_id IS NOT NULL AND (OLD.adopted_by_id, OLD.adopted_at, OLD.adopted_from)
       IS DISTINCT FROM (NEW.adopted_by_id, NEW.adopted_at, NEW.adopted_from) THEN
        RAISE EXCEPTION 'an adoption is not edited' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER editions_draft_guard BEFORE INSERT OR UPDATE OR DELETE ON editions_editiondraft
    FOR EACH ROW EXECUTE FUNCTION editions_guard_draft();
CREATE FUNCTION editions_refuse_truncate() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'editions are kept' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER editions_editiondraft_no_truncate BEFORE TRUNCATE ON editions_editiondraft
    FOR EACH STATEMENT EXECUTE FUNCTION editions_refuse_truncate();
"""
# Days are days in Riyadh.
DAYS = """
ALTER TABLE editions_editiondraft
    ADD CONSTRAINT edition_adopted_from_a_future_day CHECK (
        adopted_from IS NULL OR adopted_from > (adopted_at AT TIME ZONE 'Asia/Riyadh')::date),
    ADD CONSTRAINT edition_withdrawn_before_its_day CHECK (
        withdrawn_at IS NULL OR adopted_from IS NULL
        OR (withdrawn_at AT TIME ZONE 'Asia/Riyadh')::date < adopted_from);
"""
UNDO = """
ALTER TABLE editions_editiondraft
    DROP CONSTRAINT edition_adopted_from_a_future_day,
    DROP CONSTRAINT edition_withdrawn_before_its_day;
DROP TRIGGER editions_editiondraft_no_truncate ON editions_editiondraft;
DROP TRIGGER editions_draft_guard ON editions_editiondraft;
DROP FUNCTION editions_refuse_truncate();
DROP FUNCTION editions_guard_draft();
"""


class Migration(migrations.Migration):
    dependencies = [("editions", "0001_initial")]
    operations = [migrations.RunSQL(DRAFT + DAYS, UNDO)]
