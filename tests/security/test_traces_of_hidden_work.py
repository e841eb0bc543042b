"""Class 44: what visitors cannot see leaves no trace in the headers of public answers."""

import time
from datetime import timedelta

import pytest

from heliograph.actors import Actor
from heliograph.lib import clock
from heliograph.status.components import create_component
from heliograph.status.drafts import ComponentDraft, IncidentChanges, IncidentDraft
from heliograph.status.incidents import change_incident, create_incident, delete_incident
from heliograph.status.vocabulary import IncidentStatus, Visibility
from tests import factories
from tests.publishing.house import House

HEADERS = {"Age", "Cache-Control", "Content-Length", "ETag", "Last-Modified", "Vary", "Warning"}
PAGES = (
    *("/", "/history", "/history?month=2026-01", "/rss", "/atom", "/feed.json", "/calendar.ics", "/embed"),
    *("/embed.js", "/badge.svg", "/badge.svg?style=flat", "/badge.svg?label=a", "/components/{component}"),
    *("/components/{component}/badge.svg", "/incidents/{incident}", "/schedules/{schedule}"),
    *("/history.rss", "/history.atom", "/history.json", "/theme.css", "/favicon.svg", "/robots.txt"),
    *("/manifest.webmanifest", "/metrics/{metric}.json?range=hour", "/api/ping", "/api/version"),
    *("/api/status", "/api/components?per_page=2", "/api/metrics"),
    *(f"/api/v2/{name}.json" for name in ("status", "summary", "components", "incidents", "uptime")),
    *("/api/v2/incidents/unresolved.json", "/api/v2/scheduled-maintenances/upcoming.json"),
)
