"""Addresses of an application, from its start to its end."""

from django.urls import path

from daman.interfaces.portal.applications import overview, papers, parts, sending, tracking

_ONE = "applications/<slug:ref>/"
urlpatterns = [
    path("applications/start/", overview.start, name="application_start"),
    path(_ONE, overview.application, name="application"),
    path(f"{_ONE}category/", parts.category, name="application_category"),
    path(f"{_ONE}income/", parts.income, name="application_income"),
    path(f"{_ONE}income/add/", parts.add_income, name="application_income_add"),
    path(f"{_ONE}income/remove/", parts.remove_income, name="application_income_remove"),
    path(f"{_ONE}bank/", parts.bank, name="application_bank"),
    path(f"{_ONE}documents/", papers.documents, name="application_documents"),
    path(f"{_ONE}documents/<slug:requirement>/", papers.document, name="application_document"),
    path(
        f"{_ONE}documents/<slug:requirement>/remove/",
        papers.remove,
        name="application_document_remove",
    ),
    path(
        f"{_ONE}documents/<slug:requirement>/file/",
        papers.file,
        name="application_document_file",
    ),
    path(f"{_ONE}review/", sending.review, name="application_review"),
    path(f"{_ONE}submitted/", sending.submitted, name="application_submitted"),
    path(f"{_ONE}withdraw/", overview.withdraw, name="application_withdraw"),
    path(f"{_ONE}tracker/", tracking.tracker, name="tracker"),
    path(f"{_ONE}requests/<slug:requirement>/", tracking.answer, name="application_request"),
]
