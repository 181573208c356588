"""
A decision says what its closed sitting voted and the law allows, and is made by another person.

The law's closed answer binds (article 5); a decision is a member of staff's, who did not
recommend, never a citizen's and never the system's.
"""

from django.db import migrations

GUARD = """
CREATE FUNCTION decisions_guard_decision() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE basis record; decider text;
BEGIN
    SELECT s.state, s.outcome, r.by_id, r.assessment_id, c.application_id,
           a.is_eligible, a.amount_halalas
      INTO basis
      FROM committee_sitting s
      JOIN casework_recommendation r ON r.id = s.recommendation_id
      JOIN casework_case c ON c.id = r.case_id
      JOIN assessment_assessment a ON a.id = r.assessment_id
     WHERE s.id = NEW.sitting_id FOR SHARE OF s;
    SELECT kind INTO decider FROM accounts_account WHERE id = NEW.decided_by_id;
    IF decider IS DISTINCT FROM 'STAFF' OR NEW.decided_by_id = basis.by_id THEN
        RAISE EXCEPTION 'a member of staff decides who did not recommend'
              USING ERRCODE = 'check_violation';
    END IF;
    IF basis.state <> 'CLOSED' OR basis.application_id <> NEW.application_id
       OR basis.assessment_id <> NEW.assessment_id
       OR (NEW.outcome = 'ACCEPTED') <> (basis.outcome = 'ACCEPT') THEN
        RAISE EXCEPTION 'a decision says what its closed sitting voted'
              USING ERRCODE = 'check_violation';
    END IF;
    IF (NEW.outcome = 'ACCEPTED') IS DISTINCT FROM coalesce(basis.is_eligible, false)
       OR (NEW.outcome = 'ACCEPTED' AND basis.amount_halalas IS NULL) THEN
        RAISE EXCEPTION 'the answer of the law binds' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER decisions_decision_guard BEFORE INSERT ON decisions_decision
    FOR EACH ROW EXECUTE FUNCTION decisions_guard_decision();
"""
UNDO = """
DROP TRIGGER decisions_decision_guard ON decisions_decision;
DROP FUNCTION decisions_guard_decision();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_role_conflicts"),
        ("casework", "0003_findings"),
        ("committee", "0003_quorum"),
        ("decisions", "0003_reasons"),
    ]
    operations = [migrations.RunSQL(GUARD, UNDO)]
