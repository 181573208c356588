"""A sitting is closed by a quorum's majority, never by who recommended, and stays as it ended."""

from django.db import migrations

GUARD = """
CREATE FUNCTION committee_guard_sitting() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE counted integer; wanted integer; recommender bigint;
BEGIN
    IF TG_OP = 'DELETE' OR OLD.state <> 'OPEN' THEN
        RAISE EXCEPTION 'a sitting stays as it ended' USING ERRCODE = 'restrict_violation';
    END IF;
    IF NEW.state = 'OPEN' THEN
        RETURN NEW;
    END IF;
    SELECT by_id INTO recommender FROM casework_recommendation WHERE id = NEW.recommendation_id;
    IF NEW.closed_by_id = recommender THEN
        RAISE EXCEPTION 'who recommended does not close' USING ERRCODE = 'check_violation';
    END IF;
    SELECT count(*), count(*) FILTER (WHERE choice = NEW.outcome) INTO counted, wanted
      FROM committee_vote WHERE sitting_id = NEW.id AND choice <> 'ABSTAIN';
    IF NEW.state = 'CLOSED' AND (counted < 3 OR wanted * 2 <= counted) THEN
        RAISE EXCEPTION 'a sitting is closed by a quorum and its majority'
              USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER committee_sitting_guard BEFORE UPDATE OR DELETE ON committee_sitting
    FOR EACH ROW EXECUTE FUNCTION committee_guard_sitting();
"""
UNDO = """
DROP TRIGGER committee_sitting_guard ON committee_sitting;
DROP FUNCTION committee_guard_sitting();
"""


class Migration(migrations.Migration):
    dependencies = [("committee", "0002_votes")]
    operations = [migrations.RunSQL(GUARD, UNDO)]
