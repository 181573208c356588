"""Addresses of the committee."""

from django.urls import path

from daman.interfaces.workspace.committee import views

urlpatterns = [
    path("sittings/", views.sittings, name="sittings"),
    path("sittings/<slug:ref>/", views.sitting, name="sitting"),
    path("sittings/<slug:ref>/vote/", views.vote, name="sitting_vote"),
    path("sittings/<slug:ref>/close/", views.close, name="sitting_close"),
    path("sittings/<slug:ref>/send-back/", views.send_back, name="sitting_send_back"),
]
