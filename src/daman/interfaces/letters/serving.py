"""A letter's print as an answer, the same for the citizen and for the staff who may read it."""

from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.urls import reverse

from daman.interfaces.letters.printing import pdf_of
from daman.interfaces.ui.dates import language
from daman.interfaces.ui.pages import never_kept


def printed(decision: Any) -> HttpResponse:
    """Return the print of a decision's letter in the language of the page; no cache keeps it."""
    check = f"{settings.DAMAN_PUBLIC_URL.rstrip('/')}{reverse('portal:verify_letter')}"
    content = pdf_of(decision.content, verify_url=check, language=language())
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{decision.ref}.pdf"'
    return never_kept(response)
