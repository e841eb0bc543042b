from __future__ import annotations

from django.urls import URLResolver, include, path
from django.urls.resolvers import RoutePattern
from django.views.generic import RedirectView

from heliograph.project.readiness import CHECKS
from heliograph.surfaces.public.health import ready

handler404 = "heliograph.surfaces.public.views.not_found"
handler500 = "heliograph.project.failures.failed"

# By name, so that it is loaded by the first who goes there: guests need not wait for it at the start.
dashboard = URLResolver(
    RoutePattern("dashboard/"),
    "heliograph.surfaces.dashboard.urls",
    app_name="admin",
    namespace="dashboard",
)

# Before it, since who is not in yet is asked in here; and as late, for the same reason.
entrance = URLResolver(RoutePattern("dashboard/"), "heliograph.project.entrance_urls")

# Last, and as late.
prometheus = URLResolver(RoutePattern("metrics"), "heliograph.project.prometheus_urls")

urlpatterns = [
    entrance,
    dashboard,
    path("dashboard", RedirectView.as_view(url="/dashboard/")),
    path("", include("heliograph.surfaces.rest.documentation")),
    path("api/v1", include("heliograph.surfaces.rest_v1.urls")),
    path("", include("heliograph.surfaces.statuspage.urls")),
    path("", include("heliograph.surfaces.mcp.urls")),
    path("api", include("heliograph.surfaces.rest.urls")),
    path("health/ready", ready(CHECKS), name="ready"),
    path("", include("heliograph.surfaces.public.urls")),
    prometheus,
]
