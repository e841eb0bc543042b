"""The resources by their names in the description."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from heliograph.surfaces.rest.resources import (
    COMPONENT_GROUPS,
    COMPONENTS,
    INCIDENT_TEMPLATES,
    INCIDENT_UPDATES,
    INCIDENTS,
    SCHEDULE_UPDATES,
    SCHEDULES,
    USERS,
)
from heliograph.surfaces.rest.resources_metrics import METRIC_POINTS, METRICS
from heliograph.surfaces.rest.resources_subscribers import SUBSCRIBERS

if TYPE_CHECKING:
    from heliograph.surfaces.rest.jsonapi import Resource

NAMED: Mapping[str, Resource] = {
    "Component": COMPONENTS,
    "ComponentGroup": COMPONENT_GROUPS,
    "Incident": INCIDENTS,
    "IncidentUpdate": INCIDENT_UPDATES,
    "IncidentTemplate": INCIDENT_TEMPLATES,
    "Schedule": SCHEDULES,
    "ScheduleUpdate": SCHEDULE_UPDATES,
    "Metric": METRICS,
    "MetricPoint": METRIC_POINTS,
    "Subscriber": SUBSCRIBERS,
    "User": USERS,
}


def name_of(resource: Resource) -> str:
    return next(name for name, one in NAMED.items() if one is resource)


def included_in(resource: Resource) -> Iterator[Resource]:
    """Those that can stand beside it in a document, each once."""
    paths = [*resource.relations, *resource.nested]
    reached = [_at(resource, path.split(".")) for path in paths]
    yield from (
        one for index, one in enumerate(reached) if all(one is not other for other in reached[:index])
    )


def _at(resource: Resource, path: list[str]) -> Resource:
    for step in path:
        resource = resource.relations[step].resource()
    return resource
