"""Every address of this door, on one screen."""

from __future__ import annotations

from functools import partial

from django.urls import path, re_path

from heliograph.surfaces.statuspage import documents, feeds, history
from heliograph.surfaces.statuspage.door import gated, nothing_here

app_name = "statuspage"
urlpatterns = [
    path("api/v2/status.json", documents.status, name="status"),
    path("api/v2/summary.json", documents.summary, name="summary"),
    path("api/v2/components.json", documents.components, name="components"),
    path("api/v2/incidents.json", documents.incidents, name="incidents"),
    path("api/v2/incidents/unresolved.json", documents.unresolved_incidents, name="unresolved"),
    path("api/v2/scheduled-maintenances.json", documents.maintenances, name="maintenances"),
    path("api/v2/scheduled-maintenances/upcoming.json", documents.upcoming_maintenances, name="upcoming"),
    path("api/v2/scheduled-maintenances/active.json", documents.active_maintenances, name="active"),
    path("api/v2/uptime.json", documents.uptime, name="uptime"),
    re_path("^api/v2(?:/.*)?$", partial(gated, body=nothing_here)),
    path("history.rss", feeds.rss, name="rss"),
    path("history.atom", feeds.atom, name="atom"),
    path("history.json", history.months, name="history"),
    re_path("^incidents/(?P<code>[0-9a-z]{12})$", history.by_code, name="by-code"),
]
