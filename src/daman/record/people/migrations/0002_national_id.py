"""The national number's check digit is the database's business too."""

from django.db import migrations

CHECK = """
CREATE FUNCTION daman_luhn(number text) RETURNS boolean LANGUAGE sql IMMUTABLE STRICT AS $$
    SELECT sum(CASE WHEN place % 2 = 1 THEN CASE WHEN digit * 2 > 9 THEN digit * 2 - 9
                    ELSE digit * 2 END ELSE digit END) % 10 = 0
      FROM (SELECT place, substr(number, place, 1)::int AS digit
              FROM generate_series(1, length(number)) AS place) AS digits
$$;
ALTER TABLE people_person ADD CONSTRAINT person_national_id_valid
    CHECK (national_id ~ '^[12][0-9]{9}$' AND daman_luhn(national_id));
"""
UNDO = """
ALTER TABLE people_person DROP CONSTRAINT person_national_id_valid;
DROP FUNCTION daman_luhn(text);
"""


class Migration(migrations.Migration):
    dependencies = [("people", "0001_initial")]
    operations = [migrations.RunSQL(CHECK, UNDO)]
