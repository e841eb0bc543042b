"""The addresses below /dashboard. Every file that registers something with the site is named here."""

from __future__ import annotations

from heliograph.surfaces.dashboard import (
    account,
    audit,
    channels,
    components,
    deleted,
    deliveries,
    following,
    groups,
    home,
    incident_templates,
    incidents,
    metric_points,
    metrics,
    monitors,
    order,
    own_tokens,
    people,
    planning,
    reporting,
    schedules,
    settings,
    subscriber_lists,
    subscribers,
    webhooks,
)
from heliograph.surfaces.dashboard.site import site

REGISTERED = (
    account,
    audit,
    channels,
    components,
    deleted,
    deliveries,
    following,
    groups,
    home,
    incident_templates,
    incidents,
    metric_points,
    metrics,
    monitors,
    order,
    own_tokens,
    people,
    planning,
    reporting,
    schedules,
    settings,
    subscriber_lists,
    subscribers,
    webhooks,
)

urlpatterns = site.get_urls()
