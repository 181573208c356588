"""Findings of facts and waivers of papers; a request can end without an answer."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from daman.base.append_only import append_only


class Migration(migrations.Migration):

    dependencies = [
        ('applications', '0001_initial'),
        ('casework', '0002_append_only'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Finding',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('path', models.CharField(max_length=80)),
                ('value', models.JSONField(null=True)),
                ('reason', models.TextField()),
                ('at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='Waiver',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('requirement', models.CharField(max_length=40)),
                ('reason', models.TextField()),
                ('at', models.DateTimeField()),
            ],
        ),
        migrations.AddField(
            model_name='citizenrequest',
            name='ended_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(condition=models.Q(('state', 'CLOSED'), _negated=True), fields=['assigned_to', 'state', 'due_on'], name='case_of_caseworker_due'),
        ),
        migrations.AddConstraint(
            model_name='case',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['WAITING', 'CLOSED']), ('assigned_to__isnull', False), _connector='OR'), name='case_studied_by_someone'),
        ),
        migrations.AddConstraint(
            model_name='citizenrequest',
            constraint=models.UniqueConstraint(condition=models.Q(('answered_at__isnull', True), ('ended_at__isnull', True)), fields=('case', 'requirement'), name='request_open_once'),
        ),
        migrations.AddConstraint(
            model_name='citizenrequest',
            constraint=models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='request_says_why'),
        ),
        migrations.AddField(
            model_name='finding',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='finding',
            name='case',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='findings', to='casework.case'),
        ),
        migrations.AddField(
            model_name='waiver',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='waiver',
            name='case',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='waivers', to='casework.case'),
        ),
        migrations.AddIndex(
            model_name='finding',
            index=models.Index(fields=['case', 'path', 'at'], name='finding_of_case'),
        ),
        migrations.AddConstraint(
            model_name='finding',
            constraint=models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='finding_has_reason'),
        ),
        migrations.AddConstraint(
            model_name='waiver',
            constraint=models.UniqueConstraint(fields=('case', 'requirement'), name='waiver_once'),
        ),
        migrations.AddConstraint(
            model_name='waiver',
            constraint=models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='waiver_has_reason'),
        ),
        append_only("casework_finding", "casework_waiver"),
    ]
