"""Votes stay as cast, only in an open sitting, never by the one who recommended."""

from django.db import migrations

from daman.base.append_only import append_only

GUARD = """
CREATE FUNCTION committee_guard_vote() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE sitting record;
BEGIN
    SELECT s.state, r.by_id INTO sitting
      FROM committee_sitting s JOIN casework_recommendation r ON r.id = s.recommendation_id
     WHERE s.id = NEW.sitting_id FOR SHARE OF s;
    IF sitting.state <> 'OPEN' THEN
        RAISE EXCEPTION 'the sitting is closed' USING ERRCODE = 'check_violation';
    END IF;
    IF sitting.by_id = NEW.member_id THEN
        RAISE EXCEPTION 'who recommended does not vote' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER committee_vote_guard BEFORE INSERT ON committee_vote
    FOR EACH ROW EXECUTE FUNCTION committee_guard_vote();
"""
UNDO = """
DROP TRIGGER committee_vote_guard ON committee_vote;
DROP FUNCTION committee_guard_vote();
"""


class Migration(migrations.Migration):
    dependencies = [("committee", "0001_initial")]
    operations = [migrations.RunSQL(GUARD, UNDO), append_only("committee_vote")]
