"""Addresses of a citizen's payments."""

from django.urls import path

from daman.interfaces.portal.payments import views

urlpatterns = [
    path("payments/", views.payments, name="payments"),
    path("payments/<slug:ref>/", views.payment, name="payment"),
]
