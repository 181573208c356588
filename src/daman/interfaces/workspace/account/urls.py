"""Addresses of the staff's account pages."""

from django.urls import path

from daman.interfaces.workspace.account import views

urlpatterns = [
    path("sign-in/", views.sign_in, name="sign_in"),
    path("sign-in/code/", views.sign_in_code, name="sign_in_code"),
    path("step-up/", views.step_up, name="step_up"),
    path("sign-out/", views.sign_out, name="sign_out"),
]
