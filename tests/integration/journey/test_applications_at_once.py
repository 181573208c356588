"""Two at the same moment: one application sent, one household a person, one paper in force."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from daman.base.outbox.models import Promise
from daman.exchange.banks import port
from daman.journey.applications import operations
from daman.journey.applications.models import Application
from daman.kernel.refusal import Refusal
from daman.record.documents.models import Document
from daman.record.households import operations as households
from daman.record.households.models import Membership
from tests.support import files
from tests.support.applicants import a_ready_draft, iban_of, named
from tests.support.banks import ToldBank
from tests.support.people import a_citizen, a_person
from tests.support.storage import own_documents_folder  # noqa: F401

pytestmark = [pytest.mark.concurrent, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def bank(monkeypatch):
    told = ToldBank()
    monkeypatch.setattr(port, "current", lambda: told)
    return told


def at_once(*acts):
    """Do every act in a thread of its own and return the results; a refusal is its code."""

    def done(act):
        try:
            return act()
        except Refusal as refusal:
            return refusal.code
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=len(acts)) as threads:
        return list(threads.map(done, acts))


def test_one_draft_for_two_tabs(at):
    account = a_citizen()

    def start():
        return operations.start(account=account, by=account, at=at).ref

    assert len(set(at_once(start, start, start))) == 1
    assert Application.objects.count() == 1


def test_sent_once_by_two_clicks(simulators, bank, at):
    made = a_ready_draft(named("noura"), iban=iban_of("noura"), at=at)
    made.refresh_from_db()

    def send():
        sent = operations.submit(
            application=made, declared=True, version=made.version, by="citizen:test", at=at
        )
        return sent.state

    assert at_once(send, send) == ["SUBMITTED", "SUBMITTED"]
    assert Promise.objects.filter(kind="application_submitted").count() == 1


def test_one_household_for_a_child(at):
    child = a_person(born_on=at.date().replace(year=2018))
    heads = [a_person(), a_person()]

    def form(head):
        dependants = [households.Dependant(child, "child", True, "declared")]
        made = households.form_household(head=head, dependants=dependants, by="system:test", at=at)
        return made.ref

    results = at_once(*(lambda head=head: form(head) for head in heads))

    assert results.count("dependant.elsewhere") == 1
    assert Membership.objects.count() == 1


def test_one_paper_in_force_for_two_uploads(at):
    account = a_citizen()
    made = operations.start(account=account, by=account, at=at)

    def attach():
        return operations.attach_document(
            application=made,
            requirement="divorce_deed",
            name="deed.pdf",
            content=files.a_pdf(),
            by=account,
            at=at,
        ).pk

    at_once(attach, attach, attach)

    assert made.attachments.filter(is_replaced=False).count() == 1
    assert Document.objects.count() == 3
