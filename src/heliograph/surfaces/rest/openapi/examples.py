"""What is sent and answered, for example. Tests read each as the API does."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Example = dict[str, Any]

_TEN = {"human": "2 minutes ago", "string": "2026-11-23 10:04:05"}
_NEVER = {"human": None, "string": None}
_DATED = {"created": _TEN, "updated": _TEN}

BODIES: Mapping[str, Example] = {
    "ComponentIn": {"name": "API", "status": 1, "link": "https://api.example.com", "order": 1},
    "ComponentChangesIn": {"status": 4},
    "ComponentGroupIn": {"name": "Services", "visible": 1},
    "ComponentGroupChangesIn": {"name": "Core services"},
    "IncidentIn": {
        "name": "API answers slowly",
        "message": "We are looking into it.",
        "status": 1,
        "visible": 1,
    },
    "IncidentChangesIn": {"status": 4},
    "IncidentUpdateIn": {"status": 2, "message": "A disk is full. We are making room."},
    "IncidentUpdateChangesIn": {"message": "A disk was full. There is room again."},
    "IncidentTemplateIn": {
        "name": "Provider down",
        "slug": "provider-down",
        "template": "{{ provider }} is down.",
    },
    "IncidentTemplateChangesIn": {"template": "{{ provider }} has problems."},
    "ScheduleIn": {
        "name": "New disks",
        "message": "The API may pause for a minute.",
        "scheduled_at": "2030-01-05T02:00:00Z",
        "completed_at": "2030-01-05T03:00:00Z",
    },
    "ScheduleChangesIn": {"completed_at": "2030-01-05T04:00:00Z"},
    "ScheduleUpdateIn": {"message": "Half of the disks are in."},
    "ScheduleUpdateChangesIn": {"message": "All of the disks are in."},
    "MetricIn": {"name": "Response time", "suffix": "ms", "calc_type": 1, "threshold": 5, "places": 0},
    "MetricChangesIn": {"name": "Median response time"},
    "PointIn": {"value": 42.5, "timestamp": "2026-11-23T10:04:00Z"},
    "SubscriberIn": {"email": "ada@example.com", "global": True},
    "SubscriberChangesIn": {"verified": True},
}
"""By the class that reads it."""

ATTRIBUTES: Mapping[str, Example] = {
    "components": {
        "id": 1,
        "name": "API",
        "description": None,
        "link": "https://api.example.com",
        "order": 1,
        "status": {"human": "Operational", "value": 1},
        "latest_status": {"human": "Partial outage", "value": 3},
        "enabled": True,
        **_DATED,
    },
    "componentGroups": {
        "id": 1,
        "name": "Services",
        "order": 0,
        "order_column": None,
        "order_direction": None,
        "collapsed": 0,
        "visible": 1,
        **_DATED,
    },
    "incidents": {
        "id": 1,
        "guid": "6f1c2a34-5b0e-4f57-9d8a-0c7e3b1f2a90",
        "name": "API answers slowly",
        "message": "We are looking into it.",
        "component_id": None,
        "visible": 1,
        "stickied": False,
        "notifications": 0,
        "status": {"human": "Investigating", "value": 1},
        "initial_status": {"human": "Investigating", "value": 1},
        "occurred": _TEN,
        "published": _NEVER,
        **_DATED,
    },
    "updates": {
        "id": 1,
        "updateable_id": 1,
        "updateable_type": "incident",
        "message": "A disk is full. We are making room.",
        "status": {"human": "Identified", "value": 2},
        **_DATED,
    },
    "incidentTemplates": {
        "id": 1,
        "name": "Provider down",
        "slug": "provider-down",
        "template": "{{ provider }} is down.",
        "engine": "twig",
        **_DATED,
    },
    "schedules": {
        "id": 1,
        "name": "New disks",
        "message": "The API may pause for a minute.",
        "notifications": 0,
        "status": {"human": "Upcoming", "value": 0},
        "scheduled": {"human": "3 years from now", "string": "2030-01-05 02:00:00"},
        "completed": {"human": "3 years from now", "string": "2030-01-05 03:00:00"},
        "published": _NEVER,
        **_DATED,
    },
    "metrics": {
        "id": 1,
        "name": "Response time",
        "suffix": "ms",
        "description": None,
        "default_value": None,
        "calc_type": 1,
        "display_chart": True,
        "places": 0,
        "default_view": 1,
        "threshold": 5,
        "order": 0,
        "visible": 1,
        **_DATED,
    },
    "metricPoints": {
        "id": 1,
        "metric_id": 1,
        "calculated_value": 42.5,
        "value": 42.5,
        "counter": 1,
        "total": 42.5,
        **_DATED,
    },
    "subscribers": {
        "id": 1,
        "email": "ada@example.com",
        "global": True,
        "verified": False,
        "verified_at": _NEVER,
        **_DATED,
    },
}
"""By the resource's type."""

_PLACE = "https://status.example.com/api/things"


def document(kind: str) -> Example:
    return {"data": _resource(kind)}


def list_of(kind: str) -> Example:
    return {
        "data": [_resource(kind)],
        "links": {"first": f"{_PLACE}?page=1"},
        "meta": {
            "current_page": 1,
            "current_page_url": f"{_PLACE}?page=1",
            "from": 1,
            "path": _PLACE,
            "per_page": 15,
            "to": 1,
        },
    }


def _resource(kind: str) -> Example:
    return {"id": str(ATTRIBUTES[kind]["id"]), "type": kind, "attributes": ATTRIBUTES[kind]}
