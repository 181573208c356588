"""Addresses of the payroll's pages."""

from django.urls import path

from daman.interfaces.workspace.payroll import acts, views

urlpatterns = [
    path("runs/", views.runs, name="runs"),
    path("runs/build/", acts.build, name="run_build"),
    path("runs/answers/", acts.read_answers, name="run_read_answers"),
    path("runs/reconciliation/", views.reconciliation, name="reconciliation"),
    path("runs/<slug:ref>/", views.run, name="run"),
    path("runs/<slug:ref>/file/", views.run_file, name="run_file"),
    path("runs/<slug:ref>/prepare/", acts.prepare, name="run_prepare"),
    path("runs/<slug:ref>/approve/", acts.approve, name="run_approve"),
    path("runs/<slug:ref>/release/", acts.release, name="run_release"),
    path("runs/<slug:ref>/send-back/", acts.send_back, name="run_send_back"),
    path("runs/<slug:ref>/cancel/", acts.cancel, name="run_cancel"),
]
