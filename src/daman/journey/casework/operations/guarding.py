"""Hold a case for one act: locked, still under study, and by the caseworker it is assigned to."""

from daman.journey.applications.states import State as ApplicationState
from daman.journey.casework import rules
from daman.journey.casework.models import Case
from daman.kernel.arabic import clean_line
from daman.kernel.refusal import Refusal
from daman.record.accounts.models import Account


def held(case: Case, action: str, *, by: Account) -> Case:
    """
    Return the case, locked, when the caseworker may do this with it now.

    :raises Refusal: case.not_yours when it is assigned to someone else, state.invalid when its
        state does not allow the act or the application was withdrawn or decided
    """
    found = Case.objects.select_for_update(of=("self",)).select_related(
        "application__person", "application__opened_by"
    )
    locked = found.get(pk=case.pk)
    is_own = locked.assigned_to_id == by.pk
    if locked.assigned_to_id is not None and not is_own:
        raise Refusal("case.not_yours")
    is_live = locked.application.state == ApplicationState.SUBMITTED
    if not is_live or action not in rules.actions(locked.state, is_own=is_own):
        raise Refusal("state.invalid", step=action, state=locked.state)
    return locked


def said(text: str, *, field: str = "reason") -> str:
    """
    Return what someone wrote, cleaned.

    :raises Refusal: reason.required when nothing was written, too_long
    """
    words = "\n".join(line for line in map(clean_line, text.splitlines()) if line)
    if not words:
        raise Refusal("reason.required", field=field)
    if len(words) > rules.TEXT_LENGTH_MAX:
        raise Refusal("too_long", field=field, limit=rules.TEXT_LENGTH_MAX)
    return words
