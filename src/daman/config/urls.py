"""Every address of the product."""

from django.urls import include, path

from daman.config import health

urlpatterns = [
    path("health/live", health.live, name="health_live"),
    path("health/ready", health.ready, name="health_ready"),
    path("", include("daman.interfaces.ui.urls")),
    path("staff/", include("daman.interfaces.workspace.urls")),
    path("", include("daman.interfaces.portal.urls")),
]
handler400 = "daman.interfaces.ui.views.bad_request"
handler403 = "daman.interfaces.ui.views.forbidden"
handler404 = "daman.interfaces.ui.views.not_found"
handler500 = "daman.interfaces.ui.views.server_error"
