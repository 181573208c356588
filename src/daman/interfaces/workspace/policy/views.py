"""The workshop's pages that only show: the list, an edition, a draft, its text, sample cases."""

from typing import Any

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_safe

from daman.base.permissions import Role, allow
from daman.base.requests import Request
from daman.interfaces.ui.pages import never_kept, page
from daman.interfaces.workspace.navigation import nav
from daman.interfaces.workspace.policy import samples, timeline, words
from daman.interfaces.workspace.policy.sheet import draft_sheet, value_rows
from daman.interfaces.workspace.wording import in_language
from daman.kernel.refusal import Refusal
from daman.kernel.riyadh import riyadh_date
from daman.record.editions import queries

READERS = (Role.POLICY, Role.AUDITOR)
DRAFTS_SHOWN_MAX = 100


def draft_or_404(ref: str) -> Any:
    """Return the draft of a reference, or answer that there is none."""
    found = queries.draft_with_ref(ref)
    if found is None:
        raise Http404
    return found


@allow(*READERS)
@require_safe
def policy(request: Request) -> HttpResponse:
    """Show which edition decides when, and every draft."""
    today = riyadh_date(request.at)
    adoptions = queries.adoptions()
    titles = {each.edition: words.title_of(each.edition) for each in adoptions}
    found = timeline.spans(adoptions, titles)
    drafts = list(queries.all_drafts()[:DRAFTS_SHOWN_MAX])
    context = {
        "nav": nav(request, "policy"),
        "now": next(span for span in found if span.is_in_force(today)),
        "spans": [
            {"span": span, "is_now": span.is_in_force(today), "is_coming": span.from_day > today}
            for span in found
        ],
        "picture": timeline.picture(found, today=today),
        "open_rows": [_row(each, today) for each in drafts if each.state not in _CLOSED],
        "closed_rows": [_row(each, today) for each in drafts if each.state in _CLOSED],
        "others": [
            {"id": each.id, "title": in_language(each, "title")}
            for each in queries.editions_to_extend()
            if each.id not in titles
        ],
        "may_draft": Role.POLICY in request.actor.may_act_as,
    }
    return page(request, "workspace/policy/policy.html", context)


_CLOSED = ("ADOPTED", "WITHDRAWN")


def _row(draft: Any, today: Any) -> dict[str, Any]:
    text, tone = words.state(draft, today=today)
    return {
        "draft": draft,
        "title": in_language(draft, "title"),
        "state_text": text,
        "state_tone": tone,
        "base": words.title_of(draft.extends),
    }


@allow(*READERS)
@require_safe
def edition(request: Request, edition: str) -> HttpResponse:
    """Show every value of an edition that is shipped or signed, with its sources."""
    try:
        found = queries.edition_of(edition)
    except Refusal:
        raise Http404 from None
    context = {
        "nav": nav(request, "policy"),
        "edition": found,
        "title": in_language(found, "title"),
        "values": value_rows(found, found),
    }
    return page(request, "workspace/policy/edition.html", context)


@allow(*READERS)
@require_safe
def draft(request: Request, ref: str) -> HttpResponse:
    """Show one draft."""
    context = {"nav": nav(request, "policy"), **draft_sheet(request, draft_or_404(ref))}
    return page(request, "workspace/policy/draft.html", context)


@allow(*READERS)
@require_safe
def text(request: Request, ref: str) -> HttpResponse:
    """Hand over a draft's text, byte for byte as it is signed."""
    found = draft_or_404(ref)
    response = HttpResponse(found.document, content_type="application/yaml; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{found.ref}.yaml"'
    return never_kept(response)


@allow(*READERS)
@require_safe
def cases(request: Request, ref: str) -> HttpResponse:
    """Show what a draft does to example households, with both traces."""
    found = draft_or_404(ref)
    base = queries.reading_of(found.extends)
    context = {
        "nav": nav(request, "policy"),
        "draft": found,
        "title": in_language(found, "title"),
        "base_title": in_language(base.edition, "title"),
        "samples": samples.both_ways(base, queries.workshop_reading(found)),
    }
    return page(request, "workspace/policy/cases.html", context)
