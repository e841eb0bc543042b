from __future__ import annotations

from django.urls import path, re_path

from heliograph.site.theme import Shade
from heliograph.surfaces.public import (
    badges,
    charts,
    components,
    embed,
    feeds,
    follow,
    health,
    history,
    identity,
    mail_reports,
    maintenance,
    site_files,
    subscribe,
    views,
)

app_name = "public"
urlpatterns = [
    path("", views.status_page, name="status-page"),
    re_path("^incidents/(?P<number>[0-9]{1,11})$", views.numbered_incident, name="numbered-incident"),
    path("incidents/<str:guid>", views.incident_page, name="incident"),
    path("incidents/<str:guid>/follow", follow.follow_incident, name="follow-incident"),
    path("schedules/<str:schedule_id>", maintenance.schedule_page, name="schedule"),
    path("schedules/<str:schedule_id>/calendar.ics", maintenance.schedule_calendar, name="schedule-calendar"),
    path("schedules/<str:schedule_id>/follow", follow.follow_schedule, name="follow-schedule"),
    path("history", history.history_page, name="history"),
    path("subscribe", subscribe.subscribe_page, name="subscribe"),
    path("subscribers/verify/<str:key>", subscribe.verify_page, name="verify-subscription"),
    path("subscribers/manage/<str:key>", subscribe.manage_page, name="manage-subscription"),
    path("subscribers/unsubscribe/<str:key>", subscribe.unsubscribe_page, name="unsubscribe-subscription"),
    path("subscribers/reports", mail_reports.mail_reports, name="mail-reports"),
    path("rss", feeds.rss, name="rss"),
    path("atom", feeds.atom, name="atom"),
    path("feed.json", feeds.json_feed, name="json-feed"),
    path("calendar.ics", maintenance.calendar, name="calendar"),
    path("badge.svg", badges.system_badge, name="badge"),
    path("components/<str:component_id>", components.component_page, name="component"),
    path("components/<str:component_id>/badge.svg", badges.component_badge, name="component-badge"),
    path("embed", embed.embed, name="embed"),
    path("embed.js", embed.embed_script, name="embed-script"),
    path("metrics/<str:metric_id>.json", charts.metric, name="metric"),
    path("theme.css", identity.theme, name="theme"),
    path("logo-light", identity.logo, {"shade": Shade.LIGHT}, name="logo-light"),
    path("logo-dark", identity.logo, {"shade": Shade.DARK}, name="logo-dark"),
    path("health", health.health, name="health"),
    path("favicon.svg", site_files.favicon, name="favicon"),
    path("manifest.webmanifest", site_files.manifest, name="manifest"),
    path("robots.txt", site_files.robots, name="robots"),
    path(".well-known/security.txt", site_files.security_contact, name="security-contact"),
]
