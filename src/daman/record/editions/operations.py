"""Draft an edition, change it, submit, sign, adopt and withdraw it."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction

from daman.base.audit import operations as audit
from daman.base.moves import move
from daman.base.references import new_reference
from daman.kernel.refusal import Refusal
from daman.kernel.riyadh import riyadh_date
from daman.law.parameters import drafts
from daman.law.parameters.drafts import Basis, Head
from daman.record.accounts.models import Account
from daman.record.editions import queries, rules
from daman.record.editions.models import EditionDraft
from daman.record.editions.states import State

_LABEL = "editions.editiondraft"


@transaction.atomic
def draft(
    *,
    extends: str,
    title_ar: str,
    title_en: str,
    valid_from: date,
    basis: Basis,
    by: Account,
    at: datetime,
) -> EditionDraft:
    """
    Return a new draft that says the same as the edition it extends.

    :raises Refusal: edition.unknown, or edition.unfit
    """
    base = {each.id: each for each in queries.editions_to_extend()}.get(extends)
    if base is None:
        raise Refusal("edition.unknown", field="extends", given=extends[:60])
    head = Head(new_reference("EDN"), title_ar, title_en, valid_from, basis)
    document = drafts.new_document(base, head)
    made = EditionDraft(ref=head.id, extends=extends, drafted_by=by, drafted_at=at, changed_at=at)
    _write(made, document)
    made.save()
    audit.record(f"{_LABEL}.draft", target=made.ref, by=by, at=at, extends=extends)
    return made


def _write(made: EditionDraft, document: Mapping[str, Any]) -> None:
    """Put a document into the draft, once every check of the law is passed."""
    text = drafts.written(document)
    edition = rules.checked_reading(text).edition
    made.document, made.document_sha256 = text, drafts.sha256_of(text)
    made.content_sha256 = edition.content_hash
    made.title_ar, made.title_en = edition.title_ar, edition.title_en
    assert edition.valid_from, "a draft has its day"
    made.valid_from = edition.valid_from


def _own(draft: EditionDraft, *, by: Account) -> EditionDraft:
    """Return the draft locked for the one who writes it."""
    locked = _locked(draft)
    if locked.state != State.DRAFT:
        raise Refusal("edition.not_a_draft")
    if locked.drafted_by_id != by.pk:
        raise Refusal("edition.not_drafter")
    return locked


def _locked(draft: EditionDraft) -> EditionDraft:
    return EditionDraft.objects.select_for_update(of=("self",)).get(pk=draft.pk)


@transaction.atomic
def change_head(
    *,
    draft: EditionDraft,
    title_ar: str,
    title_en: str,
    valid_from: date,
    basis: Basis,
    by: Account,
    at: datetime,
) -> EditionDraft:
    """
    Give a draft another title, day or basis.

    :raises Refusal: edition.not_a_draft, edition.not_drafter, or edition.unfit
    """
    own = _own(draft, by=by)
    head = Head(own.ref, title_ar, title_en, valid_from, basis)
    _write(own, drafts.with_head(queries.document_of(own), head))
    own.changed_at = at
    own.save()
    audit.record(f"{_LABEL}.change_head", target=own.ref, by=by, at=at, day=str(valid_from))
    return own


@transaction.atomic
def change_value(
    *, draft: EditionDraft, name: str, value: Any, by: Account, at: datetime
) -> EditionDraft:
    """
    Set one value of a draft: a number, a table by row, or the words of a list.

    :raises Refusal: edition.not_a_draft, edition.not_drafter, or why the value cannot stand
    """
    own = _own(draft, by=by)
    edition = queries.workshop_reading(own).edition
    kept = rules.checked_value(edition, name, value)
    before = edition.values[name].value
    document = drafts.with_value(queries.document_of(own), queries.base_of(own), name, kept)
    _write(own, document)
    own.changed_at = at
    own.save()
    audit.record(
        f"{_LABEL}.change_value",
        target=own.ref,
        by=by,
        at=at,
        name=name,
        before=before,
        after=kept,
    )
    return own


@transaction.atomic
def submit(*, draft: EditionDraft, by: Account, at: datetime) -> EditionDraft:
    """
    Hand a draft over to be signed; from here on nobody changes it.

    :raises Refusal: state.invalid, edition.not_drafter, edition.unchanged, edition.no_basis, or
        edition.unfit
    """
    own = _own(draft, by=by)
    edition = queries.workshop_reading(own).edition
    rules.check_complete(edition, queries.base_of(own), queries.document_of(own)["basis"])
    move(own, "submit", by=by, at=at, sha256=own.document_sha256)
    return own


@transaction.atomic
def send_back(*, draft: EditionDraft, by: Account, at: datetime, reason: str) -> EditionDraft:
    """
    Give a submitted draft back to the one who wrote it.

    :raises Refusal: reason.required or state.invalid
    """
    _check_reason(reason)
    locked = _locked(draft)
    move(locked, "send_back", by=by, at=at, reason=reason)
    return locked


@transaction.atomic
def sign(
    *, draft: EditionDraft, seen_sha256: str, by: Account, at: datetime, reason: str
) -> EditionDraft:
    """
    Sign a submitted draft as another person than the one who wrote it.

    `seen_sha256` is the digest of the document that the signer read.

    :raises Refusal: reason.required, state.invalid, edition.same_person, or edition.changed
    """
    _check_reason(reason)
    locked = _locked(draft)
    if locked.state != State.READY:
        raise Refusal("state.invalid", step="sign", state=locked.state)
    if locked.drafted_by_id == by.pk:
        raise Refusal("edition.same_person")
    digest = drafts.sha256_of(locked.document)
    if not seen_sha256 == digest == locked.document_sha256:
        raise Refusal("edition.changed")
    locked.signed_by, locked.signed_at, locked.signed_sha256 = by, at, digest
    locked.save(update_fields=["signed_by", "signed_at", "signed_sha256"])
    move(locked, "sign", by=by, at=at, reason=reason, sha256=digest)
    return locked


@transaction.atomic
def adopt(*, draft: EditionDraft, from_day: date, by: Account, at: datetime) -> EditionDraft:
    """
    Adopt a signed edition: it decides on applications submitted from a future day on.

    :raises Refusal: state.invalid, edition.day_not_future, edition.day_before_valid,
        edition.day_taken, or edition.damaged
    """
    locked = _locked(draft)
    if locked.state != State.SIGNED:
        raise Refusal("state.invalid", step="adopt", state=locked.state)
    queries.edition_of(locked.ref)
    taken = {adoption.from_day for adoption in queries.adoptions()}
    rules.check_adoption(
        from_day=from_day, valid_from=locked.valid_from, today=riyadh_date(at), taken=taken
    )
    locked.adopted_by, locked.adopted_at, locked.adopted_from = by, at, from_day
    try:
        with transaction.atomic():
            locked.save(update_fields=["adopted_by", "adopted_at", "adopted_from"])
            move(locked, "adopt", by=by, at=at, day=str(from_day), sha256=locked.signed_sha256)
    except IntegrityError:
        # Somebody else adopted another edition from the same day just now.
        raise Refusal("edition.day_taken", field="from_day") from None
    return locked


@transaction.atomic
def withdraw(*, draft: EditionDraft, by: Account, at: datetime, reason: str) -> EditionDraft:
    """
    Withdraw an edition that has not begun: a draft, a signed or an adopted one before its day.

    :raises Refusal: reason.required, state.invalid, or edition.in_force once its day has come
    """
    _check_reason(reason)
    locked = _locked(draft)
    if locked.state == State.ADOPTED and _begun(locked, today=riyadh_date(at)):
        raise Refusal("edition.in_force")
    if locked.state != State.WITHDRAWN:
        locked.withdrawn_by, locked.withdrawn_at = by, at
        locked.save(update_fields=["withdrawn_by", "withdrawn_at"])
    move(locked, "withdraw", by=by, at=at, reason=reason)
    return locked


def _begun(adopted: EditionDraft, *, today: date) -> bool:
    return adopted.adopted_from is not None and adopted.adopted_from <= today


def _check_reason(reason: str) -> None:
    if not reason.strip():
        raise Refusal("reason.required", field="reason")
