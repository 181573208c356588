"""A move locks, refuses, changes and records; the audit trail stays as written."""

import pytest
from django.db import DatabaseError, connection, transaction

from daman.base.audit import operations as audit
from daman.base.audit.models import AuditEvent
from daman.base.audit.queries import events_of
from daman.base.moves import move
from daman.journey.applications.models import Application
from daman.journey.applications.states import State
from daman.kernel.refusal import Refusal
from tests.support.people import a_citizen


@pytest.fixture
def application(db, at):
    account = a_citizen()
    return Application.objects.create(
        ref="APP-TEST0001", person=account.person, opened_by=account, opened_at=at
    )


class TestMove:
    def test_changes_the_state_and_records_it(self, application, at):
        move(application, "withdraw", by="staff:someone", at=at, reason="asked")

        application.refresh_from_db()
        assert application.state == State.WITHDRAWN
        event = events_of("APP-TEST0001").get()
        assert event.what == "applications.application.withdraw"
        assert (event.by, event.at, event.reason) == ("staff:someone", at, "asked")

    def test_refuses_what_the_table_does_not_open(self, application, at):
        move(application, "withdraw", by="staff:someone", at=at)

        with pytest.raises(Refusal, match=r"state\.invalid"):
            move(application, "withdraw", by="staff:someone", at=at)

        assert events_of("APP-TEST0001").count() == 1

    def test_sees_what_another_did_since_the_record_was_read(self, application, at):
        stale = Application.objects.get(pk=application.pk)
        move(application, "withdraw", by="staff:someone", at=at)

        with pytest.raises(Refusal):
            move(stale, "withdraw", by="staff:another", at=at)


@pytest.mark.django_db
class TestAuditTrail:
    def test_needs_a_name(self, at):
        with pytest.raises(AssertionError):
            audit.record("a.b.c", target="X", by="", at=at)
        with pytest.raises(DatabaseError), transaction.atomic():
            AuditEvent.objects.create(what="a.b.c", target="X", by="", at=at)

    @pytest.mark.parametrize(
        "statement",
        [
            "UPDATE audit_auditevent SET by = 'nobody'",
            "DELETE FROM audit_auditevent",
            "TRUNCATE audit_auditevent",
        ],
    )
    def test_is_not_changed_by_anybody(self, at, statement):
        audit.record("a.b.c", target="X", by="staff:someone", at=at)

        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            connection.cursor().execute(statement)
