"""Read the ministry's editions, and which edition decides on a day: theirs and those shipped."""

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import Any

from django.db.models import QuerySet

from daman.kernel.refusal import Refusal
from daman.law.files import LawFault, read_text
from daman.law.parameters import drafts, timeline
from daman.law.parameters.editions import Edition, current_editions, editions
from daman.law.parameters.timeline import Adoption
from daman.law.rules.reading import Reading, read_edition
from daman.law.rules.reading import reading_of as shipped_reading
from daman.record.accounts.models import Account
from daman.record.editions import rules
from daman.record.editions.models import EditionDraft
from daman.record.editions.states import SIGNED_STATES, State

_KEPT_READY = 64


def draft_with_ref(ref: str) -> EditionDraft | None:
    """Return the draft of a reference, or None."""
    people = ("drafted_by", "signed_by", "adopted_by", "withdrawn_by")
    return EditionDraft.objects.select_related(*people).filter(ref=ref).first()


def all_drafts() -> QuerySet[EditionDraft]:
    """Return every draft in any state, the newest first."""
    return EditionDraft.objects.select_related("drafted_by").order_by("-drafted_at", "-pk")


def waiting_for(account: Account) -> QuerySet[EditionDraft]:
    """Return the drafts that wait for a signature and that this account did not write."""
    return EditionDraft.objects.filter(state=State.READY).exclude(drafted_by=account)


def adoptions() -> tuple[Adoption, ...]:
    """Return the whole timeline, the programme's and the ministry's, in order of days."""
    own = EditionDraft.objects.filter(state=State.ADOPTED).values_list("ref", "adopted_from")
    made = [Adoption(ref, from_day) for ref, from_day in own if from_day is not None]
    return tuple(sorted((*timeline.programme_timeline(), *made), key=lambda each: each.from_day))


def id_in_force(day: date) -> str:
    """
    Return the id of the edition that decides on a day.

    :raises Refusal: edition.not_in_force when the day lies before the first adoption
    """
    begun = [adoption for adoption in adoptions() if adoption.from_day <= day]
    if not begun:
        raise Refusal("edition.not_in_force", field="day", day=str(day))
    return begun[-1].edition


def edition_in_force(day: date) -> Edition:
    """
    Return the edition that decides on a day: the programme's, or one the ministry adopted.

    :raises Refusal: edition.not_in_force, or edition.damaged
    """
    return edition_of(id_in_force(day))


def reading_in_force(day: date) -> Reading:
    """
    Return the edition that decides on a day, as the rules read it.

    :raises Refusal: edition.not_in_force, or edition.damaged
    """
    return reading_of(id_in_force(day))


def edition_of(edition_id: str) -> Edition:
    """
    Return an edition that is shipped, or one of the ministry's that is signed.

    :raises Refusal: edition.unknown, or edition.damaged when the text is not what was signed
    """
    return reading_of(edition_id).edition


def reading_of(edition_id: str) -> Reading:
    """
    Return an edition as the rules read it; the row is read each time, so that nothing is stale.

    :raises Refusal: edition.unknown, or edition.damaged when the text is not what was signed
    """
    if edition_id in editions():
        return shipped_reading(edition_id)
    usable = EditionDraft.objects.filter(ref=edition_id, state__in=SIGNED_STATES)
    draft = usable.only("ref", "document", "signed_sha256", "content_sha256").first()
    if draft is None:
        known = ", ".join(editions())
        raise Refusal("edition.unknown", field="edition", given=edition_id[:60], known=known)
    return _as_signed(draft)


def _as_signed(draft: EditionDraft) -> Reading:
    damaged = Refusal("edition.damaged", field="edition", given=draft.ref)
    if drafts.sha256_of(draft.document) != draft.signed_sha256:
        raise damaged
    try:
        reading = _read(draft.document)
    except LawFault:
        raise damaged from None
    if reading.edition.content_hash != draft.content_sha256:
        raise damaged
    return reading


@lru_cache(maxsize=_KEPT_READY)
def _read(document: str) -> Reading:
    """Return a text as the rules read it: the same text is read once, whoever asks."""
    return read_edition(drafts.edition_in(document))


def workshop_reading(draft: EditionDraft) -> Reading:
    """
    Return a draft in any state as the rules read it, for the workshop only.

    :raises Refusal: edition.unfit
    """
    return rules.checked_reading(draft.document)


def document_of(draft: EditionDraft) -> Mapping[str, Any]:
    """Return what a draft's text holds."""
    return read_text(draft.document, file=draft.ref)


def base_of(draft: EditionDraft) -> Edition:
    """
    Return the edition that a draft extends.

    :raises Refusal: edition.unknown, or edition.damaged
    """
    return edition_of(draft.extends)


def editions_to_extend() -> tuple[Edition, ...]:
    """Return every edition that a new draft may extend: those shipped, and those adopted."""
    own = EditionDraft.objects.filter(state=State.ADOPTED).order_by("adopted_from")
    return (*current_editions().values(), *(_as_signed(draft).edition for draft in own))
