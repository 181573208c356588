"""Addresses."""

from django.urls import path

from daman.interfaces.workspace.home import views

urlpatterns = [path("", views.home, name="home")]
