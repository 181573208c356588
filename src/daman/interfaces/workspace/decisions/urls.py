"""Addresses of the issued decisions."""

from django.urls import path

from daman.interfaces.workspace.decisions import views

urlpatterns = [
    path("decisions/", views.decisions, name="decisions"),
    path("decisions/<str:ref>/", views.decision, name="decision"),
    path("decisions/<str:ref>/letter.pdf", views.decision_pdf, name="decision_pdf"),
]
