"""A sitting begins open, and one whose application was withdrawn ends as cancelled."""

from django.conf import settings
from django.db import migrations, models

GUARD = """
CREATE OR REPLACE FUNCTION committee_guard_sitting() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE counted integer; wanted integer; recommender bigint; applied text;
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.state <> 'OPEN' OR NEW.outcome <> '' THEN
            RAISE EXCEPTION 'a sitting begins open' USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
    END IF;
    IF TG_OP = 'DELETE' OR OLD.state <> 'OPEN' THEN
        RAISE EXCEPTION 'a sitting stays as it ended' USING ERRCODE = 'restrict_violation';
    END IF;
    IF NEW.state = 'OPEN' THEN
        RETURN NEW;
    END IF;
    SELECT r.by_id, a.state INTO recommender, applied
      FROM casework_recommendation r
      JOIN casework_case c ON c.id = r.case_id
      JOIN applications_application a ON a.id = c.application_id
     WHERE r.id = NEW.recommendation_id;
    IF NEW.state = 'CANCELLED' AND applied <> 'WITHDRAWN' THEN
        RAISE EXCEPTION 'only a withdrawal cancels a sitting' USING ERRCODE = 'check_violation';
    END IF;
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
CREATE TRIGGER committee_sitting_begins BEFORE INSERT ON committee_sitting
    FOR EACH ROW EXECUTE FUNCTION committee_guard_sitting();
"""
UNDO = "DROP TRIGGER committee_sitting_begins ON committee_sitting;"


class Migration(migrations.Migration):
    dependencies = [
        ("committee", "0003_quorum"),
        ("applications", "0001_initial"),
        ("casework", "0003_findings"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        migrations.AlterField(
            model_name="sitting",
            name="state",
            field=models.CharField(
                choices=[
                    ("OPEN", "Open"),
                    ("CLOSED", "Closed"),
                    ("SENT_BACK", "Sent Back"),
                    ("CANCELLED", "Cancelled"),
                ],
                default="OPEN",
                max_length=10,
            ),
        ),
        migrations.AddConstraint(
            model_name="sitting",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state__in", ["OPEN", "CLOSED"]), ("outcome", ""), _connector="OR"
                ),
                name="sitting_outcome_is_closed",
            ),
        ),
        migrations.AddConstraint(
            model_name="sitting",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state", "OPEN"), ("closed_at__isnull", False), _connector="OR"
                ),
                name="sitting_end_has_its_moment",
            ),
        ),
        migrations.RunSQL(GUARD, UNDO),
    ]
