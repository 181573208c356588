"""Addresses of the law's own book."""

from django.urls import path

from daman.interfaces.portal.law import views

urlpatterns = [
    path("law/", views.law, name="law"),
    path("law/contradictions/", views.law_contradictions, name="law_contradictions"),
    path("law/differences/", views.law_differences, name="law_differences"),
    path("law/cases/", views.law_cases, name="law_cases"),
    path("law/<slug:edition_id>/", views.law_edition, name="law_edition"),
]
