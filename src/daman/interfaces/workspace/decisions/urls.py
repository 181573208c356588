"""Addresses of the issued decisions."""

from django.urls import path

from daman.interfaces.workspace.decisions import views

urlpatterns = [
    path("decisions/", views.decisions, name="decisions"),
    path("decisions/<str:ref>/", views.decision, name="decision"),
]
