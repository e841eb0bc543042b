"""Every route of the API, on one screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import re_path

from heliograph.actors import Ability
from heliograph.surfaces.rest_v1 import (
    components,
    general,
    groups,
    incidents,
    metrics,
    points,
    schedules,
    subscribers,
    templates,
    updates,
)
from heliograph.surfaces.rest_v1.door import View, endpoint, reads, writes

if TYPE_CHECKING:
    from django.urls import URLPattern


def _at(route: str, **views: View[...]) -> URLPattern:
    """A slash behind it is as good as none."""
    pattern = route.replace("{", "(?P<").replace("}", ">[^/]+)")
    return re_path(f"^/{pattern}/*$", endpoint(**views))


urlpatterns = [
    _at("ping", GET=general.ping),
    _at("version", GET=general.version),
    _at("status", GET=general.status),
    _at(
        "components",
        GET=reads(components.list_components),
        POST=writes(Ability.COMPONENTS_MANAGE, components.create),
    ),
    _at(
        "components/groups",
        GET=reads(groups.list_groups),
        POST=writes(Ability.COMPONENT_GROUPS_MANAGE, groups.create),
    ),
    _at(
        "components/groups/{number}",
        GET=reads(groups.show_group),
        PUT=writes(Ability.COMPONENT_GROUPS_MANAGE, groups.update),
        DELETE=writes(Ability.COMPONENT_GROUPS_DELETE, groups.delete),
    ),
    _at(
        "components/{number}",
        GET=reads(components.show_component),
        PUT=writes(Ability.COMPONENTS_MANAGE, components.update),
        DELETE=writes(Ability.COMPONENTS_DELETE, components.delete),
    ),
    _at(
        "incidents",
        GET=reads(incidents.list_incidents),
        POST=writes(Ability.INCIDENTS_MANAGE, incidents.create),
    ),
    _at("incidents/templates", GET=reads(templates.list_templates)),
    _at("incidents/templates/{number}", GET=reads(templates.show_template)),
    _at(
        "incidents/{number}",
        GET=reads(incidents.show_incident),
        PUT=writes(Ability.INCIDENTS_MANAGE, incidents.update),
        DELETE=writes(Ability.INCIDENTS_DELETE, incidents.delete),
    ),
    _at(
        "incidents/{incident}/updates",
        GET=reads(updates.list_updates),
        POST=writes(Ability.INCIDENT_UPDATES_MANAGE, updates.record),
    ),
    _at(
        "incidents/{incident}/updates/{number}",
        GET=reads(updates.show_update),
        PUT=writes(Ability.INCIDENT_UPDATES_MANAGE, updates.edit),
        DELETE=writes(Ability.INCIDENT_UPDATES_DELETE, updates.delete),
    ),
    _at(
        "metrics",
        GET=reads(metrics.list_metrics),
        POST=writes(Ability.METRICS_MANAGE, metrics.create),
    ),
    _at(
        "metrics/{number}",
        GET=reads(metrics.show_metric),
        PUT=writes(Ability.METRICS_MANAGE, metrics.update),
        DELETE=writes(Ability.METRICS_DELETE, metrics.delete),
    ),
    _at(
        "metrics/{metric}/points",
        GET=reads(points.list_points),
        POST=writes(Ability.METRIC_POINTS_MANAGE, points.record),
    ),
    _at(
        "metrics/{metric}/points/{number}",
        PUT=writes(Ability.METRIC_POINTS_MANAGE, points.change),
        DELETE=writes(Ability.METRIC_POINTS_DELETE, points.delete),
    ),
    _at(
        "schedules",
        GET=reads(schedules.list_schedules),
        POST=writes(Ability.SCHEDULES_MANAGE, schedules.create),
    ),
    _at(
        "schedules/{number}",
        GET=reads(schedules.show_schedule),
        PUT=writes(Ability.SCHEDULES_MANAGE, schedules.update),
        DELETE=writes(Ability.SCHEDULES_DELETE, schedules.delete),
    ),
    # Who subscribed is nobody's business: whoever reads it needs what whoever changes it needs.
    _at(
        "subscribers",
        GET=writes(Ability.SUBSCRIBERS_MANAGE, subscribers.list_subscribers),
        POST=writes(Ability.SUBSCRIBERS_MANAGE, subscribers.create),
    ),
    _at("subscribers/{number}", DELETE=writes(Ability.SUBSCRIBERS_DELETE, subscribers.delete)),
    # One client leaves out the last letter.
    _at("subscriptions?/{number}", DELETE=writes(Ability.SUBSCRIBERS_DELETE, subscribers.unsubscribe)),
    re_path("^(?:/.*)?$", endpoint()),
]
