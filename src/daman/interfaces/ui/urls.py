"""The change of language, and outside production the gallery of components."""

from django.conf import settings
from django.urls import path

from daman.interfaces.ui import gallery, views

app_name = "ui"
urlpatterns = [path("language/<slug:code>/", views.change_language, name="language")]
if getattr(settings, "DAMAN_ENV", "") != "production":
    urlpatterns += [
        path("ui/", gallery.show, name="gallery"),
        path("ui/staff/", gallery.show_staff, name="gallery-staff"),
        path("ui/letter/", gallery.show_letter, name="gallery-letter"),
        path("ui/error/<slug:name>/", gallery.show_error, name="gallery-error"),
    ]
