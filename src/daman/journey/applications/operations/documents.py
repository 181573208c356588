"""Attach documents, replace and remove them, and say what a caseworker found in one."""

from datetime import datetime

from django.db import transaction

from daman.base.actors import Actor
from daman.base.audit import operations as audit
from daman.journey.applications.models import Application, AttachedDocument
from daman.journey.applications.requirements import matrix
from daman.journey.applications.states import OPEN, DocumentCheck, State
from daman.kernel.arabic import clean_line
from daman.kernel.refusal import Refusal
from daman.record.accounts.models import Account
from daman.record.documents.operations import keep_document
from daman.record.documents.storing import transaction_with_files

DOCUMENTS_MAX = 50
REASON_LENGTH_MAX = 1000


def attach_document(
    *,
    application: Application,
    requirement: str,
    name: str,
    content: bytes,
    by: Actor,
    at: datetime,
) -> AttachedDocument:
    """
    Attach a file for one requirement; what was attached before is replaced and kept.

    :raises Refusal: file.*, choice.invalid for an unknown requirement, state.invalid when the
        application is over or the present document was accepted already
    """
    if requirement not in matrix():
        raise Refusal("choice.invalid")
    if application.attachments.count() >= DOCUMENTS_MAX:
        raise Refusal("file.count")
    with transaction_with_files():
        document = keep_document(
            person=application.person, name=name, content=content, by=by, at=at
        )
        locked = Application.objects.select_for_update(of=("self",)).get(pk=application.pk)
        _make_room(locked, requirement)
        attachment = AttachedDocument.objects.create(
            application=locked, requirement=requirement, document=document, attached_at=at
        )
        audit.record(
            "applications.attachment.attach",
            target=locked.ref,
            by=by,
            at=at,
            requirement=requirement,
            document=document.ref,
        )
    return attachment


replace_document = attach_document


def _make_room(locked: Application, requirement: str) -> None:
    """Mark the document in force as replaced; one that was accepted is not."""
    in_force = locked.attachments.filter(requirement=requirement, is_replaced=False)
    is_accepted = in_force.filter(check_state=DocumentCheck.ACCEPTED).exists()
    if locked.state not in OPEN or is_accepted:
        raise Refusal("state.invalid")
    in_force.update(is_replaced=True)


@transaction.atomic
def remove_document(
    *, application: Application, requirement: str, by: Actor, at: datetime
) -> None:
    """
    Take the document of a requirement out of a draft; nothing when there is none.

    :raises Refusal: state.invalid once the application was sent
    """
    locked = Application.objects.select_for_update(of=("self",)).get(pk=application.pk)
    if locked.state != State.DRAFT:
        raise Refusal("state.invalid")
    locked.attachments.filter(requirement=requirement, is_replaced=False).update(is_replaced=True)
    audit.record(
        "applications.attachment.remove", target=locked.ref, by=by, at=at, requirement=requirement
    )


@transaction.atomic
def check_document(
    *, attachment: AttachedDocument, accept: bool, reason: str, by: Account, at: datetime
) -> AttachedDocument:
    """
    Keep what a caseworker found in a document: accepted, or refused with the reason.

    :raises Refusal: reason.required, too_long, or state.invalid when the document was replaced or
        the application is over
    """
    why = clean_line(reason)
    if not accept and not why:
        raise Refusal("reason.required", field="reason")
    if len(why) > REASON_LENGTH_MAX:
        raise Refusal("too_long", field="reason", limit=REASON_LENGTH_MAX)
    locked = AttachedDocument.objects.select_for_update(of=("self",)).get(pk=attachment.pk)
    application = Application.objects.get(pk=locked.application_id)
    if locked.is_replaced or application.state != State.SUBMITTED:
        raise Refusal("state.invalid")
    locked.check_state = DocumentCheck.ACCEPTED if accept else DocumentCheck.REFUSED
    locked.reason, locked.checked_by, locked.checked_at = why, by, at
    locked.save(update_fields=["check_state", "reason", "checked_by", "checked_at"])
    audit.record(
        "applications.attachment.check",
        target=application.ref,
        by=by,
        at=at,
        reason=why,
        requirement=locked.requirement,
        accepted=accept,
    )
    return locked
