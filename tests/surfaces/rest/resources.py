"""The API's resources, each with what a test needs to ask for it: what holds for all is tested for all."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from heliograph.status.models import Schedule, Update
from tests import factories
from tests.metrics.factories import a_metric, a_point
from tests.subscribers.factories import a_subscriber

Row = Any
"""A model's instance, of whichever resource."""


@dataclass(frozen=True, kw_only=True)
class Resource:
    """`name` is that of its abilities, `one` the path of a row, `body` a right one for a new one.

    `changes` is a right update, of which every field is shown as it was sent; None where there is none.
    `wrong` is refused by its one field.
    """

    name: str
    make: Callable[[], Row]
    one: Callable[[Row], str]
    body: Mapping[str, object]
    wrong: Mapping[str, object]
    changes: Mapping[str, object] | None = None

    def all(self, row: Row) -> str:
        """The path of the list that the row is in."""
        return self.one(row).rpartition("/")[0]


def a_schedule_update(schedule: Schedule | None = None, **changes: object) -> Update:
    """Of a window of its own, where none is named."""
    said = {"message": "Half done."} | changes
    return Update.objects.create(schedule=schedule or factories.a_window(), **said)


RESOURCES = (
    Resource(
        name="components",
        make=factories.a_component,
        one=lambda row: f"/api/components/{row.pk}",
        body={"name": "API"},
        changes={"name": "API", "order": 7},
        wrong={"link": "javascript:alert(1)"},
    ),
    Resource(
        name="component-groups",
        make=factories.a_group,
        one=lambda row: f"/api/component-groups/{row.pk}",
        body={"name": "Europe"},
        changes={"name": "Europe", "collapsed": 2},
        wrong={"visible": 9},
    ),
    Resource(
        name="incidents",
        make=factories.an_incident,
        one=lambda row: f"/api/incidents/{row.pk}",
        body={"name": "Disk full", "status": 1, "message": "We look."},
        changes={"name": "Disk full", "stickied": True},
        wrong={"status": 9},
    ),
    Resource(
        name="incident-updates",
        make=lambda: factories.an_update(factories.an_incident()),
        one=lambda row: f"/api/incidents/{row.incident_id}/updates/{row.pk}",
        body={"status": 4, "message": "It works again."},
        changes={"message": "It works again."},
        wrong={"status": 9},
    ),
    Resource(
        name="incident-templates",
        make=factories.a_template,
        one=lambda row: f"/api/incident-templates/{row.pk}",
        body={"name": "Power cut", "template": "{{ site }} is dark."},
        changes={"name": "Power cut", "slug": "dark"},
        wrong={"template": "{{ open"},
    ),
    Resource(
        name="schedules",
        make=factories.a_window,
        one=lambda row: f"/api/schedules/{row.pk}",
        body={"name": "New racks", "message": "We move.", "scheduled_at": "2026-12-24"},
        changes={"name": "New racks", "message": "We move."},
        wrong={"scheduled_at": "soon"},
    ),
    Resource(
        name="schedule-updates",
        make=a_schedule_update,
        one=lambda row: f"/api/schedules/{row.schedule_id}/updates/{row.pk}",
        body={"message": "Done."},
        changes={"message": "Done."},
        wrong={"message": ["Done."]},
    ),
    Resource(
        name="metrics",
        make=a_metric,
        one=lambda row: f"/api/metrics/{row.pk}",
        body={"name": "Queue", "suffix": "jobs"},
        changes={"name": "Queue", "threshold": 30},
        wrong={"threshold": 7},
    ),
    Resource(
        name="metric-points",
        make=lambda: a_point(a_metric()),
        one=lambda row: f"/api/metrics/{row.metric_id}/points/{row.pk}",
        body={"value": 7},
        wrong={"value": "many"},
    ),
    Resource(
        name="subscribers",
        make=a_subscriber,
        one=lambda row: f"/api/subscribers/{row.pk}",
        body={"email": "ada@example.com"},
        changes={"email": "ada@example.com", "global": False},
        wrong={"email": "nobody"},
    ),
)
CHANGEABLE = tuple(one for one in RESOURCES if one.changes is not None)
CHILDREN = tuple(one for one in RESOURCES if one.name in {"incident-updates", "schedule-updates"})


def named(resource: Resource) -> str:
    """For pytest's ids."""
    return resource.name
