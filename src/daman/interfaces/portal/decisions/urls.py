"""Addresses of decisions and of the check of a letter."""

from django.urls import path

from daman.interfaces.portal.decisions import views

urlpatterns = [
    path("decisions/<str:ref>/", views.decision, name="decision"),
    path("decisions/<str:ref>/letter.pdf", views.decision_pdf, name="decision_pdf"),
    path("verify/", views.verify_letter, name="verify_letter"),
]
