"""Addresses of the unified profile."""

from django.urls import path

from daman.interfaces.portal.profile import dependants, views

urlpatterns = [
    path("profile/", views.profile, name="profile"),
    path("profile/confirm/", views.confirm, name="profile_confirm"),
    path("profile/dependants/", dependants.dependants, name="profile_dependants"),
    path("profile/dependants/add/", dependants.add, name="profile_dependant_add"),
    path("profile/dependants/<slug:key>/", dependants.dependant, name="profile_dependant"),
    path(
        "profile/dependants/<slug:key>/remove/",
        dependants.remove,
        name="profile_dependant_remove",
    ),
    path("profile/<slug:section>/", views.section, name="profile_section"),
    path("profile/<slug:section>/<int:page>/", views.section, name="profile_section_page"),
]
