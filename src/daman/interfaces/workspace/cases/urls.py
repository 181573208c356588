"""Addresses of the cases."""

from django.urls import path

from daman.interfaces.workspace.cases import acts, views

urlpatterns = [
    path("cases/", views.cases, name="cases"),
    path("cases/take-next/", acts.take_next, name="case_take_next"),
    path("cases/<slug:ref>/", views.case, name="case"),
    path("cases/<slug:ref>/take/", acts.take, name="case_take"),
    path("cases/<slug:ref>/ask/", acts.ask, name="case_ask"),
    path("cases/<slug:ref>/finding/", acts.find, name="case_finding"),
    path("cases/<slug:ref>/recommendation/", acts.recommend, name="case_recommend"),
    path(
        "cases/<slug:ref>/papers/<slug:requirement>/accept/",
        acts.accept_paper,
        name="case_accept_paper",
    ),
    path(
        "cases/<slug:ref>/papers/<slug:requirement>/refuse/",
        acts.refuse_paper,
        name="case_refuse_paper",
    ),
    path(
        "cases/<slug:ref>/papers/<slug:requirement>/waive/",
        acts.waive,
        name="case_waive_paper",
    ),
    path(
        "cases/<slug:ref>/documents/<slug:document_ref>/",
        views.case_document,
        name="case_document",
    ),
]
