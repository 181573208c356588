"""A refusal without reasons cannot be stored (article 6)."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("decisions", "0002_append_only")]
    operations = [
        migrations.AddField(
            model_name="decision",
            name="reasons_count",
            field=models.PositiveSmallIntegerField(default=1),
            preserve_default=False,
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.CheckConstraint(
                condition=models.Q(("outcome", "ACCEPTED"), ("reasons_count__gt", 0), _connector="OR"),
                name="decision_refused_with_reasons",
            ),
        ),
        migrations.AddIndex(
            model_name="decision",
            index=models.Index(fields=["-decided_at"], name="decision_newest"),
        ),
    ]
