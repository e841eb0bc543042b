"""What is news to people, and as which announcement: the same for mail, chat and whoever is told next.

What is hidden, embargoed or without notifications is no news; should that change, it is announced then, as
if it had begun then.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from heliograph.delivery.channel import Telling
from heliograph.delivery.models import Announcement
from heliograph.lib import clock
from heliograph.lib.wire import instant
from heliograph.status.models import Incident, Schedule
from heliograph.subscribers.audience import is_announced

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from heliograph.events.models import Event

_MAKES_IT_SEEN = {"visible", "published_at", "notifications"}
_TIMES = {"scheduled_at", "completed_at"}


def telling(event: Event) -> Telling | None:
    """None where the event is no news."""
    rule = _RULES.get(event.kind)
    thing = subject_of(event.subject_type, event.subject_id) if rule else None
    if rule is None or thing is None:
        return None
    return rule(event) if is_announced(thing, at=clock.now()) else None


def subject_of(subject_type: str, subject_id: int) -> Incident | Schedule | None:
    rows = Incident.objects if subject_type == "incident" else Schedule.objects
    return rows.filter(pk=subject_id).first()


def opening_key(subject_type: str, subject_id: int) -> str:
    """Of the announcement that a thing begins with."""
    return f"{subject_type}-{subject_id}"


def _opens(event: Event) -> Telling:
    return Telling(key=opening_key(event.subject_type, event.subject_id), waits=True, joins=True)


def _opens_by_the_clock(event: Event) -> Telling:
    return Telling(key=opening_key(event.subject_type, event.subject_id), joins=True)


def _update(event: Event) -> Telling:
    return _said(event, f"update-{event.payload['row']['id']}")


def _incident_update(event: Event) -> Telling | None:
    """Events of older versions have no `notify`."""
    return _update(event) if event.payload.get("notify", True) else None


def _incident_changed(event: Event) -> Telling | None:
    before = _before(event)
    if before.keys() & _MAKES_IT_SEEN:
        return _opens(event)
    return _said(event, f"event-{event.pk}") if "status" in before else None


def _schedule_changed(event: Event) -> Telling | None:
    before = _before(event)
    if before.keys() & _MAKES_IT_SEEN:
        return _opens(event)
    return _said(event, f"event-{event.pk}") if before.keys() & _TIMES else None


def _schedule_update(event: Event) -> Telling:
    """One that ends the window is also its completion, which the clock will record."""
    completed_at = event.payload["completed_at"]
    ended = instant(completed_at) if completed_at else None
    if ended is not None and ended <= event.at:
        return _said(event, f"completed-{completed_at}")
    return _update(event)


def _started(event: Event) -> Telling | None:
    """Who hears of a window only after it has begun hears in the same breath that it has."""
    scheduled_at = event.payload["row"]["scheduled_at"]
    opening = Announcement.objects.filter(
        key=opening_key(event.subject_type, event.subject_id), begun_at__gte=instant(scheduled_at)
    )
    if opening.exists():
        return None
    return Telling(key=_key(event, f"started-{scheduled_at}"), joins=True)


def _completed(event: Event) -> Telling:
    return Telling(key=_key(event, f"completed-{event.payload['row']['completed_at']}"), joins=True)


def _said(event: Event, what: str) -> Telling:
    return Telling(key=_key(event, what), waits=True, joins=True)


def _key(event: Event, what: str) -> str:
    return f"{opening_key(event.subject_type, event.subject_id)}-{what}"


def _before(event: Event) -> Mapping[str, object]:
    before: Mapping[str, object] = event.payload["before"]
    return before


_RULES: Mapping[str, Callable[[Event], Telling | None]] = {
    "incident_created": _opens,
    "incident_published": _opens_by_the_clock,
    "incident_updated": _incident_changed,
    "incident_update_recorded": _incident_update,
    "schedule_created": _opens,
    "schedule_published": _opens_by_the_clock,
    "schedule_updated": _schedule_changed,
    "schedule_update_recorded": _schedule_update,
    "schedule_started": _started,
    "schedule_completed": _completed,
}
