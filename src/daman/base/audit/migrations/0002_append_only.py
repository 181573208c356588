"""What was written here stays as it was written."""

from django.db import migrations

from daman.base.append_only import append_only


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]
    operations = [append_only("audit_auditevent")]
