"""From an event to what webhooks are told of it.

Where Cachet sends two webhooks for what is one event here, there are two messages, in its order: a
component's changed status is an update of it too, and so is a word on an incident, which takes its status
over.

What happens to an incident or a window before its publication is not told: an endpoint may well be another
company's. With its publication it is told as created, as it is then. Who else may see it is for the receiver
to respect: `visible` says it, as in Cachet.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from heliograph.delivery import webhook_bodies as bodies
from heliograph.delivery.covered_statuses import visible_change
from heliograph.delivery.vocabulary import WEBHOOK_TEST, WebhookEvent
from heliograph.events.kinds import ComponentStatusChanged, ComponentStatusUncovered
from heliograph.events.models import Event
from heliograph.lib import clock
from heliograph.lib.wire import instant, plain, timestamp
from heliograph.status.models import Component, Incident, Schedule
from heliograph.status.queries import effective_statuses
from heliograph.status.steps import row_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime
    from typing import Any

    from heliograph.delivery.webhook_bodies import Body


@dataclass(frozen=True, kw_only=True)
class Message:
    """`text` is the body as it is signed and sent, the same at each attempt."""

    event: str
    text: str


_KNOWN = frozenset(WebhookEvent)
_OTHERWISE: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys(
        (ComponentStatusChanged.kind, ComponentStatusUncovered.kind),
        (WebhookEvent.COMPONENT_UPDATED, WebhookEvent.COMPONENT_STATUS_CHANGED),
    ),
    "incident_published": (WebhookEvent.INCIDENT_CREATED,),
    "incident_update_recorded": (WebhookEvent.INCIDENT_UPDATED, WebhookEvent.INCIDENT_UPDATE_RECORDED),
    "incident_update_edited": (WebhookEvent.INCIDENT_UPDATED, WebhookEvent.INCIDENT_UPDATE_EDITED),
    "incident_update_deleted": (WebhookEvent.INCIDENT_UPDATED, WebhookEvent.INCIDENT_UPDATE_DELETED),
    "schedule_published": (WebhookEvent.SCHEDULE_CREATED,),
    WEBHOOK_TEST: (WEBHOOK_TEST,),
}
_WITH_INCIDENT = ("incident_created", "incident_updated", "incident_published")
_BEGINNINGS: Mapping[str, str] = {
    "incident": WebhookEvent.INCIDENT_CREATED,
    "schedule": WebhookEvent.SCHEDULE_CREATED,
}


def told_as(event: Event) -> tuple[str, ...]:
    """The names of its messages; none where webhooks get no message of it.

    A value that was counted in a point that was there is no news, as in Cachet; nor is a status that visitors
    do not see.
    """
    if event.kind == ComponentStatusChanged.kind and visible_change(event) is None:
        return ()
    if event.kind == WebhookEvent.METRIC_POINT_CREATED and not event.payload["new"]:
        return ()
    if event.subject_type in _BEGINNINGS:
        if _is_after(_published_at(event), event.at):
            return ()
        if _is_after(_moment(event.payload.get("before", {}).get("published_at")), event.at):
            return (_BEGINNINGS[event.subject_type],)
    return _OTHERWISE.get(event.kind) or ((event.kind,) if event.kind in _KNOWN else ())


def key_of(event: Event) -> str:
    """A thing begins once, whichever event made it public."""
    begins = told_as(event) == (_BEGINNINGS.get(event.subject_type),)
    return f"{event.subject_type}-{event.subject_id}-created" if begins else f"event-{event.pk}"


def is_embargoed(subject_type: str, subject_id: int, *, at: datetime) -> bool:
    """Now, whatever it was when something happened to it."""
    return subject_type in _BEGINNINGS and _is_after(_published_now(subject_type, subject_id), at)


def messages_of(event: Event) -> list[Message]:
    """With the time and the id of the event, by which receivers put them in order."""
    order = {"occurred_at": timestamp(event.at), "sequence": event.pk}
    contents = ((name, {"event": name, "body": _BODIES[name](event), **order}) for name in told_as(event))
    return [Message(event=name, text=json.dumps(body, separators=(",", ":"))) for name, body in contents]


def _published_at(event: Event) -> datetime | None:
    """Of the incident or window, as it was then; an update's row does not tell, but the thing does."""
    row = event.payload["row"]
    if "published_at" in row:
        return _moment(row["published_at"])
    return _published_now(event.subject_type, event.subject_id)


def _published_now(subject_type: str, subject_id: int) -> datetime | None:
    rows = Incident.objects if subject_type == "incident" else Schedule.objects
    return rows.filter(pk=subject_id).values_list("published_at", flat=True).first()


def _moment(text: str | None) -> datetime | None:
    return None if text is None else instant(text)


def _is_after(moment: datetime | None, other: datetime) -> bool:
    return moment is not None and moment > other


def _component(event: Event) -> Body:
    """Whether it is looked at is known elsewhere (monitoring); here it is but said."""
    looked_at = Component.objects.filter(pk=event.subject_id)
    found = looked_at.values_list("monitor__is_active", "monitor__checked_at").first()
    is_checked, checked_at = found or (None, None)
    return bodies.component(
        {**event.payload["row"], "status": _shown_status(event)},
        is_checked=bool(is_checked),
        checked_at=None if checked_at is None else timestamp(checked_at),
    )


def _shown_status(event: Event) -> int:
    """What visitors see: by the event if it is a change of status, else as it is now."""
    change = visible_change(event)
    if change is not None:
        return change.new
    component = Component(pk=event.subject_id, status=event.payload["row"]["status"])
    return effective_statuses([component], at=clock.now())[component.pk]


def _status_change(event: Event) -> Body:
    change = visible_change(event)
    statuses = {} if change is None else {"old_status": change.old, "new_status": change.new}
    return bodies.status_change({**event.payload, **statuses}, event.subject_id)


def _incident(event: Event) -> Body:
    """An event of an update holds the update's row; the incident's is that of the last event that has it."""
    row = event.payload["row"]
    if "guid" in row:
        return bodies.incident(row)
    taken_over = {"status": event.payload["incident_status"], "updated_at": timestamp(event.at)}
    return bodies.incident(_incident_before(event) | taken_over)


def _incident_before(event: Event) -> dict[str, object]:
    """As it is where no event has told of it, since it was imported."""
    earlier = Event.objects.filter(subject_type="incident", subject_id=event.subject_id, pk__lt=event.pk)
    told = earlier.filter(kind__in=_WITH_INCIDENT).order_by("-pk").values_list("payload", flat=True).first()
    return dict(told["row"]) if told else row_of(Incident.objects.get(pk=event.subject_id))


def _incident_update(event: Event) -> Body:
    return bodies.incident_update(event.payload["row"], incident_status=event.payload["incident_status"])


def _by_row(body: Callable[[Mapping[str, Any]], Body]) -> Callable[[Event], Body]:
    return lambda event: body(event.payload["row"])


def _point(event: Event) -> Body:
    return bodies.metric_point(event.payload["row"], new=event.payload.get("new", ()))


def _test(event: Event) -> Body:
    return {"id": event.subject_id, "at": plain(event.at)}


_schedule, _schedule_update = _by_row(bodies.schedule), _by_row(bodies.schedule_update)
_metric, _subscriber = _by_row(bodies.metric), _by_row(bodies.subscriber)

_BODIES: Mapping[str, Callable[[Event], Body]] = {
    WebhookEvent.COMPONENT_CREATED: _component,
    WebhookEvent.COMPONENT_UPDATED: _component,
    WebhookEvent.COMPONENT_DELETED: _component,
    WebhookEvent.COMPONENT_STATUS_CHANGED: _status_change,
    WebhookEvent.INCIDENT_CREATED: _incident,
    WebhookEvent.INCIDENT_UPDATED: _incident,
    WebhookEvent.INCIDENT_DELETED: _incident,
    WebhookEvent.METRIC_CREATED: _metric,
    WebhookEvent.METRIC_UPDATED: _metric,
    WebhookEvent.METRIC_DELETED: _metric,
    WebhookEvent.METRIC_POINT_CREATED: _point,
    WebhookEvent.METRIC_POINT_DELETED: _point,
    WebhookEvent.SUBSCRIBER_CREATED: _subscriber,
    WebhookEvent.SUBSCRIBER_UNSUBSCRIBED: _subscriber,
    WebhookEvent.SUBSCRIBER_VERIFIED: _subscriber,
    WebhookEvent.INCIDENT_UPDATE_RECORDED: _incident_update,
    WebhookEvent.INCIDENT_UPDATE_EDITED: _incident_update,
    WebhookEvent.INCIDENT_UPDATE_DELETED: _incident_update,
    WebhookEvent.SCHEDULE_CREATED: _schedule,
    WebhookEvent.SCHEDULE_UPDATED: _schedule,
    WebhookEvent.SCHEDULE_DELETED: _schedule,
    WebhookEvent.SCHEDULE_STARTED: _schedule,
    WebhookEvent.SCHEDULE_COMPLETED: _schedule,
    WebhookEvent.SCHEDULE_UPDATE_RECORDED: _schedule_update,
    WebhookEvent.SCHEDULE_UPDATE_EDITED: _schedule_update,
    WebhookEvent.SCHEDULE_UPDATE_DELETED: _schedule_update,
    WEBHOOK_TEST: _test,
}
