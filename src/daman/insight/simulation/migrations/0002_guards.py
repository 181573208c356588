"""What the database itself refuses: edits of a question, of computed parts and of finished tables."""

from django.db import migrations

GUARDS = """
CREATE FUNCTION simulation_guard_run() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (OLD.ref, OLD.population, OLD.households_count, OLD.seed, OLD.caseload_until,
        OLD.base_edition, OLD.asked_by_id, OLD.asked_at)
       IS DISTINCT FROM
       (NEW.ref, NEW.population, NEW.households_count, NEW.seed, NEW.caseload_until,
        NEW.base_edition, NEW.asked_by_id, NEW.asked_at) THEN
        RAISE EXCEPTION 'a simulation keeps its question' USING ERRCODE = 'restrict_violation';
    END IF;
    IF OLD.state <> 'RUNNING' THEN
        RAISE EXCEPTION 'a finished simulation is not edited'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER simulation_run_guard BEFORE UPDATE ON simulation_simulationrun
    FOR EACH ROW EXECUTE FUNCTION simulation_guard_run();
CREATE FUNCTION simulation_guard_part() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.result IS NOT NULL THEN
        RAISE EXCEPTION 'a computed part is not edited' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER simulation_part_guard BEFORE UPDATE ON simulation_simulationpart
    FOR EACH ROW EXECUTE FUNCTION simulation_guard_part();
"""
UNDO = """
DROP TRIGGER simulation_part_guard ON simulation_simulationpart;
DROP FUNCTION simulation_guard_part();
DROP TRIGGER simulation_run_guard ON simulation_simulationrun;
DROP FUNCTION simulation_guard_run();
"""


class Migration(migrations.Migration):
    dependencies = [("simulation", "0001_initial")]
    operations = [migrations.RunSQL(GUARDS, UNDO)]
