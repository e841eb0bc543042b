"""ZettaIO's cachet-client: every manager that it has, the pages of its lists, and whole objects sent back."""

import json
import sys
from datetime import UTC, datetime, timedelta

import cachetclient
from cachetclient.v1 import enums

client = cachetclient.Client(endpoint=f"{sys.argv[1]}/api/v1", api_token=sys.argv[2])
told = {"pong": client.ping.get(), "version": client.version().value}

group = client.component_groups.create(name="Zetta", visible=True)
component = client.components.create(
    name="Zetta API", status=enums.COMPONENT_STATUS_OPERATIONAL, tags=["Test Tag", "other"], group_id=group.id
)
component.description = "For machines"
component.add_tag("Third")
component = component.update()
told["component"] = [component.description, component.tags, component.group_id == group.id, component.status]
told["group"] = [one.name for one in client.component_groups.get(group.id).enabled_components]
moved = client.components.update(component.id, status=enums.COMPONENT_STATUS_OPERATIONAL, group_id=1000)
told["a group that is none"] = moved.group_id

incident = client.incidents.create(
    name="Zetta down",
    message="Looking",
    status=enums.INCIDENT_INVESTIGATING,
    component_id=component.id,
    component_status=enums.COMPONENT_STATUS_MAJOR_OUTAGE,
    occurred_at=datetime.now(UTC) - timedelta(hours=1),
)
told["while it is open"] = client.components.get(component.id).status
update = client.incident_updates.create(
    incident_id=incident.id, status=enums.INCIDENT_FIXED, message="All well again"
)
told["update"] = [update.human_status, [one.message for one in client.incidents.get(incident.id).updates()]]
told["when it is fixed"] = [
    client.components.get(component.id).status,
    client.incidents.get(incident.id).status,
]
told["incidents"] = client.incidents.count() == len(list(client.incidents.list(per_page=2)))

metric = client.metrics.create(name="Zetta latency", description="of the API", suffix="ms", default_value=0)
point = client.metric_points.create(metric_id=metric.id, value=31.5)
told["point"] = [point.calculated_value, client.metric_points.count(metric.id)]

soon = datetime.now(UTC) + timedelta(days=1)
schedule = client.schedules.create(
    name="Zetta swap", message="planned", status=enums.SCHEDULE_STATUS_UPCOMING, scheduled_at=soon
)
told["schedule"] = [
    schedule.status,
    schedule.scheduled_at == soon.replace(second=0, microsecond=0, tzinfo=None),
]

subscriber = client.subscribers.create(email="zetta@example.com", verify=True)
told["subscriber"] = [subscriber.is_global, subscriber.verified_at is not None]

for one in (subscriber, schedule, metric, incident, component, group):
    one.delete()
told["gone"] = [client.subscribers.count(), client.metrics.count()]
print(json.dumps(told))
